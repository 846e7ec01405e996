"""Income accounting (收支核算): what counts as income, by version, and over which months.

Two accountings are in use and differ; the No. 1 document of 2026 orders a single one [S04]. So
each is a version, and the parameter `income_accounting` says which is in force where and when. The
record holds income as the form of 2023 counts it; another version is that figure and corrections.
"""

import datetime
from dataclasses import dataclass
from functools import cache

import numpy as np

from riskmodel.eligibility.facts import Facts
from riskmodel.truth import Bools, Numbers, anywhere, either, first_known, ratio

VERSION = "income_accounting"
SEPTEMBER = 9
"""Yearly updates count from 1 October to 30 September [S16]."""


@dataclass(frozen=True, slots=True)
class Item:
    """A field of the record that counts by `share`, below zero where it is taken off."""

    field: str
    share: float = 1.0
    why_zh: str = ""
    why_en: str = ""


@dataclass(frozen=True, slots=True)
class Accounting:
    """One version: what it corrects of the income that the form of 2023 counts."""

    version: int
    name_zh: str
    name_en: str
    source: str
    corrections: tuple[Item, ...] = ()


FORM_ITEMS = (
    Item("wage_income"),
    Item("business_income"),
    Item("property_income"),
    Item("transfer_income"),
    Item("business_cost", -1),
)
"""Net income as the form of 2023 counts it; dibao and pensions are in transfer income [S50]."""
REFERENCE_ITEMS = (Item("claims_income"), Item("compliant_self_paid", -1))
"""What makes reference income of net income (formula inferred from [S50] and [S25])."""

FORM = Accounting(2023, "2023年信息采集表口径", "form of 2023", "2023 survey form [S50]")
DIBAO_EDGE = Accounting(
    2025,
    "低保边缘核算口径",
    "dibao-edge accounting",
    "Hinggan league, Inner Mongolia, 2025 [S42]; birth-policy rewards, scholarships and "
    "preferential treatment money are left out too but have no field of their own",
    (
        Item("dibao_money", -1, "社会救助金不计入", "social assistance is not counted"),
        Item("pension_money", -1, "基础养老金不计入", "the basic pension is not counted"),
        Item("wage_income", -0.1, "就业成本按10%扣减", "a tenth of wages is the cost of working"),
    ),
)
ACCOUNTINGS = (FORM, DIBAO_EDGE)

FORM_FIELDS = tuple(item.field for item in FORM_ITEMS)
"""What income is computed from where it is not recorded."""
STAND_INS = (*FORM_FIELDS, "dibao_money", "pension_money")
"""The same, and what a version corrects."""


def recorded_net_income(facts: Facts) -> Numbers:
    """Net income as the form of 2023 counts it, yuan a year.

    The recorded total; where there is none the sum of its parts; where one of them is unknown,
    the recorded income a head times the people in the household.
    """
    return first_known(
        facts.number("net_income"),
        total(facts, FORM_ITEMS),
        facts.number("net_income_pc") * facts.number("household_size"),
    )


def recorded_net_income_pc(facts: Facts) -> Numbers:
    """The same a head: the recorded figure, or the total over the people in the household."""
    return first_known(
        facts.number("net_income_pc"),
        ratio(facts.computed(recorded_net_income), facts.number("household_size")),
    )


def net_income(facts: Facts) -> Numbers:
    """Net income by the version in force, yuan a year; NaN where unknown."""
    recorded = facts.computed(recorded_net_income)
    return _by_version(facts, recorded, 1.0)


def net_income_pc(facts: Facts) -> Numbers:
    """Net income a head by the version in force, yuan a year."""
    recorded = facts.computed(recorded_net_income_pc)
    return _by_version(facts, recorded, facts.number("household_size"))


def reference_pc(facts: Facts) -> Numbers:
    """Reference income a head by the version in force, yuan a year.

    Net income with claims added and compliant self-paid spending taken off, over the people in the
    household. Where a part is unknown, the reference income of the record stands if the version is
    the form's.
    """
    whole = total(facts, REFERENCE_ITEMS, facts.computed(net_income))
    recorded = either(_in_force(facts, FORM), facts.number("reference_pc"), np.nan)
    return first_known(ratio(whole, facts.number("household_size")), recorded)


def total(facts: Facts, items: tuple[Item, ...], start: Numbers = 0.0) -> Numbers:
    """`start` and several items added up, NaN where one is unknown."""
    found = start
    for item in items:
        found = found + item.share * facts.number(item.field)
    return found


def _in_force(facts: Facts, accounting: Accounting) -> Bools:
    return facts.parameter(VERSION) == accounting.version


def _by_version(facts: Facts, recorded: Numbers, people: Numbers) -> Numbers:
    """`recorded`, corrected where another version than the form's is in force."""
    found = either(_in_force(facts, FORM), recorded, np.nan)
    for accounting in ACCOUNTINGS[1:]:
        chosen = _in_force(facts, accounting)
        if anywhere(chosen):
            corrected = recorded + total(facts, accounting.corrections) / people
            found = either(chosen, corrected, found)
    return found


@cache
def identification_window(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The months whose income a new identification counts, first and last day.

    The 12 full months that end with the month before [S12, S13, S14].
    """
    month = day.replace(day=1)
    return month.replace(year=month.year - 1), month - datetime.timedelta(days=1)


@cache
def update_window(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The months whose income a yearly update counts, first and last day.

    The newest year from 1 October to 30 September that has ended by `day` [S16].
    """
    ended = day.year if day.month > SEPTEMBER else day.year - 1
    return datetime.date(ended - 1, SEPTEMBER + 1, 1), datetime.date(ended, SEPTEMBER, 30)
