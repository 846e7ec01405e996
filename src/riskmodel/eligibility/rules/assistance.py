"""Measures against open risks (帮扶措施匹配): what answers what, and whether it is there."""

import numpy as np

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.rules.monitoring import MONITORED_ONLY, months_since_identification
from riskmodel.eligibility.words import Words, say
from riskmodel.truth import (
    FALSE,
    UNKNOWN,
    Numbers,
    Truth,
    above,
    all_of,
    any_of,
    at_most,
    either,
    truth,
)

RISK_SLOTS = ("risk_1", "risk_2", "risk_3", "risk_4", "risk_5")
DEVELOPMENT = ("industry", "jobs", "public_post", "small_loan", "training")
"""Measures of the development type (开发式), for those who can work."""
BACKSTOP = ("backstop",)
"""The safety net (兜底): dibao, tekun, temporary relief."""
ANSWERS = {
    "illness": ("health", "backstop"),
    "disability": ("disability_support", "backstop"),
    "schooling": ("other_education",),
    "disaster": ("living_conditions", "housing", "backstop", "social"),
    "accident": ("backstop", "social", "health"),
    "business_failure": ("industry", "small_loan"),
    "unstable_job": ("jobs", "public_post", "training"),
    "labour_shortage": ("backstop", "public_post", "social"),
    "housing": ("housing", "relocation"),
    "water": ("water",),
    "other": ("social", "backstop", "living_conditions", "infrastructure"),
}
"""Families of measures that answer each risk, the one to think of first at the front.

Illness, schooling, housing and water must carry their own family [S51]; the others are a proposal
after the groups of [S50].
"""
ANSWERED_BY = {
    measure: tuple(risk for risk, answers in ANSWERS.items() if measure in answers)
    for measure in dict.fromkeys(one for answers in ANSWERS.values() for one in answers)
}
"""The risks that each family of measures answers."""


def recorded_risks(facts: Facts) -> dict[str, Truth]:
    """Whether each risk is among those recorded; a slot that is left empty is no risk.

    Unknown where no slot is filled.
    """
    filled = facts.given(RISK_SLOTS[0])
    for slot in RISK_SLOTS[1:]:
        filled = filled | facts.given(slot)
    held = {
        risk: any_of(*[facts.is_choice(slot, risk) for slot in RISK_SLOTS]).is_true
        for risk in ANSWERS
    }
    return {risk: truth(found, (found ^ True) & filled) for risk, found in held.items()}


def matched_measures(facts: Facts) -> Numbers:
    """Families of measures held that answer a recorded risk; NaN where it cannot be told."""
    risks = facts.computed(recorded_risks)
    found: Numbers = 0.0
    for measure, answered in ANSWERED_BY.items():
        fits = any_of(*[risks[risk] for risk in answered]) & facts.holds("measures", measure)
        found = found + either(fits.is_true, 1.0, either(fits.is_false, 0.0, np.nan))
    return found


def measures_fit(facts: Facts) -> Truth:
    """The measures answer the open risks and fit the household's labour capacity.

    There is a measure; each recorded risk has one of a family that answers it; and a household
    that can work has at least one measure of development, one that cannot has the safety net.
    Within the months in force after identification a measure may still come, so that what is
    missing then is not known to be missing for good.
    """
    complete = _any_measure(facts) & _every_risk_is_answered(facts) & _fits_labour_capacity(facts)
    may_still_come = at_most(
        months_since_identification(facts), facts.parameter("measure_months_most")
    )
    return complete | (may_still_come & UNKNOWN)


def _any_measure(facts: Facts) -> Truth:
    return facts.holds_any("measures")


def _every_risk_is_answered(facts: Facts) -> Truth:
    risks = facts.computed(recorded_risks)
    return all_of(
        *[~risks[risk] | facts.holds("measures", *answers) for risk, answers in ANSWERS.items()]
    )


def _fits_labour_capacity(facts: Facts) -> Truth:
    able = above(facts.number("labour_members"), 0)
    developed, caught = facts.holds("measures", *DEVELOPMENT), facts.holds("measures", *BACKSTOP)
    return (able & developed) | (~able & caught)


def _unfit(facts: Facts) -> tuple[str, str]:
    parts = (
        (_any_measure, "识别后未及时落实措施", "no measure was carried out in time"),
        (
            _every_risk_is_answered,
            "有风险缺少对应措施",
            "a recorded risk has no measure of its own",
        ),
        (
            _fits_labour_capacity,
            "措施与劳动能力不符",
            "the measures do not fit the household's labour capacity",
        ),
    )
    failing = [(zh, en) for part, zh, en in parts if part(facts) is FALSE]
    return "；".join([zh for zh, _ in failing]), "; ".join([en for _, en in failing])


ASSISTANCE_RULES = (
    Rule(
        id="R26",
        name_zh="措施匹配",
        name_en="measures match the risks",
        severity=Severity.FLAG,
        inputs=("monitor_status", "measures", "labour_members", "months_since_identification"),
        stand_ins=("identified_on", *RISK_SLOTS),
        parameters=("measure_months_most",),
        source="A measure within a month, and the family that each risk must carry [S51]; "
        "development for those who can work, the safety net for those who cannot (No. 1 document "
        "of 2026 [S04], seed)",
        decide=measures_fit,
        words=Words(
            "识别后规定月数内: 已有措施; 每项风险都有对应措施; "
            "有劳动能力的至少有一项开发式措施, 无劳动能力的有兜底保障。期限未到时不作不符合判定。",
            "措施是否匹配",
            "whether the measures match the risks",
            say("措施与风险和劳动能力匹配", "the measures fit the risks and the labour capacity"),
            _unfit,
        ),
        applies=MONITORED_ONLY,
    ),
)
