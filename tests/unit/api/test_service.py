import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from anyio.to_thread import current_default_thread_limiter
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app

from riskmodel.assessment import Assessment, Assessor
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings


@pytest.fixture
def bare(tmp_path):
    """A service without a champion."""
    with TestClient(create_app(Settings(state=tmp_path))) as client:
        yield client


def ask(client, *households, path="/v1/assessments"):
    if path.endswith("batch"):
        return client.post(path, json={"as_of_date": AS_OF, "households": list(households)})
    return client.post(path, json={"as_of_date": AS_OF, "household": households[0]})


def test_one_household_is_assessed(client):
    answer = ask(client, a_household())
    assert answer.status_code == 200
    found = Assessment.model_validate_json(answer.content)
    assert found.household_id == "h-1"
    assert found.eligibility.needs_human is True


def test_a_household_of_which_nothing_is_known_is_assessed(client):
    found = ask(client, {"household_id": "h-2"}).json()
    assert found["risk"]["scored"] is False
    assert found["eligibility"]["proposed_status"] == "data_gap"


def test_every_fault_is_named_with_its_place_and_remedy(client):
    answer = ask(client, a_household(head_age=5, housing_grade="E", wage_income=-1))
    assert answer.status_code == 422
    faults = {fault["pointer"]: fault["code"] for fault in answer.json()["errors"]}
    assert faults == {
        "/household/head_age": "below_minimum",
        "/household/housing_grade": "not_allowed",
        "/household/wage_income": "below_minimum",
    }


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], ""),
        ({"as_of_date": AS_OF, "household": []}, "/household"),
        ({"as_of_date": AS_OF, "household": {}}, "/household/household_id"),
        ({"as_of_date": AS_OF, "household": {"household_id": "h", "A/b": 1}}, "/household"),
        ({"as_of_date": AS_OF, "household": {"household_id": "h", "sum": 1}}, "/household/sum"),
        ({"as_of_date": AS_OF, "household": {"household_id": "h"}, "x": 1}, "/x"),
        ({"as_of_date": AS_OF}, "/household"),
        ({"as_of_date": "2018-12-31", "household": {"household_id": "h"}}, "/as_of_date"),
        ({"as_of_date": "2036-01-01", "household": {"household_id": "h"}}, "/as_of_date"),
    ],
)  # fmt: skip
def test_a_fault_is_pointed_at_in_the_body(client, body, pointer):
    answer = client.post("/v1/assessments", json=body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("day", ["2019-01-01", "2035-12-31"])
def test_the_first_and_last_day_are_accepted(client, day):
    body = {"as_of_date": day, "household": {"household_id": "h"}}
    assert client.post("/v1/assessments", json=body).json()["as_of_date"] == day


def test_the_day_and_the_record_are_faulted_together(client):
    body = {"as_of_date": "soon", "household": a_household(head_age=5)}
    faults = client.post("/v1/assessments", json=body).json()["errors"]
    assert {fault["pointer"] for fault in faults} == {"/as_of_date", "/household/head_age"}


def test_in_a_batch_each_gets_a_result_or_its_own_error_in_order(client):
    answer = ask(
        client,
        a_household(household_id="a"),
        a_household(household_id="b", head_age=5),
        {"household_id": "c"},
        "not a household",
        path="/v1/assessments/batch",
    )
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [list(one) for one in results] == [["assessment"], ["error"], ["assessment"], ["error"]]
    assert [results[place]["assessment"]["household_id"] for place in (0, 2)] == ["a", "c"]
    pointers = [results[place]["error"]["errors"][0]["pointer"] for place in (1, 3)]
    assert pointers == ["/households/1/head_age", "/households/3"]


def test_an_empty_batch_has_no_results(client):
    assert ask(client, path="/v1/assessments/batch").json() == {"results": []}


def test_a_batch_of_more_than_a_thousand_is_refused(client):
    many = [{"household_id": f"h{n}"} for n in range(1_001)]
    answer = ask(client, *many, path="/v1/assessments/batch")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/households"


def test_the_champion_describes_itself(client, assessor):
    found = client.get("/v1/models/champion").json()
    assert found["artifact_sha256"] == assessor.model.artifact_sha256
    assert len(found["features"]) >= 60
    assert found["evaluation"]["blocks"]


def test_probes_tell_that_a_champion_is_loaded(client, assessor):
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["artifact_sha256"] == assessor.model.artifact_sha256


def test_without_a_champion_the_service_lives_is_not_ready_and_says_why(bare):
    assert bare.get("/health/live").status_code == 200
    ready = bare.get("/health/ready")
    assert ready.status_code == 503
    assert "riskmodel promote" in ready.json()["detail"]
    answer = ask(bare, a_household())
    assert answer.status_code == 503
    assert answer.json()["code"] == "model_not_found"
    assert bare.get("/v1/models/champion").status_code == 503
    assert bare.get("/v1/rules").status_code == 200


def test_an_assessor_without_a_champion_is_not_ready():
    with TestClient(create_app(Settings(), Assessor(Parameters.shipped(), None))) as client:
        assert client.get("/health/ready").status_code == 503
        assert client.get("/v1/models/champion").json()["code"] == "model_not_found"
        assert ask(client, a_household()).json()["code"] == "model_not_found"


def test_probes_answer_while_every_thread_is_busy(client, monkeypatch):
    asked, answered = Event(), Event()

    def wait(*_args):
        asked.set()
        answered.wait(20)
        return []

    monkeypatch.setattr(Assessor, "answer_records", wait)
    threads = client.portal.call(current_default_thread_limiter)
    monkeypatch.setattr(threads, "total_tokens", 1)
    with ThreadPoolExecutor() as pool:
        busy = pool.submit(ask, client, a_household(), path="/v1/assessments/batch")
        assert asked.wait(20)
        statuses = [client.get(f"/health/{probe}").status_code for probe in ("live", "ready")]
        was_busy = not busy.done()
        answered.set()
    assert statuses == [200, 200]
    assert was_busy


def test_a_tampered_champion_is_not_served(champions, tmp_path):
    shutil.copytree(champions, tmp_path / "champions")
    model = next((tmp_path / "champions").rglob("model.txt"))
    model.write_bytes(model.read_bytes().replace(b"leaf_value=", b"leaf_valuf=", 1))
    with TestClient(create_app(Settings(state=tmp_path))) as client:
        assert client.get("/health/ready").status_code == 503
        assert ask(client, a_household()).json()["code"] == "artifact_tampered"


def test_the_document_is_whole(client):
    """Its examples are tried by the tests of the contract."""
    document = client.get("/openapi.json").json()
    text = json.dumps(document)
    for named in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert named in document["components"]["schemas"]


def test_the_document_tells_the_limits_of_the_deployment(assessor):
    with TestClient(create_app(Settings(max_batch=7), assessor)) as client:
        batch = client.get("/openapi.json").json()["components"]["schemas"]["BatchQuestion"]
        assert batch["properties"]["households"]["maxItems"] == 7
        assert batch["additionalProperties"] is False
        answer = ask(client, *[{"household_id": "h"}] * 8, path="/v1/assessments/batch")
        assert answer.status_code == 422


def test_no_page_fetches_a_script_from_elsewhere(client):
    for path in ("/docs", "/redoc"):
        assert client.get(path).status_code == 404
