"""The rule pack against the same rules written a second time, in plain pandas."""

import sys
from pathlib import Path

import pandas as pd
import pytest
from unit.eligibility.tables import parameters_of_areas, random_table

from riskmodel.eligibility import RULES, check_eligibility

# Behind the tests: both have a module of cases.
sys.path.append(str(Path(__file__).parents[3] / "benchmarks"))

from rules import as_frame, parameters_frame
from rules_in_pandas import check

ROWS = 20_000


@pytest.fixture(scope="module")
def both():
    columns, days = random_table(ROWS, 20260101)
    parameters = parameters_of_areas()
    in_pandas = check(as_frame(columns, days), parameters_frame(columns, days, parameters))
    return check_eligibility(columns, days, parameters), in_pandas


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_both_give_every_household_the_same_answer(both, rule):
    found, in_pandas = both
    truth = found.outcomes[rule]
    plain = in_pandas[rule].astype("boolean")
    assert (truth.is_true == plain.fillna(value=False).to_numpy(bool)).all()
    assert (truth.is_false == (~plain).fillna(value=False).to_numpy(bool)).all()
    assert 0 < truth.is_true.sum() < ROWS
    assert 0 < truth.is_unknown.sum() < ROWS


def test_both_propose_the_same_status(both):
    found, in_pandas = both
    assert (found.proposed_status == in_pandas["status"].to_numpy()).all()
    assert set(found.proposed_status) == set(pd.unique(in_pandas["status"]))
    assert len(set(found.proposed_status)) == 6
