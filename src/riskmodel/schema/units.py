"""Slips of unit: money given in ten thousands of yuan (万元) where yuan are asked for.

An amount that is right is at most its field's maximum, so that its slip is at most a
ten-thousandth of that. Every amount above zero and that small is doubted: no slip goes unseen, and
hardly any right amount is so small (at most 300 yuan, mostly under 50).
"""

from functools import cache

from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS

YUAN_IN_TEN_THOUSAND = 10_000
MOST_DOUBTED = 300.0
"""Yuan; of what can be very large, such as a company's capital, no more than this is doubted."""

TOTALS = ("net_income", "net_income_pc", "prev_net_income_pc", "reference_pc")
"""Whole incomes: nobody's is a few yuan a year, so that one that is forbids a score."""
PARTS = (
    "wage_income", "business_income", "business_cost", "property_income", "transfer_income",
    "dibao_money", "pension_money", "policy_subsidy", "disability_allowance", "claims_income",
    "policy_transfer_pc",
)  # fmt: skip
"""Parts of an income, one of which may for once be small."""
BURDENS = (
    "compliant_self_paid", "medical_self_paid_year", "school_net_cost_year", "debt",
    "deposits_pc", "company_capital",
)  # fmt: skip
"""What is spent, owed or owned, which may for once be small."""


@cache
def most_doubted(name: str) -> float:
    """The largest amount, in yuan, that could be a slip of an amount that the field accepts."""
    field = FIELDS[name]
    if field.kind is not Kind.MONEY or field.maximum is None:
        message = f"{name} is no amount of money"
        raise ValueError(message)
    return min(field.maximum / YUAN_IN_TEN_THOUSAND, MOST_DOUBTED)
