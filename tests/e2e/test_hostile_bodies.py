"""Nothing that is sent makes the service fail, or repeat what it was sent."""

import logging

import pytest
from fastapi.testclient import TestClient
from hostile import BODIES, CONTENT_TYPES, MARK, raw
from riskmodel_api.app import create_app

from riskmodel.settings import Settings

ROUTES = ("/v1/assessments", "/v1/assessments/batch")


@pytest.fixture(scope="module")
def client(assessor):
    with TestClient(create_app(Settings(), assessor), raise_server_exceptions=False) as client:
        yield client


def refused(response) -> None:
    assert 400 <= response.status_code < 500, response.text[:200]
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == response.status_code
    assert found["code"]
    for fault in found["errors"]:
        assert fault["pointer"].startswith("/")
        assert fault["remedy_en"]
        assert fault["remedy_zh"]
    assert MARK not in response.text
    assert MARK not in str(response.headers)


def test_there_are_at_least_sixty():
    assert len(BODIES) >= 60


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_hostile_body_is_refused_and_not_repeated(client, caplog, route, body):
    with caplog.at_level(logging.DEBUG):
        response = client.post(route, content=body, headers={"Content-Type": "application/json"})
    refused(response)
    assert MARK not in caplog.text


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_another_content_type_is_refused(client, route, content_type):
    response = client.post(route, content=raw(), headers={"Content-Type": content_type})
    assert response.status_code == 415
    refused(response)


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
def test_a_body_that_is_too_large_is_refused(client, declared):
    body = b" " * 200_000 + raw()
    content = body if declared else iter([body[:1000], body[1000:]])
    response = client.post(
        ROUTES[0], content=content, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413
    refused(response)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/nothing", 404), ("DELETE", "/v1/assessments", 405), ("GET", f"/{MARK}", 404)],
)
def test_a_wrong_path_or_method_is_a_problem_too(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    refused(response)
