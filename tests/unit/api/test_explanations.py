from builders import a_household

from riskmodel.assessment.message.change import ScoreChange
from riskmodel.assessment.message.levers import LeversTried
from riskmodel.assessment.message.missing import MissingAnswers


def two(**changes):
    return {
        "then": {"as_of_date": "2025-01-31", "household": a_household()},
        "now": {"as_of_date": "2025-06-30", "household": a_household(**changes)},
    }


def test_a_change_is_explained(client):
    answer = client.post("/v1/assessments/change", json=two(net_income_pc=7_000))
    assert answer.status_code == 200
    found = ScoreChange.model_validate_json(answer.content)
    assert [one.field for one in found.parts.fields] == ["net_income_pc"]
    assert found.parts.model is None


def test_records_of_two_households_are_refused_where_they_differ(client):
    answer = client.post("/v1/assessments/change", json=two(household_id="h-2"))
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/then/household/household_id"]


def missing(client, **changes):
    body = {"as_of_date": "2025-06-30", "household": a_household(**changes)}
    answer = client.post("/v1/assessments/missing-answers", json=body)
    assert answer.status_code == 200
    return MissingAnswers.model_validate_json(answer.content)


def test_what_is_missing_is_ordered(client):
    found = missing(client, debt=None, head_age=None)
    assert found.scored
    assert {"debt", "head_age"} <= {one.field for one in found.answers}
    assert found.bound.low <= found.raw_score <= found.bound.high
    assert found.en


def test_what_the_score_waits_for_is_named_first(client):
    found = missing(client, net_income_pc=None)
    assert not found.scored
    assert found.not_scored
    assert found.answers[0].field == "net_income_pc"
    assert "ask for it first" in found.answers[0].en
    assert "请首先核实" in found.answers[0].zh
    assert not found.stop_asking


def test_asking_stops_where_only_what_no_tree_reads_is_missing(client):
    """The small model never saw the age of a head, so that no answer can move its score."""
    found = missing(client, head_age=None, fetch_minutes=1, shock_fire=False, shock_accident=False,
                    shock_disaster=False)  # fmt: skip
    assert [one.field for one in found.answers] == ["head_age"]
    assert found.stop_asking
    assert "the rules may still need them" in found.en
    assert "单凭此项不会改变等级" in found.answers[0].zh


def ask_levers(client, **more):
    body = {"as_of_date": "2025-06-30", "household": a_household(housing_grade="D"), **more}
    return client.post("/v1/assessments/levers", json=body)


def test_measures_are_tried_for_a_named_person(client):
    answer = ask_levers(client, by="Wang Fang", because="to prepare the visit")
    assert answer.status_code == 200
    found = LeversTried.model_validate_json(answer.content)
    assert found.asked_by == "Wang Fang"
    assert next(one for one in found.levers if one.field == "housing_grade").standing == "tried"


def test_nobody_in_particular_and_what_is_declared_are_refused(client):
    assert ask_levers(client).status_code == 422
    answer = ask_levers(client, by="Wang Fang", because="curious", lever="wage_income")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/lever"
    assert "declared by the household" in answer.json()["errors"][0]["remedy_en"]
