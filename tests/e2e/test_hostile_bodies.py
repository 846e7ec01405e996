"""Nothing that is sent makes the service fail, or repeat what it was sent."""

import json
import logging

import pytest
from builders import AS_OF
from fastapi.testclient import TestClient
from hostile import (
    BATCHES,
    BODIES,
    CONTENT_TYPES,
    MARK,
    MARKED_VALUE,
    SIMULATIONS,
    marked,
    raw,
)
from riskmodel_api.app import create_app

from riskmodel.settings import Settings

JSON = {"Content-Type": "application/json"}
ROUTES = (
    "/v1/assessments",
    "/v1/assessments/batch",
    "/v1/rules/check",
    "/v1/rules/simulate",
)


@pytest.fixture(scope="module")
def client(assessor):
    with TestClient(create_app(Settings(), assessor), raise_server_exceptions=False) as client:
        yield client


def says_nothing(text: str) -> None:
    """The marks are in none of it."""
    assert MARK not in text
    assert str(MARKED_VALUE) not in text


def refused(response) -> None:
    assert 400 <= response.status_code < 500, response.text[:200]
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == response.status_code
    assert found["code"]
    for fault in found["errors"]:
        assert fault["pointer"] == "" or fault["pointer"].startswith("/")
        assert fault["remedy_en"]
        assert fault["remedy_zh"]
    says_nothing(response.text)
    says_nothing(str(response.headers))


def test_there_are_at_least_sixty_and_they_carry_the_marks():
    assert len(BODIES) >= 60
    assert sum(MARK.encode() in body for body in BODIES.values()) >= 60
    assert sum(str(MARKED_VALUE).encode() in body for body in BODIES.values()) >= 60


def test_the_marks_alone_are_accepted(client):
    assert client.post(ROUTES[0], content=raw(), headers=JSON).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_hostile_body_is_refused_and_not_repeated(client, caplog, route, body):
    with caplog.at_level(logging.DEBUG):
        response = client.post(route, content=body, headers=JSON)
    refused(response)
    says_nothing(caplog.text)


@pytest.mark.parametrize("body", BATCHES.values(), ids=BATCHES.keys())
def test_a_hostile_household_spoils_none_beside_it(client, caplog, body):
    with caplog.at_level(logging.DEBUG):
        response = client.post(ROUTES[1], content=body, headers=JSON)
    says_nothing(response.text)
    says_nothing(caplog.text)
    if response.status_code == 400:
        assert response.json()["code"] == "not_json"
        return
    assert response.status_code == 200
    found = response.json()["results"]
    assert [list(one) for one in found] == [["assessment"], ["error"], ["assessment"]]
    assert found[1]["error"]["status"] == 422
    assert all(one["pointer"].startswith("/households/1") for one in found[1]["error"]["errors"])


@pytest.mark.parametrize("body", BATCHES.values(), ids=BATCHES.keys())
def test_a_hostile_household_refuses_a_simulation_and_is_not_repeated(client, caplog, body):
    asked = body.replace(b'"households"', b'"changes": ["line=+5%"], "households"', 1)
    with caplog.at_level(logging.DEBUG):
        response = client.post("/v1/rules/simulate", content=asked, headers=JSON)
    refused(response)
    says_nothing(caplog.text)


@pytest.mark.parametrize(
    "body",
    [body for body in BODIES.values() if body.strip()],
    ids=[name for name, body in BODIES.items() if body.strip()],
)
def test_a_hostile_earlier_record_is_refused_and_not_repeated(client, caplog, body):
    now = json.dumps({"as_of_date": "2030-01-01", "household": marked()}).encode()
    asked = now[:-1] + b', "history": [' + body + b"]}"
    with caplog.at_level(logging.DEBUG):
        response = client.post("/v1/rules/check", content=asked, headers=JSON)
    refused(response)
    says_nothing(caplog.text)


@pytest.mark.parametrize(
    "body",
    [body for body in BODIES.values() if body.strip()],
    ids=[name for name, body in BODIES.items() if body.strip()],
)
def test_a_hostile_record_of_then_is_refused_and_not_repeated(client, caplog, body):
    now = json.dumps({"as_of_date": "2030-01-01", "household": marked()}).encode()
    with caplog.at_level(logging.DEBUG):
        response = client.post(
            "/v1/assessments/change", content=b'{"now": ' + now + b', "then": ' + body + b"}",
            headers=JSON,
        )  # fmt: skip
    refused(response)
    says_nothing(caplog.text)


@pytest.mark.parametrize("members", SIMULATIONS.values(), ids=SIMULATIONS.keys())
def test_a_hostile_simulation_is_refused_and_not_repeated(client, caplog, members):
    asked = {"as_of_date": AS_OF, "households": [marked()], "changes": ["line=+5%"]} | members
    with caplog.at_level(logging.DEBUG):
        response = client.post("/v1/rules/simulate", json=asked)
    refused(response)
    assert response.status_code == 422
    says_nothing(caplog.text)


@pytest.mark.parametrize(
    "query", [f"area={MARK}", f"on={MARK}", "area=5", "on=2025-02-30", "on=0"]
)
def test_a_wrong_query_is_refused_and_not_repeated(client, caplog, query):
    with caplog.at_level(logging.DEBUG, logger="riskmodel_api"):
        response = client.get(f"/v1/parameters?{query}")
    assert response.status_code == 422
    refused(response)
    says_nothing(caplog.text.replace(f"/v1/parameters?{query}", ""))


def test_no_content_type_is_refused(client):
    response = client.post(ROUTES[0], content=raw())
    assert response.status_code == 415
    refused(response)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_another_content_type_is_refused(client, route, content_type):
    response = client.post(route, content=raw(), headers={"Content-Type": content_type})
    assert response.status_code == 415
    refused(response)


@pytest.mark.parametrize("length", ["9" * 18, "9" * 5_000], ids=["18 digits", "5000 digits"])
def test_a_length_beyond_reason_is_refused(client, length):
    response = client.post(ROUTES[0], content=raw(), headers=JSON | {"Content-Length": length})
    assert response.status_code == 413
    refused(response)


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
def test_a_body_that_is_too_large_is_refused(client, declared):
    body = b" " * 200_000 + raw()
    content = body if declared else iter([body[:1000], body[1000:]])
    response = client.post(ROUTES[0], content=content, headers=JSON)
    assert response.status_code == 413
    refused(response)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("DELETE", "/v1/assessments", 405),
        ("GET", f"/{MARK}", 404),
        ("POST", f"/v1/assessments/?id={MARK}", 404),
        ("GET", f"/v1/rules/?id={MARK}", 404),
        ("GET", f"/v1/rules/{MARK}", 404),
    ],
)
def test_a_wrong_path_or_method_is_a_problem_too(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    refused(response)
