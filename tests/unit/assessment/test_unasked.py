import datetime
import json
from dataclasses import replace

import numpy as np
import pytest
from builders import AS_OF, a_household, columns_of

from riskmodel.assessment import find_missing, read_question
from riskmodel.assessment.table import assess_table
from riskmodel.assessment.unasked import Unasked
from riskmodel.errors import NotScoredError, ScoringDeclinedError
from riskmodel.modelling.evaluation.results import parse_evaluation
from riskmodel.modelling.expiry import known_until
from riskmodel.modelling.labels import day_later
from riskmodel.monitoring.audit import audit_sample
from riskmodel.schema.record import columns_from_records, read_record
from riskmodel.storage.assessments import Stored
from riskmodel.storage.recording import given
from riskmodel.storage.replay import replay

DAY = np.datetime64(AS_OF, "D")
NEXT_DAY = (DAY + 1).item()


@pytest.fixture(scope="module")
def declined(assessor):
    return replace(assessor, household_declined={"h-2"}.__contains__)


def test_a_household_that_declined_has_the_rules_and_no_score_at_all(assessor, declined):
    columns = columns_of(a_household(household_id="h-2"))
    [found] = declined.assess(columns, np.array([DAY]))
    [asked] = assessor.assess(columns, np.array([DAY]))
    assert found.eligibility == asked.eligibility
    assert found.data_quality == asked.data_quality
    risk = found.risk
    figures = (risk.probability, risk.interval, risk.percentile, risk.band)
    assert figures == (None, None, None, None)
    assert (risk.scored, found.explanation, found.agreement) == (False, None, None)
    assert [reason.code for reason in risk.not_scored] == [Unasked.DECLINED]
    assert "declined" in risk.not_scored[0].en


def test_the_model_is_not_run_for_a_household_that_declined(declined, monkeypatch):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr("riskmodel.assessment.assess.score_household", never)
    declined.assess(columns_of(a_household(household_id="h-2")), np.array([DAY]))
    with pytest.raises(AssertionError):
        declined.assess(columns_of(a_household()), np.array([DAY]))


def test_in_a_batch_the_others_are_answered_as_if_alone(assessor, declined):
    households = [a_household(household_id=f"h-{n}", net_income_pc=9_000 + n) for n in range(4)]
    columns = columns_of(*households)
    found = declined.assess(columns, np.full(4, DAY))
    expected = assessor.assess(columns, np.full(4, DAY))
    assert [one.risk.scored for one in found] == [True, True, False, True]
    assert [found[row] for row in (0, 1, 3)] == [expected[row] for row in (0, 1, 3)]


def test_what_was_given_before_it_declined_is_not_given_again(assessor, declined):
    columns = columns_of(a_household(household_id="h-2"))
    before, after = (one.assess(columns, np.array([DAY]))[0] for one in (assessor, declined))
    assert before.assessment_id != after.assessment_id


def test_no_other_road_asks_the_model(declined):
    household = a_household(household_id="h-2")
    asked = read_question({"as_of_date": AS_OF, "household": household})
    with pytest.raises(ScoringDeclinedError):
        find_missing(declined, asked)


def test_an_assessment_of_a_household_that_declined_is_replayed_to_the_bit(declined, champions):
    household = a_household(household_id="h-2")
    [made] = declined.answer(columns_of(household), np.array([DAY]))
    kept = given(made, household)
    assert json.loads(kept.versions)["scoring"] == Unasked.DECLINED
    again = replay(Stored(kept, None, "local"), champions, declined.parameters)
    assert (again.differences, again.other_versions) == ([], [])


def test_a_household_that_declined_has_its_share_of_the_visits_drawn_at_random():
    ids = np.array([f"h-{n}" for n in range(2_000)])
    band = np.where(np.arange(2_000) < 1_000, "", "ordinary")
    unasked = np.arange(2_000) < 1_000
    without = audit_sample(ids, band, 0.05, "s")
    drawn = audit_sample(ids, band, 0.05, "s", unasked)
    assert (without[:1_000].sum(), drawn.sum()) == (0, 100)
    assert 30 <= drawn[:1_000].sum() <= 70


@pytest.fixture
def aged(assessor):
    """The assessor as if its model expired on the day that the tests ask about."""
    model = replace(assessor.model)
    vars(model)["expires_on"] = DAY.item()
    return replace(assessor, model=model)


def test_past_its_expiry_the_model_is_asked_about_nobody_and_the_rules_still_speak(aged):
    record = read_record(a_household())
    (before,) = aged.assess_records([record], DAY.item())
    (after,) = aged.assess_records([record], NEXT_DAY)
    assert before.risk.scored
    assert not after.risk.scored
    assert (after.explanation, after.agreement) == (None, None)
    assert [one.code for one in after.risk.not_scored] == [Unasked.EXPIRED]
    assert len(after.eligibility.findings) == len(before.eligibility.findings)


def test_a_model_expires_eighteen_months_after_the_outcomes_that_it_was_judged_by(assessor):
    evaluation = parse_evaluation(assessor.model.artifact.files["evaluation.json"])
    known = known_until(evaluation)
    tested = evaluation.headline.origin
    assert (known.year, known.month) == (tested.year + 1, tested.month)
    assert assessor.model.expires_on == day_later(known, 18)
    assert day_later(datetime.date(2025, 8, 31), 18) == datetime.date(2027, 2, 28)


def test_a_table_says_of_the_same_rows_that_the_model_has_expired(aged):
    columns = columns_from_records([read_record(a_household())] * 3)
    days = np.array([DAY, NEXT_DAY, DAY], "datetime64[D]")
    found = assess_table(aged, columns, days)
    assert found.unasked.tolist() == ["", "model_expired", ""]
    assert np.isnan(found.scores.probability).tolist() == [False, True, False]
    assert [one.not_scored for one in aged.answer(columns, days)] == [(), ("model_expired",), ()]


def test_no_other_road_asks_an_expired_model(aged):
    with pytest.raises(NotScoredError, match="has expired"):
        aged.require_asked(read_record(a_household()), NEXT_DAY)
    asked = read_question({"as_of_date": str(NEXT_DAY), "household": a_household()})
    with pytest.raises(NotScoredError, match="has expired"):
        find_missing(aged, asked)
