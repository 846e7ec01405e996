"""Every rule against its specification table (src/riskmodel/eligibility/specification)."""

import numpy as np
import pytest
from builders import columns_of

from riskmodel.eligibility import RULES, check_eligibility
from riskmodel.eligibility.specification import Case, specification
from riskmodel.eligibility.status import STATUSES
from riskmodel.parameters import Parameters

ANSWER = {True: "met", False: "not met", None: "unknown"}
CASES = [(rule.id, case) for rule in RULES for case in specification(rule.id)]


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[f"{r}: {c.en}" for r, c in CASES])
def test_the_rule_answers_as_its_specification_says(rule: str, case: Case):
    eligibility = check_eligibility(
        columns_of(case.record()),
        np.array([case.day], dtype="datetime64[D]"),
        case.in_force(Parameters.shipped()),
    )
    alone = eligibility.household(0)
    finding = next(one for one in alone.findings if one.rule == rule)
    assert eligibility.failures == {}
    assert (finding.applies is not False) == case.applies
    assert ANSWER[finding.met] == case.expect
    assert ANSWER[eligibility.outcomes[rule].at(0)] == case.expect
    if case.category is not None:
        assert eligibility.category[0] == case.category


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_is_specified_where_it_is_met_not_met_and_unknown(rule: str):
    assert {case.expect for case in specification(rule)} == {"met", "not met", "unknown"}


@pytest.mark.parametrize("case", specification("status"), ids=lambda case: case.en)
def test_the_proposed_status_is_what_its_specification_says(case: Case):
    day = np.array([case.day], dtype="datetime64[D]")
    found = check_eligibility(columns_of(case.record()), day, case.in_force(Parameters.shipped()))
    assert found.proposed_status[0] == found.household(0).proposed_status == case.status
    if case.category is not None:
        assert found.category[0] == case.category


def test_every_status_has_a_case():
    assert {case.status for case in specification("status")} == {one.code for one in STATUSES}
