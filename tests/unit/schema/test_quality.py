import numpy as np
import pytest
from builders import a_household, columns_of

from riskmodel.schema.columns import Columns, unknown_column
from riskmodel.schema.household import FIELDS
from riskmodel.schema.quality import CHECKS, data_quality
from riskmodel.schema.quality.members import COUNTS

MONITORED = {"monitor_status": "open", "measures": ["health"], "no_labour_backstop": False}
REMOVED = {"monitor_status": "removed", "removal_way": "assistance"}

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
    ("income_pc_in_ten_thousands", {"net_income_pc": 1.2},
     {"net_income_pc": 1.2, "work_months_total": 0}),
    ("income_pc_in_ten_thousands", {"net_income_pc": 99.0}, {"net_income_pc": 100.0}),
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
    ("removed_with_dropout", REMOVED | {"dropout_compulsory": True}, REMOVED),
    ("removed_without_answers", REMOVED | {"housing_grade": None}, REMOVED),
    ("removed_too_fast", REMOVED | {"identified_on": "2024-03", "removed_on": "2024-04"},
     REMOVED | {"identified_on": "2024-03", "removed_on": "2024-05"}),
    ("removed_too_fast", REMOVED | {"identified_on": "2024-03", "removed_on": "2024-03"},
     {"identified_on": "2024-03", "removed_on": "2024-03"}),
    ("removed_before_identified", {"identified_on": "2024-03", "removed_on": "2024-02"},
     {"identified_on": "2024-03", "removed_on": "2024-03"}),
    ("illness_without_spending", MONITORED | {"risk_1": "illness", "compliant_self_paid": 0.0},
     MONITORED | {"risk_1": "illness", "compliant_self_paid": 1.0}),
    ("illness_without_spending", MONITORED | {"risk_1": "illness", "compliant_self_paid": None},
     MONITORED | {"risk_1": "disability", "compliant_self_paid": None}),
    ("labour_shortage_doubtful", {"risk_2": "labour_shortage", "labour_members": 3},
     {"risk_2": "labour_shortage", "labour_members": 2}),
    ("labour_shortage_doubtful",
     {"risk_2": "labour_shortage", "labour_members": 1, "household_size": 3},
     {"risk_2": "labour_shortage", "labour_members": 0, "household_size": 3}),
    ("unstable_job_doubtful", {"risk_1": "unstable_job", "labour_members": 0},
     {"risk_1": "unstable_job"}),
    ("unstable_job_doubtful", {"risk_5": "unstable_job", "work_months_total": 0},
     {"risk_5": "other", "work_months_total": 0}),
    ("disaster_without_kind", {"risk_1": "disaster"},
     {"risk_1": "disaster", "disaster_sub": "flood"}),
    ("backstop_not_set", MONITORED | {"labour_members": 0},
     MONITORED | {"labour_members": 0, "no_labour_backstop": True}),
    ("missed_illness", {"serious_illness_members": 1, "critical_insured": False},
     {"serious_illness_members": 1, "critical_insured": True}),
    ("missed_illness", {"serious_illness_members": 1, "critical_insured": False},
     {"serious_illness_members": 1, "critical_insured": False, "monitor_status": "open"}),
    ("missed_illness", {"serious_illness_members": 2, "critical_insured": False},
     {"serious_illness_members": 0, "critical_insured": False}),
    ("missed_dropout", {"dropout_compulsory": True},
     {"dropout_compulsory": True, "household_type": "ordinary"}),
    ("measure_late", MONITORED | {"measures": [], "identified_on": "2025-04"},
     MONITORED | {"measures": [], "identified_on": "2025-05"}),
    *((f"{name}_above_household_size", {name: 3, "household_size": 2},
       {name: 2, "household_size": 2}) for name in COUNTS),
]  # fmt: skip


def found_in(changes):
    return {finding.id for finding in data_quality(columns_of(a_household(**changes))).findings(0)}


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
    assert {case[0] for case in CASES} == {check.id for check in CHECKS}


def test_a_record_of_which_nothing_is_known_has_no_finding():
    nothing = columns_of({"household_id": "h"})
    assert data_quality(nothing).findings(0) == []


def test_a_finding_names_fields_in_both_languages_and_no_value():
    report = data_quality(columns_of(a_household(wage_income=77.0)))
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


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_a_check_reads_exactly_the_fields_it_names(check):
    columns = Noted({"household_id": np.array(["h"])}, 1)
    columns.asked = set()
    check.decide(columns)
    assert columns.asked == set(check.fields)


def test_a_household_alone_gets_what_it_gets_in_a_table():
    columns = columns_of(*(a_household(**wrong) for _, wrong, _ in CASES))
    together = data_quality(columns)
    for row in range(columns.rows):
        alone = data_quality(columns.take(np.array([row])))
        assert alone.findings(0) == together.findings(row)


@pytest.mark.parametrize("name", sorted({name for check in CHECKS for name in check.fields}))
def test_an_unknown_field_of_a_sound_record_is_no_finding(name):
    columns = columns_of(a_household())
    blank = columns.with_column(name, unknown_column(FIELDS[name], 1))
    assert data_quality(blank).findings(0) == []
