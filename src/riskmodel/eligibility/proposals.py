"""Which kinds of help fit a household, and why (分层分类帮扶): proposals for a person to weigh.

By type: each open problem names the families of measures that answer it; those who can work are
offered development, those who cannot the safety net. By tier: the further income lies below the
line, the more of the families that answer a problem are proposed.
"""

from typing import NamedTuple

from riskmodel.eligibility.accounting import net_income_pc, reference_pc
from riskmodel.eligibility.household_facts import HouseholdFacts
from riskmodel.eligibility.rules.assistance import ANSWERS, BACKSTOP, DEVELOPMENT
from riskmodel.eligibility.rules.income import LINE
from riskmodel.schema.choices import MEASURE
from riskmodel.truth import at_most, below, first_known, ratio

TIER_PARAMETERS = ("help_tier_two_share", "help_tier_three_share")
PROBLEMS = {
    "R01": DEVELOPMENT,
    "R02": DEVELOPMENT,
    "R05": ANSWERS["illness"],
    "R06": ANSWERS["illness"],
    "R07": ANSWERS["illness"],
    "R08": ANSWERS["schooling"],
    "R09": ("compulsory_education",),
    "R10": ANSWERS["housing"],
    "R11": ANSWERS["water"],
    "R12": ("health",),
    "R13": ANSWERS["disaster"],
    "R14": ANSWERS["unstable_job"],
    "R15": ANSWERS["business_failure"],
    "R16": ANSWERS["labour_shortage"],
    "R17": BACKSTOP,
}
"""Families of measures that answer the problem each rule finds, the first to think of in front."""
_KINDS = {
    "development": ("开发式帮扶", "development"),
    "backstop": ("兜底保障", "safety net"),
    "problem": ("针对性帮扶", "by problem"),
}
_MEASURES = {choice.code: choice for choice in MEASURE}


class Proposal(NamedTuple):
    """A family of measures that fits, with the rules that it answers.

    `kind` is development, backstop or problem; `tier` 1 to 3, the deepest difficulty last, None
    where income or the line is not known. `held` says whether the household has it already, None
    where its measures are not known.
    """

    measure: str
    kind: str
    tier: int | None
    rules: list[str]
    held: bool | None
    zh: str
    en: str


def proposals(facts: HouseholdFacts) -> list[Proposal]:
    """What fits the problems that the rules found, in the order of the problems."""
    tier = help_tier(facts)
    reasons: dict[str, list[str]] = {}
    for rule, families in PROBLEMS.items():
        if facts.outcome(rule).is_true:
            for family in _fitting(facts, families)[: tier or 1]:
                reasons.setdefault(family, []).append(rule)
    return [_proposal(facts, family, rules, tier) for family, rules in reasons.items()]


def help_tier(facts: HouseholdFacts) -> int | None:
    """How deep the difficulty is: 1, 2 or 3; None where income or the line is not known.

    Reference income a head, or net income where that is unknown, as a share of the line: 3 below
    the smaller share in force, 2 below the larger one.
    """
    income = first_known(facts.computed(reference_pc), facts.computed(net_income_pc))
    share = ratio(income, facts.parameter(LINE))
    deeper, deepest = (below(share, facts.parameter(name)) for name in TIER_PARAMETERS)
    if deeper.answer is None or deepest.answer is None:
        return None
    return 1 + deeper.answer + deepest.answer


def _fitting(facts: HouseholdFacts, families: tuple[str, ...]) -> tuple[str, ...]:
    """The families that the household can take up; the safety net where none is left."""
    if at_most(facts.number("labour_members"), 0).answer is not True:
        return families
    return tuple(family for family in families if family not in DEVELOPMENT) or BACKSTOP


def _proposal(facts: HouseholdFacts, family: str, rules: list[str], tier: int | None) -> Proposal:
    kind = _kind(family)
    kind_zh, kind_en = _KINDS[kind]
    measure = _MEASURES[family]
    for_rules = ", ".join(rules)
    return Proposal(
        family,
        kind,
        tier,
        rules,
        facts.holds("measures", family).answer,
        f"{measure.name_zh}({kind_zh}): 针对{for_rules}",
        f"{measure.name_en} ({kind_en}): for {for_rules}",
    )


def _kind(family: str) -> str:
    if family in DEVELOPMENT:
        return "development"
    return "backstop" if family in BACKSTOP else "problem"
