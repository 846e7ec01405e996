import datetime

import numpy as np
import pytest
from builders import a_household, columns_of

from riskmodel.eligibility import check_household
from riskmodel.eligibility.accounting import identification_window, update_window
from riskmodel.parameters import SHIPPED, Parameters

AS_OF = np.array(["2025-06-30"], dtype="datetime64[D]")


@pytest.fixture(scope="module")
def by_dibao_edge(tmp_path_factory):
    own = tmp_path_factory.mktemp("own")
    (own / "income_accounting.toml").write_text(
        'value = [{ area = "53", from = 2025-01-01, value = 2025, confidence = "U", '
        'source = "test" }]\n'
    )
    return Parameters.load(SHIPPED, own)


def account_of(parameters=None, **changes):
    record = columns_of(a_household(**changes))
    return check_household(record, AS_OF, parameters or Parameters.shipped()).income


def test_the_form_of_2023_takes_the_recorded_income():
    found = account_of()
    assert (found.version, found.net_income, found.net_income_pc) == (2023, 48_000, 12_000)
    assert found.reference_pc == (48_000 + 0 - 1_500) / 4
    assert found.monitoring_line == 8_700
    assert found.recorded_stands


def test_the_entries_lead_to_the_income_where_no_total_is_recorded():
    found = account_of(net_income=None, net_income_pc=None)
    assert [(one.field, one.share, one.amount) for one in found.entries] == [
        ("wage_income", 1, 38_000),
        ("business_income", 1, 9_000),
        ("property_income", 1, 500),
        ("transfer_income", 1, 4_500),
        ("business_cost", -1, 4_000),
    ]
    assert sum(one.share * one.amount for one in found.entries) == found.net_income == 48_000
    assert found.net_income_pc == 12_000
    assert not found.recorded_stands


def test_dibao_edge_accounting_leaves_out_assistance_and_pension_and_a_tenth_of_wages(
    by_dibao_edge,
):
    found = account_of(by_dibao_edge, dibao_money=2_000)
    assert found.version == 2025
    assert found.net_income == pytest.approx(48_000 - 2_000 - 1_500 - 3_800)
    assert found.net_income_pc == pytest.approx(found.net_income / 4)
    assert found.reference_pc == pytest.approx((found.net_income - 1_500) / 4)
    total = sum(one.share * one.amount for one in found.entries)
    assert total == pytest.approx(found.net_income)


def test_what_a_version_leaves_out_must_be_known(by_dibao_edge):
    found = account_of(by_dibao_edge)
    assert (found.net_income, found.net_income_pc, found.reference_pc) == (None, None, None)


def test_another_version_can_change_what_a_rule_finds(by_dibao_edge):
    record = columns_of(a_household(net_income=35_600, net_income_pc=8_900, dibao_money=0))
    met = [
        next(one.met for one in check_household(record, AS_OF, parameters).findings)
        for parameters in (Parameters.shipped(), by_dibao_edge)
    ]
    assert met == [False, True]


def test_income_that_cannot_be_told_is_unknown_and_never_zero():
    found = account_of(net_income=None, net_income_pc=None, wage_income=None)
    assert (found.net_income, found.net_income_pc) == (None, None)
    assert found.entries[0].amount is None
    assert found.reference_pc == 11_625


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2025-06-30", "2024-06-01", "2025-05-31"),
        ("2025-07-01", "2024-07-01", "2025-06-30"),
        ("2024-03-31", "2023-03-01", "2024-02-29"),
        ("2025-01-15", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_new_identification_counts_the_twelve_full_months_before(day, first, last):
    found = identification_window(datetime.date.fromisoformat(day))
    assert found == (datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("day", "ended"), [("2025-09-30", 2024), ("2025-10-01", 2025), ("2026-01-01", 2025)]
)
def test_a_yearly_update_counts_the_year_that_ended_in_september(day, ended):
    first, last = update_window(datetime.date.fromisoformat(day))
    assert (first, last) == (datetime.date(ended - 1, 10, 1), datetime.date(ended, 9, 30))


@pytest.mark.parametrize(
    ("changes", "purpose"),
    [
        ({"household_type": "ordinary"}, "new_identification"),
        ({"household_type": "lifted"}, "yearly_update"),
        ({"household_type": "ordinary", "monitor_status": "open"}, "yearly_update"),
    ],
)
def test_the_months_that_count_follow_from_why_income_is_counted(changes, purpose):
    assert account_of(**changes).purpose == purpose
