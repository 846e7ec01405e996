"""What is found of a household is the same whether or not one like it was asked about before."""

import json

import numpy as np
import pytest
from builders import AS_OF, a_household, columns_of
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import records
from unit.eligibility.tables import parameters_of_areas, random_table

from riskmodel.eligibility import RULES, check_household, findings
from riskmodel.parameters import Parameters
from riskmodel.schema.record import columns_from_records, read_record

DAY = np.array([AS_OF], dtype="datetime64[D]")


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.setattr(findings, "_remembered", {})


def found(record, day=DAY):
    return check_household(columns_of(record), day, Parameters.shipped())


@pytest.mark.slow
def test_a_thousand_households_are_found_as_if_each_were_the_first():
    columns, days = random_table(1_000, 5)
    parameters = parameters_of_areas()
    after_others = [check_household(columns, days, parameters, row) for row in range(1_000)]
    for row, found_then in enumerate(after_others[::5]):
        findings._remembered.clear()
        assert check_household(columns, days, parameters, row * 5) == found_then


@settings(max_examples=30)
@given(st.lists(records(), min_size=2, max_size=3))
def test_whatever_was_asked_before_a_finding_is_that_of_its_own_household(asked):
    read = [columns_from_records([read_record(one)]) for one in asked]
    shipped = Parameters.shipped()
    after_others = [check_household(one, DAY, shipped) for one in read]
    for one, found_then in zip(read, after_others, strict=True):
        findings._remembered.clear()
        assert check_household(one, DAY, shipped).findings == found_then.findings


def test_an_amount_of_minus_zero_is_told_as_it_was_given():
    for amount in (0.0, -0.0, 0.0):
        checked = found(a_household(compliant_self_paid=amount))
        told = json.loads(next(one for one in checked.findings if one.rule == "R05").text)
        assert str(told["inputs"]["compliant_self_paid"]) == str(amount)
        assert "合规自付支出0元" in told["sentence_zh"]


def test_another_day_and_other_parameters_are_not_mistaken_for_the_same():
    early = np.array(["2021-06-30"], dtype="datetime64[D]")
    household = a_household(social_assistance=["dibao"], homes=1)
    for day in (DAY, early):
        told = [one.text for one in found(household, day).findings]
        findings._remembered.clear()
        assert [one.text for one in found(household, day).findings] == told
        found(household, early)


def test_no_more_is_remembered_than_was_agreed(monkeypatch):
    monkeypatch.setattr(findings, "REMEMBERED", len(RULES))
    for people in range(1, 9):
        found(a_household(household_size=people, labour_members=people))
        assert len(findings._remembered) <= len(RULES)


def test_no_household_id_is_remembered():
    found(a_household(household_id="h-nobody-else"))
    assert findings._remembered
    assert "h-nobody-else" not in str(findings._remembered)
