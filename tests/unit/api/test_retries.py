"""A retry with the same Idempotency-Key is answered as at first, and is no second question."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app

from riskmodel.assessment import Assessor
from riskmodel.settings import Settings

ONE = {"as_of_date": AS_OF, "household": a_household()}
MANY = {
    "as_of_date": AS_OF,
    "households": [a_household(household_id="a"), {"household_id": "b", "head_age": 5}, {}],
}
LEVERS = ONE | {"by": "Wang Fang", "because": "to prepare the visit"}
WRITES = {
    "/v1/assessments": ONE,
    "/v1/assessments/batch": MANY,
    "/v1/assessments/levers": LEVERS,
}


@pytest.fixture
def client(assessor, tmp_path):
    with TestClient(create_app(Settings(state=tmp_path), assessor)) as client:
        yield client


def send(client, path, body, key="k-1"):
    return client.post(path, json=body, headers={"Idempotency-Key": key})


def kept(folder, sql):
    connection = sqlite3.connect(folder / "database" / "riskmodel.sqlite3")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def promote_another(client, assessor):
    """Serve the same trees under another version, as after a promotion."""
    artifact = replace(assessor.model.artifact, sha256="f" * 64)
    other = replace(assessor.model, version="2", artifact=artifact)
    serving = client.app.state.serving
    client.app.state.serving = replace(serving, assessor=replace(assessor, model=other))


@pytest.mark.parametrize("path", WRITES)
def test_a_retry_gets_the_same_bytes_though_another_version_serves(client, assessor, path):
    first = send(client, path, WRITES[path])
    assert first.status_code == 200
    assert client.post(path, json=WRITES[path]).status_code == 200
    promote_another(client, assessor)
    again = send(client, path, WRITES[path])
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["content-type"] == "application/json"
    new = send(client, path, WRITES[path], key="k-2")
    assert new.content != first.content


def test_a_retry_is_answered_though_no_version_serves_any_more(client, assessor):
    first = send(client, "/v1/assessments", ONE)
    client.app.state.serving = replace(
        client.app.state.serving, assessor=Assessor(assessor.parameters, None)
    )
    assert send(client, "/v1/assessments", ONE).content == first.content
    assert send(client, "/v1/assessments", ONE, key="k-2").status_code == 503


def test_an_answer_with_a_key_is_the_one_without(client):
    for path in ("/v1/assessments", "/v1/assessments/batch"):
        with_key = send(client, path, WRITES[path], key=path)
        assert client.post(path, json=WRITES[path]).content == with_key.content


def test_a_retry_survives_a_restart_and_leaves_one_row_and_a_trace(assessor, tmp_path):
    for _ in range(2):
        with TestClient(create_app(Settings(state=tmp_path), assessor)) as client:
            send(client, "/v1/assessments/batch", MANY)
    assert kept(tmp_path, "SELECT household_id FROM assessments") == [("a",)]
    entries = [json.loads(one) for (one,) in kept(tmp_path, "SELECT entry FROM audit_log")]
    actions = [entry["action"] for entry in entries]
    assert actions == ["database.created", "assessment.recorded", "assessment.given_again"]


def test_the_order_of_members_is_no_other_request(client):
    first = send(client, "/v1/assessments", ONE)
    turned = dict(reversed(ONE.items())) | {"household": dict(reversed(a_household().items()))}
    assert send(client, "/v1/assessments", turned).content == first.content


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/assessments", {"as_of_date": AS_OF, "household": {"household_id": "x"}}),
        ("/v1/assessments/batch", MANY),
    ],
)
def test_a_key_cannot_be_used_for_another_request(client, path, body):
    send(client, "/v1/assessments", ONE)
    answer = send(client, path, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refusal_is_not_kept(client):
    wrong = {"as_of_date": AS_OF, "household": {"household_id": ""}}
    assert send(client, "/v1/assessments", wrong).status_code == 422
    assert send(client, "/v1/assessments", ONE).status_code == 200


@pytest.mark.parametrize("key", ["", "a b", "a" * 256, '""', "\t", b"\xe9"])
def test_a_key_that_cannot_be_used_is_refused(client, key):
    answer = send(client, "/v1/assessments", ONE, key)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_idempotency_key")


def test_two_keys_are_refused(client):
    headers = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    assert client.post("/v1/assessments", json=ONE, headers=headers).status_code == 400


def test_a_key_with_quotation_marks_is_the_one_without(client):
    first = send(client, "/v1/assessments", ONE, "k")
    other = ONE | {"household": {"household_id": "x"}}
    assert first.status_code == 200
    assert send(client, "/v1/assessments", other, '"k"').status_code == 422


def test_of_two_at_once_one_works_and_the_other_is_told_to_wait(client, monkeypatch):
    begun, go_on = Event(), Event()
    answer = Assessor.answer_records

    def slow(*args):
        begun.set()
        go_on.wait(20)
        return answer(*args)

    monkeypatch.setattr(Assessor, "answer_records", slow)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(send, client, "/v1/assessments", ONE)
        assert begun.wait(20)
        second = send(client, "/v1/assessments", ONE)
        go_on.set()
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_progress")
    assert second.headers["retry-after"] == "1"
    assert send(client, "/v1/assessments", ONE).content == first.result().content


def test_a_key_that_failed_can_be_used_again(client, monkeypatch):
    def fail(*_args):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Assessor, "answer_records", fail)
        assert send(client, "/v1/assessments", ONE).status_code == 500
    assert send(client, "/v1/assessments", ONE).status_code == 200


def test_where_nothing_is_recorded_a_key_is_refused_and_nothing_promised(assessor, tmp_path):
    settings = Settings(state=tmp_path, storage=False)
    with TestClient(create_app(settings, assessor)) as client:
        assert client.post("/v1/assessments", json=ONE).status_code == 200
        assert send(client, "/v1/assessments", ONE).status_code == 503
