"""What the service does with the database between making an assessment and answering with it."""

import json
import sqlite3

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app

from riskmodel.settings import Settings
from riskmodel.storage.database import open_engine
from riskmodel.storage.deletion import Order, delete_assessments, of_household
from riskmodel.storage.place import Keys, Place

DATABASE = "database/riskmodel.sqlite3"


@pytest.fixture
def client(assessor, tmp_path):
    with TestClient(create_app(Settings(state=tmp_path), assessor)) as client:
        yield client


def ask(client, **changes):
    body = {"as_of_date": AS_OF, "household": a_household(**changes)}
    return client.post("/v1/assessments", json=body)


def kept(folder, sql="SELECT household_id, asked, versions FROM assessments ORDER BY recorded"):
    connection = sqlite3.connect(folder / DATABASE)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_an_answer_can_be_fetched_as_it_was_given(client, assessor, tmp_path):
    answer = ask(client, net_income_pc=9_000)
    found = client.get(f"/v1/assessments/{answer.json()['assessment_id']}")
    assert (found.status_code, found.content) == (200, answer.content)
    ((household, asked, versions),) = kept(tmp_path)
    assert household == "h-1"
    assert json.loads(asked) == a_household(net_income_pc=9_000)
    assert json.loads(versions)["artifact_sha256"] == assessor.model.artifact_sha256


def test_of_a_batch_each_that_is_answered_is_kept_and_no_other(client, tmp_path):
    households = [
        a_household(household_id="a"),
        a_household(household_id="b", head_age=5),
        a_household(household_id="c"),
    ]
    body = {"as_of_date": AS_OF, "households": households}
    results = client.post("/v1/assessments/batch", json=body).json()["results"]
    assert [row[0] for row in kept(tmp_path)] == ["a", "c"]
    for place in (0, 2):
        given = results[place]["assessment"]
        assert client.get(f"/v1/assessments/{given['assessment_id']}").json() == given


def test_the_same_question_is_one_row_on_every_road(client, tmp_path):
    one = ask(client)
    body = {"as_of_date": AS_OF, "households": [a_household()] * 2}
    many = client.post("/v1/assessments/batch", json=body).json()["results"]
    assert [result["assessment"] for result in many] == [one.json()] * 2
    assert len(kept(tmp_path)) == 1
    assert kept(tmp_path, "SELECT count(*) FROM audit_log") == [(4,)]


def test_one_that_was_deleted_by_order_is_said_to_be_gone(client, tmp_path):
    answer = ask(client)
    place = Place.of("", tmp_path / "database", tmp_path / "audit-anchors.jsonl", Keys())
    order = Order("Wang Fang", "the household withdrew")
    engine = open_engine(place.url)
    delete_assessments(engine, of_household("h-1", order), order)
    engine.dispose()
    found = client.get(f"/v1/assessments/{answer.json()['assessment_id']}")
    assert (found.status_code, found.json()["code"]) == (410, "assessment_deleted")
    assert "h-1" not in found.text
    assert "Wang Fang" not in found.text
    assert ask(client).json() == answer.json()
    assert len(kept(tmp_path)) == 1


@pytest.mark.parametrize(("name", "status"), [("0" * 32, 404), ("nobody", 422)])
def test_an_id_that_was_never_given_is_a_problem(client, name, status):
    answer = client.get(f"/v1/assessments/{name}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_cannot_be_recorded_is_not_answered(client, tmp_path):
    assert client.get("/health/ready").status_code == 200
    (tmp_path / DATABASE).rename(tmp_path / "away")
    answer = ask(client)
    assert answer.status_code == 503
    assert answer.json()["code"] == "storage_unavailable"
    body = {"as_of_date": AS_OF, "households": [a_household()]}
    assert client.post("/v1/assessments/batch", json=body).status_code == 503
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert "taken away" in ready.json()["detail"]
    assert client.get("/health/live").status_code == 200
    assert client.get("/v1/rules").status_code == 200


def test_without_storage_it_answers_and_keeps_nothing(assessor, tmp_path):
    with TestClient(create_app(Settings(state=tmp_path, storage=False), assessor)) as client:
        answer = ask(client)
        assert answer.status_code == 200
        found = client.get(f"/v1/assessments/{answer.json()['assessment_id']}")
        assert found.json()["detail"].endswith("RISKMODEL_STORAGE is off")
        assert client.get("/health/ready").status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_stopping_anchors_what_was_recorded(assessor, tmp_path):
    with TestClient(create_app(Settings(state=tmp_path), assessor)) as client:
        ask(client)
    (*_, last) = (tmp_path / "audit-anchors.jsonl").read_text().splitlines()
    assert json.loads(last)["sequence"] == 2
