"""Validators, what may be stored, and how the end of a route is announced."""

import datetime
from dataclasses import replace

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.headers import DEPRECATED, Deprecation

from riskmodel.settings import Settings

PATHS = (
    "/v1/models/champion",
    "/v1/rules",
    "/v1/rules/R11",
    "/v1/parameters",
    "/v1/parameters?area=530423&on=2025-06-30",
    "/openapi.json",
)
ENDS = Deprecation(
    datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC),
    datetime.datetime(2027, 7, 1, tzinfo=datetime.UTC),
    "https://example.org/docs/api.html",
)


def ask_again(client, path, tag):
    return client.get(path, headers={"If-None-Match": tag})


@pytest.mark.parametrize("path", PATHS)
def test_what_has_not_changed_is_not_sent_again(client, path):
    first = client.get(path)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for told in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = ask_again(client, path, told)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == "private, no-cache"
    for told in ('"other"', tag.strip('"'), ""):
        again = ask_again(client, path, told)
        assert (again.status_code, again.content) == (200, first.content)


def test_a_validator_is_of_the_content(client):
    tags = [client.get(path).headers["etag"] for path in PATHS]
    assert len(set(tags)) == len(PATHS)


def test_a_validator_changes_with_the_version(client, assessor):
    before = client.get(PATHS[0]).headers["etag"]
    serving = client.app.state.serving
    other = replace(assessor, model=replace(assessor.model, version="2"))
    client.app.state.serving = replace(serving, assessor=other)
    try:
        answer = ask_again(client, PATHS[0], before)
        assert (answer.status_code, answer.json()["version"]) == (200, "2")
    finally:
        client.app.state.serving = serving


def test_what_holds_a_household_is_not_to_be_stored(client):
    body = {"as_of_date": AS_OF, "household": a_household()}
    for answer in (
        client.post("/v1/assessments", json=body),
        client.get("/v1/assessments"),
        client.post("/v1/assessments", json={}),
        client.get("/nowhere"),
        client.get("/health/ready"),
    ):
        assert answer.headers.get_list("cache-control") == ["no-store"]


def test_no_route_ends_sooner_than_is_promised():
    for ends in DEPRECATED.values():
        assert ends.sunset - ends.since >= datetime.timedelta(days=180)


def test_the_end_of_a_route_is_announced_in_headers_and_document(assessor, tmp_path, monkeypatch):
    monkeypatch.setitem(DEPRECATED, "GET /v1/rules/{rule}", ENDS)
    with TestClient(create_app(Settings(state=tmp_path), assessor)) as client:
        for path in ("/v1/rules/R11", "/v1/rules/R99"):
            headers = client.get(path).headers
            assert headers["deprecation"] == "@1798761600"
            assert headers["sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
            assert headers["link"].startswith(f'<{ENDS.read}>; rel="deprecation"')
        assert "deprecation" not in client.get("/v1/rules").headers
        paths = client.get("/openapi.json").json()["paths"]
        assert paths["/v1/rules/{rule}"]["get"]["deprecated"] is True
        assert "deprecated" not in paths["/v1/rules"]["get"]
