"""Checks of amounts: parts against totals, slips of unit, gaps."""

import numpy as np

from riskmodel.schema.columns import Columns
from riskmodel.schema.quality.check import Check, Floats, holds_choice
from riskmodel.truth import Truth, above, at_least, at_most, below

AMOUNTS = ("wage_income", "business_income", "property_income", "transfer_income")
NET_PARTS = (*AMOUNTS, "business_cost")
TRANSFERS = ("dibao_money", "pension_money", "policy_subsidy")
PLAUSIBLE_AMOUNT = 100
"""Yuan a year under which an income of people who work is not plausible [S51]."""
UNIT = 10_000
"""Yuan in 万元, the unit that is slipped in most often."""


def _differ(left: Floats, right: Floats, allowed: float, scale: Floats) -> Truth:
    """Whether two amounts differ by more than `allowed` yuan and 1 per cent of `scale`."""
    return above(np.abs(left - right), np.maximum(allowed, 0.01 * np.abs(scale)))


def _net_income_unlike_parts(columns: Columns) -> Truth:
    gross = np.sum([columns.number(name) for name in AMOUNTS], axis=0)
    net = gross - columns.number("business_cost")
    return _differ(columns.number("net_income"), net, 10, gross)


def _net_income_pc_unlike_total(columns: Columns) -> Truth:
    per_head = columns.number("net_income") / columns.number("household_size")
    return _differ(columns.number("net_income_pc"), per_head, 1, per_head)


def _reference_unlike_parts(columns: Columns) -> Truth:
    spent = columns.number("compliant_self_paid")
    total = columns.number("net_income") + columns.number("claims_income") - spent
    per_head = total / columns.number("household_size")
    return _differ(columns.number("reference_pc"), per_head, 1, per_head)


def _transfers_above_total(columns: Columns) -> Truth:
    parts = np.nansum([columns.number(name) for name in TRANSFERS], axis=0)
    return above(parts, columns.number("transfer_income") * 1.01 + 10)


def _amounts_in_ten_thousands(columns: Columns) -> Truth:
    """Every income that is given is tiny, and some is above zero, while somebody works."""
    amounts = np.array([columns.number(name) for name in AMOUNTS])
    given = ~np.isnan(amounts)
    tiny = np.all(~given | (amounts < PLAUSIBLE_AMOUNT), axis=0)
    some = np.any(given & (amounts > 0), axis=0)
    return Truth.known(tiny & some) & above(columns.number("work_months_total"), 0)


def _income_pc_in_ten_thousands(columns: Columns) -> Truth:
    income = columns.number("net_income_pc")
    works = above(columns.number("work_months_total"), 0)
    return above(income, 0) & below(income, PLAUSIBLE_AMOUNT) & works


def _years_in_different_units(columns: Columns) -> Truth:
    """One year's income a head is some ten thousand times the other's."""
    now, before = columns.number("net_income_pc"), columns.number("prev_net_income_pc")
    smaller, larger = np.minimum(now, before), np.maximum(now, before)
    times = np.divide(larger, smaller, out=np.full(len(now), np.nan), where=smaller > 0)
    far_apart = at_least(times, UNIT / 5) & at_most(times, UNIT * 5)
    return above(smaller, 0) & far_apart


def _wage_implausible(columns: Columns) -> Truth:
    wage = columns.number("wage_income")
    return above(wage, 0) & below(wage, PLAUSIBLE_AMOUNT)


def _assisted_without_transfer(columns: Columns) -> Truth:
    helped = (
        above(columns.number("dibao_money"), 0)
        | holds_choice(columns, "social_assistance", "dibao")
        | holds_choice(columns, "social_assistance", "tekun")
    )
    return helped & at_most(columns.number("transfer_income"), 0)


AMOUNT_CHECKS: tuple[Check, ...] = (
    Check("net_income_unlike_parts", "家庭纯收入与各项收支之和不符",
          "net income is not its parts less the business cost",
          ("net_income", *NET_PARTS), _net_income_unlike_parts),
    Check("net_income_pc_unlike_total", "人均纯收入与家庭纯收入除以人口数不符",
          "net income per head is not net income over the people in the household",
          ("net_income_pc", "net_income", "household_size"), _net_income_pc_unlike_total),
    Check("reference_unlike_parts", "人均参考收入与其组成不符",
          "reference income per head is not net income plus claims less self-paid spending",
          ("reference_pc", "net_income", "claims_income", "compliant_self_paid",
           "household_size"), _reference_unlike_parts),
    Check("transfers_above_total", "低保金、养老金和补贴之和超过转移性收入",
          "dibao, pension and subsidies exceed transfer income",
          (*TRANSFERS, "transfer_income"), _transfers_above_total),
    Check("amounts_in_ten_thousands", "有人务工而各项收入均极小, 可能以万元填报",
          "people work and every income is tiny: perhaps given in ten thousands of yuan",
          (*AMOUNTS, "work_months_total"), _amounts_in_ten_thousands),
    Check("income_pc_in_ten_thousands", "有人务工而人均纯收入极小, 可能以万元填报",
          "people work and net income per head is tiny: perhaps given in ten thousands of yuan",
          ("net_income_pc", "work_months_total"), _income_pc_in_ten_thousands),
    Check("years_in_different_units", "今年与上年人均纯收入相差约万倍, 单位可能不一致",
          "this year's and last year's income differ some ten thousand times: perhaps one is in "
          "ten thousands of yuan",
          ("net_income_pc", "prev_net_income_pc"), _years_in_different_units),
    Check("wage_implausible", "工资性收入大于0而不足100元", "wage above 0 but under 100 yuan",
          ("wage_income",), _wage_implausible),
    Check("assisted_without_transfer", "享受低保或特困供养而转移性收入为0",
          "dibao or tekun is received but transfer income is 0",
          ("dibao_money", "social_assistance", "transfer_income"), _assisted_without_transfer),
)  # fmt: skip
