"""The Open Inference Protocol gives what /v1 gives, and says what it does not know."""

import json
import sqlite3

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app

from riskmodel.schema.household import HOUSEHOLD
from riskmodel.schema.tensors import datatype
from riskmodel.settings import Settings


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def client(assessor, state):
    with TestClient(create_app(Settings(state=state), assessor)) as client:
        yield client


@pytest.fixture(scope="module")
def model(assessor):
    return f"/v2/models/{assessor.model.name}"


def written(field, value):
    return ",".join(value) if isinstance(value, list) else value


def tensors(*households, day=AS_OF):
    rows = len(households)
    inputs = [{"name": "as_of_date", "shape": [rows], "datatype": "BYTES", "data": [day] * rows}]
    for field in HOUSEHOLD:
        values = [written(field, one.get(field.name)) for one in households]
        if any(value is not None for value in values):
            inputs.append(
                {
                    "name": field.name,
                    "shape": [rows],
                    "datatype": datatype(field),
                    "data": values,
                }
            )
    return inputs


def infer(client, model, inputs, **more):
    return client.post(f"{model}/infer", json={"inputs": inputs, **more})


def outputs(answer):
    assert answer.status_code == 200, answer.text
    return {one["name"]: one["data"] for one in answer.json()["outputs"]}


HOUSEHOLDS = (
    a_household(net_income_pc=9_000.5, measures=["jobs", "health"]),
    a_household(household_id="h-2", measures=[], job_lost=True, identified_on="2024-05"),
    {"household_id": "h-3"},
)


def test_the_figures_are_those_of_the_assessment(client, model):
    found = outputs(infer(client, model, tensors(*HOUSEHOLDS)))
    for place, household in enumerate(HOUSEHOLDS):
        body = {"as_of_date": AS_OF, "household": household}
        given = client.post("/v1/assessments", json=body).json()
        risk = given["risk"]
        assert found["assessment_id"][place] == given["assessment_id"]
        assert found["probability"][place] == risk["probability"]
        assert found["band"][place] == risk["band"]
        interval = risk["interval"] or {"low": None, "high": None}
        assert [found["low"][place], found["high"][place]] == list(interval.values())
        assert found["percentile"][place] == risk["percentile"]


def test_a_household_that_is_not_scored_has_its_reasons_and_no_figure(client, model):
    found = outputs(infer(client, model, tensors({"household_id": "h-3"})))
    assert found["scored"] == [False]
    for name in ("probability", "low", "high", "percentile", "band"):
        assert found[name] == [None]
    assert found["not_scored"][0].endswith("_unknown")


def test_what_is_inferred_is_on_record(client, model, state):
    (given,) = outputs(infer(client, model, tensors(a_household(household_id="kept"))))[
        "assessment_id"
    ]
    kept = client.get(f"/v1/assessments/{given}")
    assert kept.status_code == 200
    assert kept.json()["household_id"] == "kept"
    connection = sqlite3.connect(state / "database/riskmodel.sqlite3")
    asked = connection.execute(
        "SELECT asked FROM assessments WHERE assessment_id = ?", (given,)
    ).fetchone()[0]
    connection.close()
    assert json.loads(asked) == a_household(household_id="kept")


def test_each_household_is_known_as_of_its_own_day(client, model):
    inputs = tensors(HOUSEHOLDS[0], HOUSEHOLDS[0])
    inputs[0]["data"] = ["2024-06-30", AS_OF]
    both = outputs(infer(client, model, inputs))
    for place, day in enumerate(("2024-06-30", AS_OF)):
        alone = outputs(infer(client, model, tensors(HOUSEHOLDS[0], day=day)))
        assert both["assessment_id"][place] == alone["assessment_id"][0]
    assert len(set(both["assessment_id"])) == 2


def test_columns_of_a_data_frame_are_read(client, model):
    """Clients send (rows, 1), one list a row, and whole numbers as floats where one is missing."""
    plain = outputs(infer(client, model, tensors(*HOUSEHOLDS[:2])))
    inputs = tensors(*HOUSEHOLDS[:2])
    for one in inputs:
        one["shape"] = [2, 1]
        one["data"] = [[value] for value in one["data"]]
        one["parameters"] = {"content_type": "np"}
        if one["datatype"] == "INT64":
            one["datatype"] = "FP32"
            one["data"] = [[None if v[0] is None else float(v[0])] for v in one["data"]]
    assert outputs(infer(client, model, inputs)) == plain


def test_only_the_outputs_asked_for_come_back_and_so_does_the_id(client, model):
    answer = infer(
        client, model, tensors(HOUSEHOLDS[0]), id="42", outputs=[{"name": "probability"}]
    ).json()
    assert answer["id"] == "42"
    assert [one["name"] for one in answer["outputs"]] == ["probability"]
    assert answer["outputs"][0]["shape"] == [1]
    assert "id" not in infer(client, model, tensors(HOUSEHOLDS[0])).json()


def spoilt(change):
    inputs = tensors(*HOUSEHOLDS[:2])
    change({one["name"]: one for one in inputs}, inputs)
    return inputs


def change_of(name, **members):
    return lambda named, _: named[name].update(members)


SPOILT = {
    "a datatype that the field cannot have": change_of("net_income_pc", datatype="BYTES"),
    "a shape that is not that of its data": change_of("net_income_pc", shape=[3]),
    "three dimensions": change_of("net_income_pc", shape=[2, 1, 1]),
    "an element that is a list": change_of("net_income_pc", data=[[1.0, 2.0], 3.0]),
    "a value out of range": change_of("household_size", data=[400, 4]),
    "a fraction for a whole number": change_of("household_size", datatype="FP64", data=[1.5, 4]),
    "text for a number": change_of("net_income_pc", data=["secret-4711", 3.0]),
    "no day": change_of("as_of_date", data=[None, AS_OF]),
    "a code that is none": change_of("measures", data=["jobs,secret-4711", ""]),
    "an input twice": lambda named, inputs: inputs.append(named["household_id"]),
    "no household": lambda named, inputs: [one.update(shape=[0], data=[]) for one in inputs],
    "a field that is none": lambda named, inputs: inputs.append(
        {"name": "secret-4711", "shape": [2], "datatype": "FP64", "data": [1.0, 2.0]}
    ),
    "a member that is none": change_of("net_income_pc", secret=4711),
    "no inputs": lambda named, inputs: inputs.clear(),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_what_cannot_be_read_is_refused_by_place_and_remedy_and_never_echoed(client, model, spoil):
    answer = infer(client, model, spoilt(spoil))
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["errors"]
    assert problem["errors"][0]["pointer"].startswith(("/inputs", "/households"))
    assert problem["error"]
    assert "4711" not in answer.text


@pytest.mark.parametrize("wanted", [[{"name": "leaf"}], [{"name": "band"}] * 2, "band", []])
def test_an_output_that_is_none_is_refused(client, model, wanted):
    answer = infer(client, model, tensors(HOUSEHOLDS[0]), outputs=wanted)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/outputs")


def test_more_households_than_a_batch_holds_are_refused(assessor, tmp_path, model):
    with TestClient(create_app(Settings(state=tmp_path, max_batch=1), assessor)) as client:
        assert infer(client, model, tensors(*HOUSEHOLDS)).status_code == 422


def test_the_server_and_its_model_describe_themselves(client, model, assessor):
    assert client.get("/v2").json()["name"] == "riskmodel"
    described = client.get(model).json()
    assert described["versions"] == [assessor.model.version]
    inputs = {one["name"]: one for one in described["inputs"]}
    assert set(inputs) == {"as_of_date", *(field.name for field in HOUSEHOLD)}
    assert {one["name"] for one in described["outputs"]} == set(
        outputs(infer(client, model, tensors(HOUSEHOLDS[0])))
    )
    version = f"{model}/versions/{assessor.model.version}"
    assert client.get(version).json() == described
    assert client.get(f"{version}/ready").json() == {"name": assessor.model.name, "ready": True}
    assert client.get("/v2/health/live").status_code == 200
    assert client.get("/v2/health/ready").json() == {"ready": True}


def test_another_model_or_version_is_not_found(client, model):
    inputs = tensors(HOUSEHOLDS[0])
    for path in ("/v2/models/another", f"{model}/versions/999"):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}/ready").status_code == 404
        answer = infer(client, path, inputs)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert answer.json()["error"]


def test_without_a_champion_the_server_is_not_ready_and_says_why(tmp_path, model):
    with TestClient(create_app(Settings(state=tmp_path))) as client:
        assert client.get("/v2/health/live").status_code == 200
        ready = client.get("/v2/health/ready")
        assert ready.status_code == 503
        assert "riskmodel promote" in ready.json()["error"]
        assert infer(client, model, tensors(HOUSEHOLDS[0])).status_code == 503
