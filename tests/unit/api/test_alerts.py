import time

import pytest
from builders import AS_OF, a_household
from callers import bearer, make_keys
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app

from riskmodel.access.keeping import Grant
from riskmodel.settings import Settings

EARLIER = "2025-05-31"
NAMED = {"by": "Wang Fang", "words": "a visit on Thursday"}
DROPOUT = {"dropout_compulsory": True, "dropout_reason": "other"}


def assess(client, day=AS_OF, **changes):
    body = {"as_of_date": day, "household": a_household(**changes)}
    return client.post("/v1/assessments", json=body).json()


def alerts_of(client, household):
    """The alerts of a household, once everything that was recorded has been looked at."""
    for _ in range(200):
        if client.app.state.alerting.lag().assessments == 0:
            break
        time.sleep(0.05)
    found = client.get("/v1/alerts", params={"limit": 200}).json()["alerts"]
    return [one for one in found if one["household_id"] == household]


def test_a_rule_that_is_newly_met_is_an_alert_with_its_reason(client):
    assess(client, EARLIER, household_id="a-1")
    assess(client, household_id="a-1", **DROPOUT)
    [alert] = alerts_of(client, "a-1")
    assert "rule_newly_fires" in alert["kinds"]
    assert alert["reasons"][0]["of"] == "rule"
    assert alert["area"] == "530423101203"
    assert client.get(f"/v1/alerts/{alert['alert_id']}").json() == alert


def test_an_alert_is_taken_up_by_a_named_person(client):
    assess(client, household_id="a-2", **DROPOUT)
    [alert] = alerts_of(client, "a-2")
    path = f"/v1/alerts/{alert['alert_id']}/acknowledge"
    nameless = client.post(path, json={"by": " ", "words": "x" * 600})
    assert nameless.status_code == 422
    assert [one["pointer"] for one in nameless.json()["errors"]] == ["/by", "/words"]
    taken = client.post(path, json=NAMED).json()["acknowledged"]
    assert (taken["by"], taken["words"]) == ("Wang Fang", "a visit on Thursday")
    again = client.post(path, json=NAMED | {"by": "Li Na"}).json()["acknowledged"]
    assert again == taken
    assert client.post(f"/v1/alerts/{'0' * 32}/acknowledge", json=NAMED).status_code == 404


def test_since_and_cursor_narrow_the_feed(client):
    assert client.get("/v1/alerts", params={"since": "2035-12-31"}).json()["alerts"] == []
    everything = client.get("/v1/alerts", params={"since": "2020-01-01", "limit": 200}).json()
    after = client.get("/v1/alerts", params={"cursor": everything["next_cursor"]}).json()
    assert everything["alerts"]
    assert after["alerts"] == []
    assert client.get("/v1/alerts", params={"cursor": "nonsense"}).status_code == 422
    assert [one["kind"] for one in everything["measured"]] == [
        "risk_rose", "model_high_rule_silent", "rule_newly_fires",
    ]  # fmt: skip


def test_nothing_sorts_or_counts_places_by_their_alerts(client):
    paths = client.get("/openapi.json").json()["paths"]
    asked = {
        parameter["name"]
        for path, operations in paths.items()
        if path.startswith("/v1/alerts")
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
    }
    assert asked == {"cursor", "limit", "since", "alert_id"}
    assert [path for path in paths if "alert" in path] == [
        "/v1/alerts", "/v1/alerts/{alert_id}", "/v1/alerts/{alert_id}/acknowledge",
    ]  # fmt: skip
    page = client.get("/v1/alerts").json()
    assert set(page) == {"alerts", "next_cursor", "more", "measured"}
    assert not any("area" in one for one in page["measured"])


def test_a_household_that_declines_is_not_scored_from_then_on_and_loses_no_alert(client):
    first = assess(client, EARLIER, household_id="d-1")
    assert first["risk"]["scored"] is True
    body = {"household_id": "d-1", **NAMED}
    held = client.post("/v1/opt-outs", json=body).json()
    assert held["withdrawn_at"] is None
    assert client.post("/v1/opt-outs", json=body).json() == held
    again = assess(client, EARLIER, household_id="d-1")
    assert again["assessment_id"] != first["assessment_id"]
    assert [one["code"] for one in again["risk"]["not_scored"]] == ["household_declined"]
    batch = {
        "as_of_date": EARLIER,
        "households": [a_household(household_id=one) for one in ("d-1", "d-2")],
    }
    results = client.post("/v1/assessments/batch", json=batch).json()["results"]
    assert [one["assessment"]["risk"]["scored"] for one in results] == [False, True]
    assess(client, household_id="d-1", **DROPOUT)
    [alert] = alerts_of(client, "d-1")
    assert (alert["kinds"], alert["band_now"]) == (["rule_newly_fires"], None)
    ended = client.post("/v1/opt-outs/withdraw", json=body | {"words": "agreed again"}).json()
    assert (ended["withdrawn_by"], ended["withdrawn_words"]) == ("Wang Fang", "agreed again")
    assert ended["words"] == held["words"]
    assert assess(client, EARLIER, household_id="d-1") == first
    assert client.post("/v1/opt-outs/withdraw", json=body).status_code == 404
    assert ended in client.get("/v1/opt-outs", params={"limit": 200}).json()["opt_outs"]


def test_no_other_route_asks_the_model_about_a_household_that_declined(client):
    client.post("/v1/opt-outs", json={"household_id": "d-3", **NAMED})
    household = a_household(household_id="d-3")
    one = {"as_of_date": AS_OF, "household": household}
    asked = {
        "/v1/assessments/missing-answers": one,
        "/v1/assessments/levers": one | {"by": "Wang Fang", "because": "to prepare a visit"},
        "/v1/assessments/change": {"then": one | {"as_of_date": EARLIER}, "now": one},
        "/v1/openspp/scores": one,
    }
    for path, body in asked.items():
        answer = client.post(path, json=body)
        assert answer.status_code == 422, path
        assert answer.json()["code"] in ("household_declined", "not_scored")


@pytest.fixture
def keyed(assessor, tmp_path):
    """A service with keys: a platform's, one of a county, one of another, of two, of all."""
    areas = (["CN"], ["530423"], ["530424"], ["530423", "530424"], ["CN"])
    settings = Settings(state=tmp_path, alerts=False)
    scopes = (["assess"], *(["review"] for _ in areas[1:]))
    grants = [Grant(f"key {n}", scopes[n], area) for n, area in enumerate(areas)]
    names = ("platform", "here", "elsewhere", "both", "nation")
    keys = dict(zip(names, map(bearer, make_keys(settings, *grants)), strict=True))
    with TestClient(create_app(settings, assessor)) as client:
        yield client, keys


def decline(keyed, who, household, path="/v1/opt-outs", **more):
    client, keys = keyed
    body = {"household_id": household, **NAMED, **more}
    return client.post(path, json=body, headers=keys[who])


def declined(keyed, who):
    client, keys = keyed
    return [
        one["household_id"]
        for one in client.get("/v1/opt-outs", headers=keys[who]).json()["opt_outs"]
    ]


def test_the_key_of_one_area_neither_sees_nor_sets_a_refusal_of_another(keyed):
    client, keys = keyed
    question = {"as_of_date": AS_OF, "household": a_household(household_id="d-4")}
    assert client.post("/v1/assessments", json=question, headers=keys["platform"]).is_success
    for path in ("/v1/opt-outs", "/v1/opt-outs/withdraw"):
        for said in ({}, {"area_code": "530424"}):
            answer = decline(keyed, "elsewhere", "d-4", path, **said)
            assert (answer.status_code, answer.json()["code"]) == (403, "outside_area")
    assert decline(keyed, "here", "d-4").json()["area_code"].startswith("530423")
    assert declined(keyed, "elsewhere") == []
    assert declined(keyed, "here") == declined(keyed, "both") == declined(keyed, "nation")
    assert decline(keyed, "elsewhere", "d-4", "/v1/opt-outs/withdraw").status_code == 403
    assert decline(keyed, "here", "d-4", "/v1/opt-outs/withdraw").is_success


def test_a_refusal_stays_in_the_hands_of_its_area_wherever_the_household_is_assessed(keyed):
    client, keys = keyed
    assert decline(keyed, "here", "d-8").json()["area_code"] == "530423"
    place = {"county_code": "530424", "township_code": None, "village_code": None}
    moved = a_household(household_id="d-8", **place)
    question = {"as_of_date": AS_OF, "household": moved}
    assert client.post("/v1/assessments", json=question, headers=keys["platform"]).is_success
    for path in ("/v1/opt-outs", "/v1/opt-outs/withdraw"):
        for who in ("elsewhere", "here"):
            assert decline(keyed, who, "d-8", path).json()["code"] == "outside_area"
    assert declined(keyed, "here") == ["d-8"]
    assert decline(keyed, "both", "d-8").json()["area_code"] == "530423"
    assert decline(keyed, "both", "d-8", "/v1/opt-outs/withdraw").is_success
    assert decline(keyed, "elsewhere", "d-8").json()["area_code"].startswith("530424")


def test_a_household_that_was_never_assessed_lives_where_the_caller_says(keyed):
    assert decline(keyed, "here", "d-5").json()["area_code"] == "530423"
    assert decline(keyed, "elsewhere", "d-5").status_code == 403
    assert decline(keyed, "both", "d-6").json()["code"] == "area_not_said"
    assert decline(keyed, "both", "d-6", area_code="530424").json()["area_code"] == "530424"
    assert decline(keyed, "here", "d-7", area_code="530424").status_code == 403
    assert decline(keyed, "here", "d-7", area_code="5304").status_code == 403
    assert decline(keyed, "here", "d-7", area_code="x").status_code == 422
    assert declined(keyed, "elsewhere") == ["d-6"]


def test_an_id_that_is_no_opaque_id_cannot_be_written_down(client):
    body = {"household_id": "530423199001011234", **NAMED}
    answer = client.post("/v1/opt-outs", json=body)
    assert answer.status_code == 422
    assert "530423199001011234" not in answer.text


def test_where_nothing_is_recorded_there_are_no_alerts(assessor, tmp_path):
    settings = Settings(state=tmp_path, storage=False)
    with TestClient(create_app(settings, assessor)) as client:
        assert client.get("/v1/alerts").status_code == 503
        assert assess(client)["risk"]["scored"] is True


def test_while_the_register_could_never_be_read_nobody_is_scored(assessor, tmp_path, monkeypatch):
    monkeypatch.setattr("riskmodel.opt_outs.current.CurrentOptOuts._try_refresh", lambda _: None)
    with TestClient(create_app(Settings(state=tmp_path), assessor)) as client:
        body = {"as_of_date": AS_OF, "household": a_household()}
        assert client.post("/v1/assessments", json=body).status_code == 503
