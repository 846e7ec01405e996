import numpy as np
import pytest
from builders import AS_OF, a_household, columns_of
from data_rules import DATA_RULES, LINE
from hypothesis import given
from hypothesis import strategies as st
from strategies import values

from riskmodel.schema.columns import Columns, unknown_column
from riskmodel.schema.household import FIELDS
from riskmodel.schema.quality import CHECKS, data_quality
from riskmodel.schema.quality.kind import CheckKind
from riskmodel.schema.quality.members import COUNTS
from riskmodel.schema.quality.record import TableRecord

READ = sorted({name for check in CHECKS for name in check.fields})
"""The fields that some check reads."""

# check, what is wrong, and the same record just right
CASES = [
    ("net_income_unlike_parts", {"net_income": 48_521.0}, {"net_income": 48_519.0}),
    ("net_income_unlike_parts", {"net_income": 47_000.0}, {"net_income": 48_000.0}),
    ("net_income_pc_unlike_total", {"net_income_pc": 12_121.0}, {"net_income_pc": 12_119.0}),
    ("net_income_pc_unlike_total", {"net_income_pc": 48_000.0}, {"household_size": 4}),
    ("reference_unlike_parts", {"reference_pc": 13_000.0}, {"reference_pc": 11_700.0}),
    ("transfers_above_total", {"dibao_money": 9_000.0}, {"dibao_money": 2_100.0}),
    ("amounts_in_ten_thousands",
     {"wage_income": 3.8, "business_income": 0.9, "property_income": 0.05,
      "transfer_income": 0.45},
     {"wage_income": 0.0, "business_income": 0.0, "property_income": 0.0, "transfer_income": 0.0}),
    ("amounts_in_ten_thousands",
     {"wage_income": 3.8, "business_income": None, "property_income": None,
      "transfer_income": None},
     {"wage_income": 3.8, "business_income": None, "property_income": None,
      "transfer_income": 4_500.0}),
    ("amounts_in_ten_thousands",
     {"wage_income": 99.0, "business_income": 0.0, "property_income": 0.0, "transfer_income": 0.0},
     {"wage_income": 3.8, "business_income": 0.9, "property_income": 0.05,
      "transfer_income": 0.45, "work_months_total": 0}),
    ("total_in_ten_thousands", {"net_income_pc": 30.0}, {"net_income_pc": 30.1}),
    ("total_in_ten_thousands", {"net_income": -300.0}, {"net_income": 0.0}),
    ("part_in_ten_thousands", {"pension_money": 0.15}, {"pension_money": 0.0}),
    ("part_in_ten_thousands", {"wage_income": 50.0}, {"wage_income": 50.1}),
    ("burden_in_ten_thousands", {"debt": 100.0}, {"debt": 100.1}),
    ("burden_in_ten_thousands", {"company_capital": 300.0}, {"company_capital": 301.0}),
    ("years_in_different_units", {"prev_net_income_pc": 1.15}, {"prev_net_income_pc": 1_150.0}),
    ("years_in_different_units", {"net_income_pc": 1.2}, {"net_income_pc": 0.0}),
    ("wage_implausible", {"wage_income": 99.0}, {"wage_income": 100.0}),
    ("wage_implausible", {"wage_income": 0.5}, {"wage_income": 0.0}),
    ("assisted_without_transfer", {"social_assistance": ["dibao"], "transfer_income": 0.0},
     {"social_assistance": ["dibao"], "transfer_income": 4_500.0}),
    ("assisted_without_transfer", {"dibao_money": 4_000.0, "transfer_income": 0.0},
     {"dibao_money": 0.0, "social_assistance": ["temporary"], "transfer_income": 0.0}),
    ("areas_not_nested", {"county_code": "410423"}, {"county_code": "530423"}),
    ("areas_not_nested", {"village_code": "530424101203"}, {"village_code": "530423101999"}),
    ("ages_above_household_size", {"children_u16": 3, "elderly_60": 2},
     {"children_u16": 2, "elderly_60": 2}),
    ("labour_above_household_size", {"labour_members": 3, "weak_labour_members": 2},
     {"labour_members": 3, "weak_labour_members": 1}),
    ("workers_above_household_size", {"workers_away": 3, "workers_local": 2},
     {"workers_away": 3, "workers_local": 1}),
    ("children_counted_as_labour", {"labour_members": 3, "children_u16": 2},
     {"labour_members": 2, "children_u16": 2}),
    ("severe_above_disabled", {"severe_disabled_members": 1, "disabled_members": 0},
     {"severe_disabled_members": 1, "disabled_members": 1}),
    ("months_beyond_workers", {"work_months_total": 25}, {"work_months_total": 24}),
    ("removed_before_identified", {"identified_on": "2024-03", "removed_on": "2024-02"},
     {"identified_on": "2024-03", "removed_on": "2024-03"}),
    ("record_after_as_of", {"record_month": 7}, {"record_month": 6}),
    ("record_after_as_of", {"record_year": 2026, "record_month": None}, {"record_month": None}),
    ("record_too_old", {"record_year": 2023, "record_month": 5},
     {"record_year": 2023, "record_month": 6}),
    ("record_too_old", {"record_year": 2022, "record_month": None},
     {"record_year": 2023, "record_month": None}),
    *((f"{name}_above_household_size", {name: 3, "household_size": 2},
       {name: 2, "household_size": 2}) for name in COUNTS),
]  # fmt: skip


def quality_of(columns):
    day = np.datetime64(AS_OF, "D")
    return data_quality(columns, np.full(columns.rows, LINE), np.full(columns.rows, day))


def found_in(changes):
    return {finding.id for finding in quality_of(columns_of(a_household(**changes))).findings(0)}


@pytest.mark.parametrize(
    ("check", "wrong", "right"),
    CASES,
    ids=[f"{place} {case[0]}" for place, case in enumerate(CASES)],
)
def test_a_check_finds_what_is_wrong_and_not_what_is_right(check, wrong, right):
    assert check in found_in(wrong)
    assert check not in found_in(right)


def test_a_sound_record_has_no_finding():
    assert found_in({}) == set()


def test_every_check_has_a_case():
    assert {case[0] for case in CASES} | set(DATA_RULES) == {check.id for check in CHECKS}


def test_a_record_of_which_nothing_is_known_has_no_finding():
    nothing = columns_of({"household_id": "h"})
    assert quality_of(nothing).findings(0) == []


def test_a_finding_names_fields_in_both_languages_and_no_value():
    report = quality_of(columns_of(a_household(wage_income=77.0)))
    finding = next(one for one in report.findings(0) if one.id == "wage_implausible")
    assert finding.fields == ("wage_income",)
    assert "工资性收入" in finding.message_zh
    assert "wage income" in finding.message_en
    assert "77" not in finding.message_zh + finding.message_en


class Noted(Columns):
    """Columns that note which of them are read."""

    asked: set

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)


def test_a_finding_says_of_what_kind_it_is_in_both_languages():
    report = quality_of(columns_of(a_household(wage_income=77.0)))
    finding = next(one for one in report.findings(0) if one.id == "wage_implausible")
    assert finding.kind is CheckKind.IMPLAUSIBLE
    assert finding.message_zh.startswith("存疑: ")
    assert finding.message_en.startswith("implausible: ")


def test_every_kind_is_in_use_and_explained():
    assert {check.kind for check in CHECKS} == set(CheckKind)
    assert all(kind.name_zh and kind.meaning for kind in CheckKind)


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_a_check_reads_exactly_the_fields_it_names(check):
    columns = Noted({"household_id": np.array(["h"])}, 1)
    columns.asked = set()
    check.decide(TableRecord(columns, np.array([LINE]), np.array([AS_OF], dtype="datetime64[D]")))
    assert columns.asked == set(check.fields)


def test_a_household_alone_gets_what_it_gets_in_a_table():
    columns = columns_of(*(a_household(**wrong) for _, wrong, _ in CASES))
    together = quality_of(columns)
    for row in range(columns.rows):
        alone = quality_of(columns.take(np.array([row])))
        assert alone.findings(0) == together.findings(row)


@given(st.fixed_dictionaries({name: st.none() | values(FIELDS[name]) for name in READ}))
def test_any_household_alone_has_the_answers_that_it_has_in_a_table(record):
    columns = columns_of(
        {name: value for name, value in record.items() if value is not None}
        | {"household_id": "h"}
    )
    alone, twice = quality_of(columns), quality_of(columns.take(np.array([0, 0])))
    for name, answer in alone.found.items():
        assert answer.answer is twice.found[name].at(1), name


@pytest.mark.parametrize("name", READ)
def test_an_unknown_field_of_a_sound_record_is_no_finding(name):
    columns = columns_of(a_household())
    blank = columns.with_column(name, unknown_column(FIELDS[name], 1))
    expected = {"insurance_not_recorded"} if name == "uninsured_members" else set()
    assert {finding.id for finding in quality_of(blank).findings(0)} == expected
