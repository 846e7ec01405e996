"""What must hold of every rule, whatever the household."""

import numpy as np
import pytest
from builders import columns_of
from hypothesis import given
from hypothesis import strategies as st
from unit.eligibility.tables import READ_BY_RULES, parameters_of_areas, random_table

from riskmodel.eligibility import RULES, check_eligibility, check_household
from riskmodel.eligibility.rules.assistance import RISK_SLOTS
from riskmodel.parameters import Parameters
from riskmodel.schema.columns import encode, unknown_column
from riskmodel.schema.household import FIELDS


@pytest.fixture(scope="module")
def parameters():
    return parameters_of_areas()


BLANKED = [
    (rule.id, name)
    for rule in RULES
    for name in (*rule.inputs, *rule.stand_ins)
    if name not in RISK_SLOTS  # an empty slot is an answer: there is no further risk
]


def test_every_outcome_occurs_in_the_random_table(parameters):
    columns, days = random_table(3_000, 1)
    found = check_eligibility(columns, days, parameters)
    assert found.failures == {}
    for outcome in found.outcomes.values():
        assert outcome.is_true.any()
        assert outcome.is_false.any()
        assert outcome.is_unknown.any()
    assert set(found.category) == {
        "", "unstable_lifted", "marginal", "sudden_hardship", "rp_target",
    }  # fmt: skip
    assert set(found.proposed_status) == set(URGENCY)


@pytest.mark.slow
def test_a_household_alone_gets_what_it_gets_among_hundreds(parameters):
    columns, days = random_table(400, 2)
    together = check_eligibility(columns, days, parameters)
    for row in range(400):
        one = np.array([row])
        alone = check_household(columns.take(one), days[one], parameters)
        assert alone.proposed_status == together.proposed_status[row]
        assert (alone.category or "") == together.category[row]
        assert alone.rule_fires == together.rule_fires[row]
        assert {finding.rule: finding.met for finding in alone.findings} == {
            rule: outcome.at(row) for rule, outcome in together.outcomes.items()
        }
        assert alone == together.household(row)


def test_the_order_of_the_households_changes_nothing(parameters):
    columns, days = random_table(300, 3)
    order = np.random.default_rng(4).permutation(300)
    straight = check_eligibility(columns, days, parameters)
    shuffled = check_eligibility(columns.take(order), days[order], parameters)
    for rule in RULES:
        expected = straight.outcomes[rule.id].is_true[order]
        np.testing.assert_array_equal(shuffled.outcomes[rule.id].is_true, expected)
    np.testing.assert_array_equal(shuffled.proposed_status, straight.proposed_status[order])


def test_a_field_that_no_rule_reads_changes_nothing(parameters):
    columns, days = random_table(300, 5)
    before = check_eligibility(columns, days, parameters)
    chance = np.random.default_rng(6)
    unread = [
        name
        for name, field in FIELDS.items()
        if name not in READ_BY_RULES | {"province_code", "county_code"}
        and unknown_column(field, 1).dtype == float
    ]
    assert len(unread) > 30
    changed = columns
    for name in unread:
        changed = changed.with_column(name, chance.integers(0, 2, 300).astype(float))
    after = check_eligibility(changed, days, parameters)
    for rule in RULES:
        np.testing.assert_array_equal(
            after.outcomes[rule.id].is_true, before.outcomes[rule.id].is_true
        )
        np.testing.assert_array_equal(
            after.outcomes[rule.id].is_false, before.outcomes[rule.id].is_false
        )
    np.testing.assert_array_equal(after.proposed_status, before.proposed_status)


def test_a_category_is_proposed_exactly_where_inclusion_is_and_the_type_is_known(parameters):
    columns, days = random_table(1_000, 8)
    found = check_eligibility(columns, days, parameters)
    included = found.outcomes["R20"].is_true
    lifted = columns.is_choice("household_type", "lifted")
    assert not (found.category[~included] != "").any()
    assert (found.category[included & ~np.isnan(lifted)] != "").all()
    assert (found.category == "").sum() > (~included).sum()
    assert not (found.category[lifted == 1] == "marginal").any()
    assert not (found.category[lifted == 0] == "unstable_lifted").any()


@pytest.fixture(scope="module")
def a_table(parameters):
    """Households and days, and what is found of them while every input is as it is."""
    columns, days = random_table(1_000, 7)
    return columns, days, check_eligibility(columns, days, parameters)


@pytest.mark.parametrize(("rule", "field"), BLANKED)
def test_an_input_that_becomes_unknown_never_settles_a_rule(parameters, a_table, rule, field):
    columns, days, found = a_table
    before = found.outcomes[rule]
    blanked = columns.with_column(field, unknown_column(FIELDS[field], columns.rows))
    after = check_eligibility(blanked, days, parameters).outcomes[rule]
    assert not (after.is_false & ~before.is_false).any()
    assert not (after.is_true & ~before.is_true).any()


def test_a_household_of_which_nothing_is_known_is_unknown_under_every_rule(parameters):
    nothing = columns_of({"household_id": "h", "province_code": "35", "county_code": "350526"})
    found = check_eligibility(nothing, np.array(["2024-06-30"], "datetime64[D]"), parameters)
    expected = dict.fromkeys((rule.id for rule in RULES), None) | {"R24": False}  # from 2026
    assert {rule: outcome.at(0) for rule, outcome in found.outcomes.items()} == expected
    assert found.proposed_status[0] == "data_gap"


WORSE = {
    "income falls below any line": {"net_income_pc": 100.0},
    "the household's income falls": {"net_income_pc": 100.0, "net_income": 400.0},
    "self-paid spending grows": {"compliant_self_paid": 400_000.0},
    "medical cost grows": {"medical_self_paid_year": 400_000.0},
    "schooling costs grow": {"school_net_cost_year": 50_000.0, "students_noncompulsory": 1},
    "a child leaves school": {"dropout_compulsory": True, "dropout_reason": "economic"},
    "the home becomes dangerous": {"housing_grade": "D", "housing_fixed": False},
    "the only home is damaged": {"only_home_damaged": True},
    "the water becomes unsafe": {"water_safe": False},
    "a member loses insurance": {"uninsured_members": 1},
    "a fire": {"shock_fire": True},
    "an accident": {"shock_accident": True},
    "a worker loses the job": {"workers_away": 1, "workers_local": 0, "job_lost": True},
    "the business fails": {"business_cost": 900_000.0, "business_income": 0.0},
    "nobody can work": {"labour_members": 0},
    "life becomes difficult": {"life_difficulty": True},
    "the household cannot solve it alone": {"cannot_self_solve": True},
}
HOUSEHOLDS = st.fixed_dictionaries(
    {"household_size": st.integers(1, 8)},
    optional={
        "household_type": st.sampled_from(["ordinary", "lifted"]),
        "monitor_status": st.sampled_from(["none", "open", "removed", "re-marked"]),
        "social_assistance": st.sampled_from([[], ["dibao"]]),
        "net_income_pc": st.floats(0, 20_000),
        "prev_net_income_pc": st.floats(0, 20_000),
        "net_income": st.floats(0, 90_000),
        "claims_income": st.floats(0, 5_000),
        "compliant_self_paid": st.floats(0, 30_000),
        "medical_self_paid_year": st.floats(0, 30_000),
        "dropout_compulsory": st.just(value=False),
        "housing_grade": st.sampled_from(["A", "C"]),
        "water_safe": st.booleans(),
        "uninsured_members": st.integers(0, 1),
        "shock_fire": st.booleans(),
        "shock_disaster": st.just(value=False),
        "shock_accident": st.just(value=False),
        "job_lost": st.booleans(),
        "labour_members": st.integers(0, 4),
        "life_difficulty": st.booleans(),
        "cannot_self_solve": st.booleans(),
    },
)
URGENCY = {
    "no_finding": 0,
    "data_gap": 0,
    "clue_verify": 1,
    "propose_include": 2,
    "propose_remove": 3,
    "keep": 4,
}
PLACE = {"household_id": "h", "province_code": "53", "county_code": "530423"}
DAYS = np.full(2, "2025-06-30", dtype="datetime64[D]")


@given(HOUSEHOLDS, st.sampled_from(sorted(WORSE)))
def test_a_further_risk_never_makes_a_proposal_less_urgent(household, misfortune):
    before = PLACE | household
    after = before | WORSE[misfortune]
    found = check_eligibility(columns_of(before, after), DAYS, Parameters.shipped())
    urgency = [URGENCY[status] for status in found.proposed_status]
    assert urgency[1] >= urgency[0]
    assert found.rule_fires[1] or not found.rule_fires[0]


@pytest.mark.parametrize("misfortune", WORSE)
def test_a_further_risk_moves_no_household_of_a_table_down(parameters, misfortune):
    columns, days = random_table(2_000, 9)
    worse = columns
    for name, value in WORSE[misfortune].items():
        worse = worse.with_column(name, np.repeat(encode(FIELDS[name], [value]), columns.rows))
    before = check_eligibility(columns, days, parameters).proposed_status
    after = check_eligibility(worse, days, parameters).proposed_status
    assert all(URGENCY[now] >= URGENCY[was] for was, now in zip(before, after, strict=True))
    assert (before == "propose_include").sum() > 100
