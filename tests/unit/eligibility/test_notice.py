"""What is published of a household is on the allow-list, and nothing else."""

import re

import numpy as np
import pytest
from builders import AS_OF, a_household, columns_of
from hypothesis import given, settings
from strategies import records

from riskmodel.eligibility import check_household
from riskmodel.eligibility.notice import PUBLIC_GROUNDS, Published, draft
from riskmodel.parameters import Parameters
from riskmodel.schema.record import columns_from_records, read_record

DAY = np.array([AS_OF], "datetime64[D]")
POOR = {"net_income_pc": 8_000, "net_income": 32_000, "uninsured_members": 1}
HEALTH = re.compile(r"病|残|医|健康|保险|劳动能力|ill|disab|medic|health|insur|labour", re.I)


def published(**changes):
    found = check_household(columns_of(a_household(**changes)), DAY, Parameters.shipped())
    return found.notice


def test_a_household_to_include_has_a_notice_with_grounds_people_and_days():
    found = published(**POOR)
    assert "收入低于监测范围" in found.zh
    assert "4人" in found.zh
    assert "不少于5天" in found.zh
    assert "income within the monitoring range" in found.en
    assert "4 people" in found.en
    assert "at least 5 days" in found.en


@pytest.mark.parametrize("changes", [{}, {"uninsured_members": 1}, {"monitor_status": "open"}])
def test_a_household_that_is_neither_to_enter_nor_to_leave_has_none(changes):
    assert published(**changes) is None


def test_a_household_to_remove_has_a_notice_without_grounds():
    found = draft(Published("propose_remove", "", 3, (("收入骤减", "a fall"),), 5))
    assert "风险消除" in found.zh
    assert "收入骤减" not in found.zh
    assert "a fall" not in found.en


def test_illness_insurance_and_labour_capacity_are_not_published():
    told = published(
        **POOR, serious_illness_members=2, disabled_members=1, labour_members=0,
        medical_self_paid_year=90_000, compliant_self_paid=90_000, shock_accident=True,
    )  # fmt: skip
    assert "刚性支出较大" in told.zh
    assert not HEALTH.search(told.zh + told.en)


def test_no_ground_that_may_be_published_tells_a_state_of_health():
    assert not any(HEALTH.search(zh + en) for zh, en in PUBLIC_GROUNDS.values())


@settings(max_examples=60, deadline=None)
@given(records())
def test_a_notice_is_made_of_the_allow_list_alone(record):
    """Whatever a record holds, its notice is the one that the allow-list makes of it."""
    poor = record | {"household_id": "h-31415926", "net_income_pc": 100.0, "uninsured_members": 1,
                     "province_code": "53", "county_code": "530423", "monitor_status": "none",
                     "household_size": 7}  # fmt: skip
    found = check_household(columns_from_records([read_record(poor)]), DAY, Parameters.shipped())
    assert found.proposed_status == "propose_include"
    met = {one.rule for one in found.findings if one.met}
    grounds = dict.fromkeys(PUBLIC_GROUNDS[rule] for rule in PUBLIC_GROUNDS if rule in met)
    allowed = Published("propose_include", found.category or "", 7, tuple(grounds), 5)
    assert found.notice == draft(allowed)
    assert set(re.findall(r"\d+", found.notice.zh + found.notice.en)) == {"7", "5"}
