import datetime

import numpy as np
import pytest
from builders import AS_OF, a_household, columns_of
from hypothesis import given, settings
from pydantic import ValidationError
from strategies import records

from riskmodel.assessment import Assessment, Assessor
from riskmodel.assessment.answer import agreement
from riskmodel.errors import ModelNotFoundError, SchemaError
from riskmodel.modelling.features import FEATURES
from riskmodel.schema.record import columns_from_records, read_record

DAY = datetime.date.fromisoformat(AS_OF)


def assess(assessor, *households) -> list[Assessment]:
    return assessor.assess_records([read_record(household) for household in households], DAY)


def test_rule_and_score_stand_side_by_side(assessor):
    found = assess(assessor, a_household())[0]
    assert found.household_id == "h-1"
    assert found.as_of_date == DAY
    assert found.eligibility.needs_human is True
    assert {finding.rule for finding in found.eligibility.findings} >= {"R01", "R12", "R20"}
    assert 0 < found.risk.probability < 1
    assert found.risk.artifact_sha256 == assessor.model.artifact_sha256
    assert found.agreement is not None
    assert "under the assistance that it has now" in found.risk.estimand_en


def test_base_value_and_contributions_add_up_to_the_raw_score(assessor):
    for household in (a_household(), a_household(net_income_pc=5_000, serious_illness_members=2)):
        explanation = assess(assessor, household)[0].explanation
        total = explanation.base_value + sum(explanation.contributions.values())
        assert total == pytest.approx(explanation.raw_score, abs=1e-6)
        by_dimension = sum(d.contribution for d in explanation.dimensions)
        assert explanation.base_value + by_dimension == pytest.approx(
            explanation.raw_score, abs=1e-6
        )


def test_each_dimension_names_its_strongest_fields(assessor):
    explanation = assess(assessor, a_household())[0].explanation
    named = 0
    for one in explanation.dimensions:
        pulls = [abs(explanation.contributions[name]) for name in one.strongest]
        of_dimension = {f.name for f in FEATURES if f.dimension == one.dimension}
        rest = of_dimension & set(explanation.contributions) - set(one.strongest)
        assert set(one.strongest) <= of_dimension
        assert pulls == sorted(pulls, reverse=True)
        assert 0 not in pulls
        if pulls:
            assert all(abs(explanation.contributions[name]) <= pulls[-1] for name in rest)
        named += len(pulls)
    assert named


def test_a_household_of_which_nothing_is_known_still_gets_an_assessment(assessor):
    found = assess(assessor, {"household_id": "h-2"})[0]
    assert found.eligibility.proposed_status == "data_gap"
    assert not any(finding.met for finding in found.eligibility.findings)
    income = next(f for f in found.eligibility.findings if f.rule == "R01")
    assert income.met is None
    assert income.reason_en
    assert income.reason_zh
    assert not found.risk.scored
    assert found.risk.probability is None
    assert found.risk.band is None
    assert found.risk.not_scored
    assert found.explanation is None
    assert found.agreement is None


def test_an_area_without_a_line_is_not_scored_and_says_so(assessor):
    found = assess(
        assessor,
        a_household(
            province_code="52",
            county_code="520101",
            township_code="520101001",
            village_code="520101001001",
        ),
    )[0]
    assert not found.risk.scored
    income = next(f for f in found.eligibility.findings if f.rule == "R01")
    assert income.met is None
    assert any("configured for 520101" in (p.reason_en or "") for p in income.parameters)


def test_the_score_changes_no_rule(assessor, monkeypatch):
    before = assess(assessor, a_household())[0].eligibility
    monkeypatch.setattr("riskmodel.modelling.model.RiskModel.percentile", lambda *_: 99.9)
    after = assess(assessor, a_household())[0]
    assert after.risk.band == "high"
    assert after.eligibility == before


def test_no_message_can_say_that_no_human_is_needed(assessor):
    found = assess(assessor, a_household())[0].model_dump()
    found["eligibility"]["needs_human"] = False
    with pytest.raises(ValidationError):
        Assessment.model_validate(found)


@pytest.mark.parametrize(
    ("fires", "band", "expected"),
    [
        (True, "high", "rule_and_model"),
        (False, "high", "model_only"),
        (True, "elevated", "rule_only"),
        (False, "ordinary", "neither"),
        (True, "see_first", "rule_only"),
        (False, "see_first", "see_first_and_rule_silent"),
        (True, "", None),
    ],
)
def test_agreement_compares_the_rule_with_the_top_band(fires, band, expected):
    assert agreement(rule_fires=fires, band=band) == expected


def test_the_id_follows_the_record_the_day_and_the_versions(assessor):
    first, same, other = (
        assess(assessor, a_household(head_age=age))[0].assessment_id for age in (47, 47, 48)
    )
    assert first == same
    assert first != other
    later = assessor.assess_records([read_record(a_household())], DAY + datetime.timedelta(days=1))
    assert later[0].assessment_id != first


def test_without_a_champion_nothing_is_assessed(assessor):
    with pytest.raises(ModelNotFoundError):
        Assessor(assessor.parameters, None).assess(
            columns_of(a_household()), np.array([DAY], "M8[D]")
        )


@settings(max_examples=15)
@given(records())
def test_every_valid_record_gets_an_assessment(assessor, record):
    found = assessor.assess_records([read_record(record)], DAY)[0]
    assert Assessment.model_validate_json(found.model_dump_json()) == found


def test_a_household_alone_gets_what_it_gets_in_a_table(assessor):
    households = [
        a_household(household_id=f"h{n}", net_income_pc=4_000 + 40 * n, head_age=20 + n % 60,
                    labour_members=n % 4, chronic_members=n % 3, wage_income=n * 100 or None)
        for n in range(300)
    ]  # fmt: skip
    together = assess(assessor, *households)
    for household, found in zip(households[::25], together[::25], strict=True):
        assert assess(assessor, household)[0] == found


def test_bad_input_is_refused_before_anything_is_assessed():
    with pytest.raises(SchemaError):
        columns_from_records([read_record(a_household(head_age=5))])
