"""The list of what was given, over HTTP."""

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.admission import Caller
from riskmodel_api.app import create_app
from riskmodel_api.routers.listing import ListAsked, assessments_listed

from riskmodel.access.identity import Identity
from riskmodel.access.scopes import Scope
from riskmodel.settings import Settings


@pytest.fixture(scope="module")
def client(assessor, tmp_path_factory):
    settings = Settings(state=tmp_path_factory.mktemp("state"))
    with TestClient(create_app(settings, assessor)) as client:
        for name in ("a", "b", "c"):
            body = {"as_of_date": AS_OF, "household": a_household(household_id=name)}
            assert client.post("/v1/assessments", json=body).status_code == 200
        body = {"as_of_date": "2024-01-31", "household": {"household_id": "blank"}}
        assert client.post("/v1/assessments", json=body).status_code == 200
        yield client


def listed(client, **asked):
    answer = client.get("/v1/assessments", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_row_sums_its_assessment_up(client):
    row = listed(client, household_id="b")["assessments"][0]
    whole = client.get(f"/v1/assessments/{row['assessment_id']}").json()
    assert row["household_id"] == whole["household_id"] == "b"
    assert row["as_of_date"] == whole["as_of_date"]
    assert (row["band"], row["agreement"]) == (whole["risk"]["band"], whole["agreement"])
    assert row["rule_pack"] == whole["eligibility"]["rule_pack"]
    assert row["version"] == whole["risk"]["version"]
    assert row["given_at"].endswith("Z")


def test_pages_follow_one_another(client):
    first = listed(client, limit=3)
    second = listed(client, limit=3, cursor=first["next"])
    names = [row["household_id"] for row in first["assessments"] + second["assessments"]]
    assert names == ["blank", "c", "b", "a"]
    assert second["next"] is None


def test_who_may_see_no_area_lists_nobody(client):
    """A token whose claim names no area, or none that is one."""
    nowhere = Caller(Identity("token:x", frozenset({Scope.ASSESS}), ()), None)
    records = client.app.state.records
    assert assessments_listed(records, nowhere, ListAsked()).assessments == []
    everywhere = Caller(Identity("token:x", frozenset({Scope.ASSESS}), ("CN",)), None)
    assert len(assessments_listed(records, everywhere, ListAsked()).assessments) == 4


def test_filters_hold(client):
    assert len(listed(client, as_of_from="2025-01-01")["assessments"]) == 3
    assert len(listed(client, as_of_to="2024-12-31")["assessments"]) == 1
    of_a = listed(client, household_id="a")["assessments"][0]
    for what in ("band", "agreement"):
        found = listed(client, **{what: of_a[what]})["assessments"]
        assert {row[what] for row in found} == {of_a[what]}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"limit": 0}, "invalid_parameter"),
        ({"limit": 201}, "invalid_parameter"),
        ({"band": "low"}, "invalid_parameter"),
        ({"as_of_from": "2025-02-30"}, "invalid_parameter"),
        ({"household_id": "a b"}, "invalid_parameter"),
        ({"houshold_id": "a"}, "invalid_parameter"),
        ({"cursor": "MS4"}, "invalid_cursor"),
    ],
)
def test_what_is_asked_wrongly_is_refused_and_never_taken_for_everything(client, asked, code):
    answer = client.get("/v1/assessments", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
