"""The promises of `/v1`: a document that takes anything back fails here, by name.

`RISKMODEL_WRITE_CONTRACT=1` writes the contract and the examples of answers anew; what that takes
away from a client needs another version of the address, see docs/api.md.
"""

import copy
import json
import os
import re
import time
from pathlib import Path

import jsonschema
import pytest
import riskmodel_api
from batches import write_input
from builders import a_household
from cases import NEVER
from contract import bare, broken
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.examples import ANSWERS
from riskmodel_api.operations import OPERATIONS

from riskmodel.jobs.job import Folders
from riskmodel.jobs.work import Shop, work_once
from riskmodel.problem_codes import PROBLEMS
from riskmodel.scale.asked import Desk
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine

CONTRACT = Path(__file__).parents[2] / "contract-v1.json"
ANSWERS_FILE = Path(riskmodel_api.__file__).parent / ANSWERS
CHINESE = re.compile("[\u4e00-\u9fff]")
WRITE = os.environ.get("RISKMODEL_WRITE_CONTRACT") == "1"
JSON = "application/json"


@pytest.fixture(scope="module")
def client(assessor, tmp_path_factory):
    folder = tmp_path_factory.mktemp("state")
    write_input(folder / "inputs" / "2026-06" / "guizhou", 1, 3)
    settings = Settings(state=folder, job_inputs=folder / "inputs", jobs=False)
    with TestClient(create_app(settings, assessor)) as client:
        client.settings = settings
        yield client


@pytest.fixture(scope="module")
def document(client):
    return client.get("/openapi.json").json()


@pytest.fixture(scope="module")
def contract(document):
    if WRITE:
        promised = {"paths": document["paths"], "components": document["components"]}
        promised["components"] = {"schemas": document["components"]["schemas"]}
        text = json.dumps(bare(promised), ensure_ascii=False, indent=1, sort_keys=True)
        CONTRACT.write_text(text + "\n", encoding="utf-8")
    return json.loads(CONTRACT.read_text(encoding="utf-8"))


def work(settings, champions):
    """Do the job that waits."""
    engine = open_engine(address(settings.database_url, settings.database_folder))
    folders = Folders(settings.jobs_folder, settings.job_inputs)
    work_once(Shop(engine, folders, Desk(champions, settings.model_name)))
    engine.dispose()


def done(operation):
    """The one status of an operation that did what it was asked, and its content."""
    ((status, response),) = [
        one for one in operation["responses"].items() if one[0].startswith("2")
    ]
    return int(status), response["content"]


def operations(document):
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def validate(document, schema, value):
    """Raises where the value is not as a schema of the document says."""
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    jsonschema.validate(value, whole | {"components": document["components"]})


def shortened(value):
    """An answer with lists of a few entries, for an example."""
    if isinstance(value, dict):
        return {key: shortened(one) for key, one in value.items()}
    if isinstance(value, str):
        return "\n".join(value.splitlines()[:6])
    return [shortened(one) for one in value[:2]] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def named_in_paths(client, assessor, champions):
    """What stands in the place of each name of a path."""
    dropout = {"dropout_compulsory": True, "dropout_reason": "other"}
    household = a_household(household_id="h-alert", **dropout)
    body = {"as_of_date": "2025-06-30", "household": household}
    known = client.post("/v1/assessments", json=body).json()["assessment_id"]
    for _ in range(400):
        found = client.get("/v1/alerts").json()["alerts"]
        if found:
            break
        time.sleep(0.05)
    model = assessor.model
    client.app.state.office.draws = NEVER
    case = client.post("/v1/cases", json={"assessment_id": known}).json()
    job = client.post("/v1/jobs", json={"path": "2026-06/guizhou"}).json()
    work(client.settings, champions)
    return {
        "rule": "R11",
        "job_id": job["job_id"],
        "number": 0,
        "assessment_id": known,
        "alert_id": found[0]["alert_id"],
        "case_id": case["case_id"],
        "name": model.name,
        "version": model.version,
    }


def ask(client, name, operation, named_in_paths):
    """What an operation answers to its own example."""
    method, path = name.format(**named_in_paths).split(" ")
    if "requestBody" in operation:
        (example,) = operation["requestBody"]["content"][JSON]["examples"].values()
        known = {key: named_in_paths[key] for key in example["value"] if key == "assessment_id"}
        return client.request(method, path, json=example["value"] | known)
    return client.request(method, path)


def test_nothing_that_was_promised_is_taken_back(document, contract):
    assert broken(contract, document) == [], (
        "this breaks clients of /v1: keep it, or deprecate it and add beside it (docs/api.md)"
    )


def test_what_is_new_is_promised_too(document, contract):
    assert set(operations(contract)) == set(operations(document)), (
        "RISKMODEL_WRITE_CONTRACT=1 pytest tests/unit/api/test_contract.py"
    )


def test_every_operation_has_its_listed_id_words_in_both_languages_and_a_tag(document):
    found = operations(document)
    assert set(found) == set(OPERATIONS), "riskmodel_api/operations.py lists every operation"
    tags = {tag["name"] for tag in document["tags"]}
    for name, operation in found.items():
        assert operation["operationId"] == OPERATIONS[name].operation_id
        assert set(operation["tags"]) <= tags
        for words in (operation["summary"], operation["description"]):
            assert CHINESE.search(words), name
            assert re.search("[a-z]{3}", words), name
    ids = [operation["operationId"] for operation in found.values()]
    assert len(set(ids)) == len(ids)


def test_the_document_says_whose_it_is(document):
    assert document["servers"]
    assert document["info"]["license"]["identifier"] == "Apache-2.0"
    assert document["info"]["contact"]["name"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_example_of_each_operation_is_answered_as_documented(
    client, document, named_in_paths, name
):
    operation = operations(document)[name]
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"][JSON]["schema"]
        (example,) = operation["requestBody"]["content"][JSON]["examples"].values()
        validate(document, schema, example["value"])
    answer = ask(client, name, operation, named_in_paths)
    status, contents = done(operation)
    assert answer.status_code == status, answer.text
    ((media_type, content),) = contents.items()
    told = answer.json() if media_type == JSON else answer.text
    validate(document, content["schema"], told)
    if WRITE:
        held = json.loads(ANSWERS_FILE.read_text(encoding="utf-8"))
        held[operation["operationId"]] = shortened(told)
        text = json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True)
        ANSWERS_FILE.write_text(text + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.skipif(WRITE, reason="the examples are being written")
def test_every_answer_has_an_example_that_is_as_documented(document, name):
    for status, response in operations(document)[name]["responses"].items():
        for content in response.get("content", {}).values():
            assert content["examples"], f"{name}: no example of {status}"
            for example in content["examples"].values():
                place = example["$ref"].rsplit("/", 1)[1]
                value = document["components"]["examples"][place]["value"]
                validate(document, content["schema"], value)
                if int(status) >= 400:
                    assert str(value["status"]) == status


def test_every_problem_has_an_example(document):
    held = document["components"]["examples"]
    assert {f"problem_{code}" for code in PROBLEMS} <= set(held)


def changed(document, change):
    other = copy.deepcopy(document)
    change(other)
    return other


def _without_a_field(document):
    del document["components"]["schemas"]["Risk"]["properties"]["band"]


def _with_a_new_duty(document):
    document["components"]["schemas"]["HouseholdRecord"]["required"].append("head_age")


def _without_a_code(document):
    held = document["components"]["schemas"]["HouseholdRecord"]["properties"]["housing_grade"]
    next(one for one in held["anyOf"] if "enum" in one)["enum"].pop()


def _without_an_operation(document):
    del document["paths"]["/v1/rules"]


def _with_another_name(document):
    document["paths"]["/v1/rules"]["get"]["operationId"] = "rules"


def _with_a_lower_bound(document):
    held = document["components"]["schemas"]["HouseholdRecord"]["properties"]["debt"]
    held["anyOf"][0]["maximum"] = 10


def _without_a_parameter(document):
    del document["paths"]["/v1/parameters"]["get"]["parameters"][0]


def _with_a_parameter_to_give(document):
    document["paths"]["/v1/parameters"]["get"]["parameters"][0]["required"] = True


def _of_another_type(document):
    document["components"]["schemas"]["Risk"]["properties"]["version"]["type"] = "integer"


def _not_always_there(document):
    document["components"]["schemas"]["Risk"]["required"].remove("scored")


def _without_an_answer(document):
    del document["paths"]["/v1/rules/{rule}"]["get"]["responses"]["404"]


BREAKS = {
    _without_a_field: "answer 200/risk/band: the field is gone",
    _with_a_new_duty: "body/household/head_age: newly required",
    _without_a_code: "body/household/housing_grade/0: no longer accepts",
    _without_an_operation: "GET /v1/rules: the operation is gone",
    _with_another_name: "operationId listRules became rules",
    _with_a_lower_bound: "body/household/debt/0: maximum is 10, was 1000000",
    _without_a_parameter: "parameter area is gone",
    _with_a_parameter_to_give: "parameter area is newly required",
    _of_another_type: "answer 200/risk/version: type string became integer",
    _not_always_there: "answer 200/risk/scored: no longer always there",
    _without_an_answer: "answer 404 is gone",
}


@pytest.mark.parametrize(("change", "told"), BREAKS.items(), ids=[one.__name__ for one in BREAKS])
def test_a_breaking_change_is_found_and_named(document, change, told):
    assert any(told in one for one in broken(document, changed(document, change)))


def _with_a_new_field(document):
    document["components"]["schemas"]["Risk"]["properties"]["more"] = {"type": "string"}
    document["components"]["schemas"]["HouseholdRecord"]["properties"]["more"] = {"type": "string"}


def _with_a_new_operation(document):
    document["paths"]["/v1/more"] = {"get": {"operationId": "more", "responses": {}}}


def _with_other_words(document):
    document["paths"]["/v1/rules"]["get"]["description"] = "other words"


@pytest.mark.parametrize("change", [_with_a_new_field, _with_a_new_operation, _with_other_words])
def test_what_only_adds_breaks_nothing(document, change):
    assert broken(document, changed(document, change)) == []
