"""Money given in ten thousands of yuan is flagged or not scored, never in silence."""

import pytest
from builders import AS_OF, a_household
from hypothesis import given
from hypothesis import strategies as st
from reliability.row13_records import measure, outcome

from riskmodel.assessment.question import read_question
from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS, HOUSEHOLD
from riskmodel.schema.units import (
    BURDENS,
    PARTS,
    TOTALS,
    YUAN_IN_TEN_THOUSAND,
    most_doubted,
)

IN_TEN_THOUSANDS = {f"{what}_in_ten_thousands" for what in ("total", "part", "burden")}
MONEY = [field.name for field in HOUSEHOLD if field.kind is Kind.MONEY]


def assessed(assessor, **changes):
    """The assessment of a household."""
    asked = read_question({"as_of_date": AS_OF, "household": a_household(**changes)})
    return assessor.assess_records([asked.record], asked.as_of)[0]


def codes(found):
    return {reason.code for reason in found.risk.not_scored}


def test_every_amount_of_money_is_watched_once():
    assert sorted(TOTALS + PARTS + BURDENS) == sorted(MONEY)


def test_no_field_but_money_can_be_doubted_for_its_unit():
    with pytest.raises(ValueError, match="head_age"):
        most_doubted("head_age")


def test_a_household_that_gives_its_income_in_ten_thousands_is_not_scored_and_told_why(assessor):
    found = assessed(assessor, net_income_pc=1.2, net_income=4.8)
    assert not found.risk.scored
    assert found.risk.probability is None
    assert found.explanation is None
    assert found.agreement is None
    assert codes(found) == {"net_income_pc_in_another_unit"}
    assert "万元" in found.risk.not_scored[0].zh
    assert "ten thousands" in found.risk.not_scored[0].en
    assert "1.2" not in found.risk.model_dump_json(exclude={"version", "artifact_sha256"})


def test_a_household_that_gives_everything_in_ten_thousands_is_not_scored(assessor):
    right = a_household()
    slipped = {name: right[name] / YUAN_IN_TEN_THOUSAND for name in MONEY if name in right}
    assert not assessed(assessor, **slipped).risk.scored


def test_an_income_of_nothing_is_no_slip(assessor):
    assert assessed(assessor, net_income_pc=0.0, prev_net_income_pc=0.0).risk.scored


@given(name=st.sampled_from(MONEY), data=st.data())
def test_a_slip_of_any_amount_is_flagged_or_not_scored_or_makes_no_difference(
    assessor, name, data
):
    field = FIELDS[name]
    right = data.draw(st.floats(field.minimum, field.maximum).filter(lambda amount: amount != 0))
    before = assessed(assessor, **{name: right})
    slipped = assessed(assessor, **{name: right / YUAN_IN_TEN_THOUSAND})
    flagged = {finding.check for finding in slipped.data_quality}
    if slipped.risk.scored and not flagged & IN_TEN_THOUSANDS:
        assert slipped.risk == before.risk


def test_a_spoilt_record_is_refused_flagged_or_not_scored(assessor):
    row = measure(assessor, 270)
    assert row.met, row.figure
    assert "refused" in row.figure
    assert "not scored" in row.figure


def test_a_record_that_is_scored_otherwise_in_silence_is_found_out(assessor):
    right = a_household(net_income=None, reference_pc=None)
    assert outcome(assessor, right, right | {"net_income_pc": 3_000}) == "silent"
