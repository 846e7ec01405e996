"""Every data rule of the national system, just below, at and just above, and unknown."""

import numpy as np
import pytest
from builders import AS_OF, a_household, columns_of
from data_rules import DATA_RULES, LINE, REMOVED

from riskmodel.schema.quality import CHECKS, data_quality
from riskmodel.schema.quality.check import DATA_RULES as TAG

CASES = [(check, *case) for check, cases in DATA_RULES.items() for case in cases]
NAMES = [f"{place} {case[0]}" for place, case in enumerate(CASES)]


def answers(columns, check, line=LINE):
    day = np.datetime64(AS_OF, "D")
    report = data_quality(columns, np.full(columns.rows, line), np.full(columns.rows, day))
    return report.found[check]


@pytest.mark.parametrize(("check", "changes", "expected"), CASES, ids=NAMES)
def test_a_data_rule_answers_what_it_says(check, changes, expected):
    assert answers(columns_of(a_household(**changes)), check).answer is expected


@pytest.mark.parametrize("check", DATA_RULES)
def test_a_data_rule_answers_a_table_likewise(check):
    changes = [changes for changes, _ in DATA_RULES[check]]
    found = answers(columns_of(*(a_household(**one) for one in changes)), check)
    assert [found.at(row) for row in range(len(changes))] == [e for _, e in DATA_RULES[check]]


def test_every_data_rule_has_cases():
    assert set(DATA_RULES) == {check.id for check in CHECKS if check.source == TAG}


@pytest.mark.parametrize("check", DATA_RULES)
def test_a_data_rule_is_seen_to_hold_and_not_to_hold(check):
    assert {True, False} <= {expected for _, expected in DATA_RULES[check]}


def test_without_a_line_nobody_is_known_to_have_been_removed_below_it():
    removed = columns_of(a_household(**REMOVED, net_income_pc=1_000.0))
    assert answers(removed, "removed_below_line", np.nan).answer is None
