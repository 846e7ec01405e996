"""The rules over HTTP: none of it needs a model."""

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app

from riskmodel.assessment.message.rules import RulesChecked
from riskmodel.eligibility import RULES, STATUSES
from riskmodel.eligibility.specification import specification
from riskmodel.settings import Settings

MONITORED = {"monitor_status": "open", "identified_on": "2024-06-01", "risk_1": "illness"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A service that has no model."""
    with TestClient(create_app(Settings(state=tmp_path_factory.mktemp("empty")))) as client:
        yield client


def check(client, household, **more):
    return client.post(
        "/v1/rules/check", json={"as_of_date": AS_OF, "household": household} | more
    )


def simulate(client, *households, changes=("line=+5%",), **more):
    body = {"as_of_date": AS_OF, "households": list(households), "changes": list(changes)}
    return client.post("/v1/rules/simulate", json=body | more)


def test_every_rule_is_listed_with_its_source_in_both_languages(client):
    found = client.get("/v1/rules").json()
    assert [rule["id"] for rule in found["rules"]] == [rule.id for rule in RULES]
    assert all(rule["source"] and rule["condition_en"] for rule in found["rules"])
    assert all(rule["condition_zh"] for rule in found["rules"])
    assert [one["code"] for one in found["statuses"]] == [one.code for one in STATUSES]


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_one_rule_is_told_with_its_cases(client, rule):
    found = client.get(f"/v1/rules/{rule}").json()
    assert found["id"] == rule
    assert [case["zh"] for case in found["cases"]] == [case.zh for case in specification(rule)]


def test_a_rule_that_there_is_not_is_a_problem(client):
    answer = client.get("/v1/rules/R99")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_a_household_is_checked_without_a_model(client):
    answer = check(client, a_household(net_income_pc=8_000, net_income=32_000))
    assert answer.status_code == 200
    found = RulesChecked.model_validate_json(answer.content)
    income = next(one for one in found.eligibility.findings if one.rule == "R01")
    assert income.met is True
    assert income.severity == "finding"
    assert "8,000" in income.sentence_en
    assert "8,000" in income.sentence_zh
    assert found.eligibility.income.net_income == 32_000
    assert found.eligibility.assistance


def test_what_the_record_leaves_unknown_its_history_tells(client):
    earlier = [
        {"as_of_date": f"2025-{month:02}-28", "household": a_household(**MONITORED)}
        for month in (1, 4)
    ]
    household = a_household(**MONITORED | {"identified_on": None})
    alone = check(client, household).json()
    told = check(client, household, history=earlier).json()
    assert alone["told_by_history"] == {}
    assert told["told_by_history"]["months_above_line"] == 5
    assert told["told_by_history"]["identified_on"] == "2024-06-01"
    held = {one["condition"]: one["holds"] for one in told["eligibility"]["removal"]}
    assert held["months_above_line"] is False
    assert held["months_identified"] is True
    unknown = {one["condition"]: one["holds"] for one in alone["eligibility"]["removal"]}
    assert unknown["months_above_line"] is None


@pytest.mark.parametrize(
    ("history", "pointer"),
    [
        ("none", "/history"),
        ([{"as_of_date": "2024-01-01", "household": {"household_id": "h-1"}}] * 61, "/history"),
        ([{"as_of_date": AS_OF, "household": {"household_id": "h-1"}}], "/history/0/as_of_date"),
        (
            [{"as_of_date": "2024-01-01", "household": {"household_id": "h-2"}}],
            "/history/0/household/household_id",
        ),
        ([{"as_of_date": "2024-01-01"}], "/history/0/household"),
        (
            [{"as_of_date": "2024-01-01", "household": a_household(head_age=5)}],
            "/history/0/household/head_age",
        ),
    ],
)
def test_a_history_that_is_none_is_pointed_at(client, history, pointer):
    answer = check(client, a_household(), history=history)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_the_parameters_in_force_somewhere_are_listed(client):
    answer = client.get("/v1/parameters", params={"area": "530423", "on": AS_OF}).json()
    found = {one["name"]: one for one in answer["parameters"]}
    assert found["monitoring_line"]["value"] == 8_700
    assert found["monitoring_line"]["area"] == "53"
    assert found["monitoring_line"]["source"]


def test_a_parameter_that_is_not_in_force_says_why(client):
    answer = client.get("/v1/parameters", params={"area": "520102", "on": AS_OF}).json()
    found = {one["name"]: one for one in answer["parameters"]}["monitoring_line"]
    assert found["value"] is None
    assert found["reason_en"] == "no monitoring line configured for 520102 on 2025-06-30"
    assert "520102" in found["reason_zh"]


def test_all_that_is_configured_is_listed(client):
    found = client.get("/v1/parameters").json()["parameters"]
    lines = [one for one in found if one["name"] == "monitoring_line"]
    assert len(lines) > 10
    assert {one["area"] for one in lines} > {"CN", "53"}


def test_a_reform_is_tried_out(client):
    households = [
        a_household(
            household_id=f"h{n}",
            net_income_pc=8_705 + n,
            net_income=34_820 + 4 * n,
            prev_net_income_pc=9_000,
            compliant_self_paid=0,
        )
        for n in range(20)
    ]
    answer = simulate(client, *households, weights=[2] * 20, measure_cost=3_000)
    assert answer.status_code == 200
    found = answer.json()
    pointed = next(one for one in found["crossings"] if one["group"] == "pointed_to")
    assert pointed["entering"]["households"] == 20
    assert pointed["entering"]["weighted"] == 40
    assert found["cost"]["measure_cost"] == 3_000
    assert found["changed"][0]["parameter"] == "monitoring_line"


def test_a_change_that_cannot_be_made_is_a_problem_with_a_remedy(client):
    answer = simulate(client, a_household(), changes=["line=5%"])
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_change"
    assert "+5%" in answer.json()["detail"]
