"""Checks of amounts: parts against totals, slips of unit, gaps."""

from collections.abc import Callable

from riskmodel.schema.quality.check import ARITHMETIC, DATA_RULES, FORM, PROPOSED, Check
from riskmodel.schema.quality.kind import CheckKind
from riskmodel.schema.quality.record import Record
from riskmodel.schema.units import BURDENS, PARTS, TOTALS, YUAN_IN_TEN_THOUSAND, most_doubted
from riskmodel.truth import (
    Bools,
    Numbers,
    Truth,
    above,
    at_least,
    at_most,
    below,
    either,
    first_known,
    is_unknown,
    larger,
    ratio,
)

AMOUNTS = ("wage_income", "business_income", "property_income", "transfer_income")
NET_PARTS = (*AMOUNTS, "business_cost")
TRANSFERS = ("dibao_money", "pension_money", "policy_subsidy", "disability_allowance")
PLAUSIBLE_AMOUNT = 100
"""Yuan a year under which an income of people who work is not plausible [S51]."""


def _differ(left: Numbers, right: Numbers, allowed: float, scale: Numbers) -> Truth:
    """Whether two amounts differ by more than `allowed` yuan and 1 per cent of `scale`."""
    return above(abs(left - right), larger(0.01 * abs(scale), allowed))


def _net_income_unlike_parts(record: Record) -> Truth:
    gross = sum(record.number(name) for name in AMOUNTS)
    net = gross - record.number("business_cost")
    return _differ(record.number("net_income"), net, 10, gross)


def _net_income_pc_unlike_total(record: Record) -> Truth:
    per_head = ratio(record.number("net_income"), record.number("household_size"))
    return _differ(record.number("net_income_pc"), per_head, 1, per_head)


def _reference_unlike_parts(record: Record) -> Truth:
    spent = record.number("compliant_self_paid")
    total = record.number("net_income") + record.number("claims_income") - spent
    per_head = ratio(total, record.number("household_size"))
    return _differ(record.number("reference_pc"), per_head, 1, per_head)


def _transfers_above_total(record: Record) -> Truth:
    parts = sum(first_known(record.number(name), 0.0) for name in TRANSFERS)
    return above(parts, record.number("transfer_income") * 1.01 + 10)


def _works(record: Record) -> Truth:
    return above(record.number("work_months_total"), 0)


def _amounts_in_ten_thousands(record: Record) -> Truth:
    """Every income that is given is tiny, and some is above zero, while somebody works."""
    tiny: Bools = True
    some: Bools = False
    for name in AMOUNTS:
        amount = record.number(name)
        tiny = tiny & (is_unknown(amount) | (amount < PLAUSIBLE_AMOUNT))
        some = some | (amount > 0)
    return Truth.known(tiny & some) & _works(record)


def _years_in_different_units(record: Record) -> Truth:
    """One year's income a head is some ten thousand times the other's."""
    now, before = record.number("net_income_pc"), record.number("prev_net_income_pc")
    rises = before < now
    more, less = either(rises, now, before), either(rises, before, now)
    times = less * YUAN_IN_TEN_THOUSAND
    return above(less, 0) & at_least(more, times / 5) & at_most(more, times * 5)


def _doubted(*fields: str) -> Callable[[Record], Truth]:
    """Whether one of some amounts is as small as only a slip of unit makes it."""
    limits = [(name, most_doubted(name)) for name in fields]

    def decide(record: Record) -> Truth:
        found: Bools = False
        for name, most in limits:
            amount = abs(record.number(name))
            found = found | ((amount > 0) & (amount <= most))
        return Truth.known(found)

    return decide


def _wage_implausible(record: Record) -> Truth:
    wage = record.number("wage_income")
    return above(wage, 0) & below(wage, PLAUSIBLE_AMOUNT)


def _assisted_without_transfer(record: Record) -> Truth:
    """A measure for disabled people is no allowance: it may be aids, care or rehabilitation."""
    helped = (
        above(record.number("dibao_money"), 0)
        | above(record.number("disability_allowance"), 0)
        | record.holds("social_assistance", "dibao", "tekun")
    )
    return helped & at_most(record.number("transfer_income"), 0)


AMOUNT_CHECKS: tuple[Check, ...] = (
    Check("net_income_unlike_parts", CheckKind.CONTRADICTION, "家庭纯收入与各项收支之和不符",
          "net income is not its parts less the business cost",
          ("net_income", *NET_PARTS), FORM, _net_income_unlike_parts),
    Check("net_income_pc_unlike_total", CheckKind.CONTRADICTION,
          "人均纯收入与家庭纯收入除以人口数不符",
          "net income per head is not net income over the people in the household",
          ("net_income_pc", "net_income", "household_size"), ARITHMETIC,
          _net_income_pc_unlike_total),
    Check("reference_unlike_parts", CheckKind.CONTRADICTION, "人均参考收入与其组成不符",
          "reference income per head is not net income plus claims less self-paid spending",
          ("reference_pc", "net_income", "claims_income", "compliant_self_paid",
           "household_size"), FORM, _reference_unlike_parts),
    Check("transfers_above_total", CheckKind.CONTRADICTION,
          "低保金、养老金和各项补贴之和超过转移性收入",
          "dibao, pension, subsidies and allowances exceed transfer income",
          (*TRANSFERS, "transfer_income"), FORM, _transfers_above_total),
    Check("amounts_in_ten_thousands", CheckKind.IMPLAUSIBLE,
          "有人务工而各项收入均极小, 可能以万元填报",
          "people work and every income is tiny: perhaps given in ten thousands of yuan",
          (*AMOUNTS, "work_months_total"), PROPOSED, _amounts_in_ten_thousands),
    Check("total_in_ten_thousands", CheckKind.IMPLAUSIBLE,
          "某项总收入极小而不为0, 应是以万元填报",
          "a whole income is not 0 but tiny: it must be given in ten thousands of yuan",
          TOTALS, PROPOSED, _doubted(*TOTALS)),
    Check("part_in_ten_thousands", CheckKind.IMPLAUSIBLE,
          "某项收入、补助或经营支出极小而不为0, 可能以万元填报",
          "a part of the income is not 0 but tiny: perhaps given in ten thousands of yuan",
          PARTS, PROPOSED, _doubted(*PARTS)),
    Check("burden_in_ten_thousands", CheckKind.IMPLAUSIBLE,
          "某项支出、负债或财产极小而不为0, 可能以万元填报",
          "what is spent, owed or owned is not 0 but tiny: perhaps given in ten thousands of yuan",
          BURDENS, PROPOSED, _doubted(*BURDENS)),
    Check("years_in_different_units", CheckKind.IMPLAUSIBLE,
          "今年与上年人均纯收入相差约万倍, 单位可能不一致",
          "this year's and last year's income differ some ten thousand times: perhaps one is in "
          "ten thousands of yuan",
          ("net_income_pc", "prev_net_income_pc"), PROPOSED, _years_in_different_units),
    Check("wage_implausible", CheckKind.IMPLAUSIBLE, "工资性收入大于0而不足100元",
          "wage above 0 but under 100 yuan", ("wage_income",), DATA_RULES, _wage_implausible),
    Check("assisted_without_transfer", CheckKind.CONTRADICTION,
          "享受低保、特困供养或残疾人两项补贴而转移性收入为0",
          "dibao, tekun or a disability allowance is received but transfer income is 0",
          ("dibao_money", "disability_allowance", "social_assistance", "transfer_income"),
          DATA_RULES, _assisted_without_transfer),
)  # fmt: skip
