"""The gate out of monitoring (风险消除), condition by condition, and the way back in."""

from collections.abc import Callable
from dataclasses import dataclass

from riskmodel.eligibility.accounting import STAND_INS, VERSION, net_income_pc
from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Applies, Rule, Severity
from riskmodel.eligibility.rules.assistance import RISK_SLOTS, matched_measures
from riskmodel.eligibility.rules.category import BURDENS, GUARANTEES
from riskmodel.eligibility.rules.guarantees import guarantees_are_answered
from riskmodel.eligibility.rules.income import LINE
from riskmodel.eligibility.rules.monitoring import MONITORED_ONLY, months_since_identification
from riskmodel.eligibility.words import Words, say
from riskmodel.truth import TRUE, Numbers, Truth, above, all_of, at_least, first_known, truth

RIGID_SPENDING = ("R05", "R06", "R07", "R08")
NEW_TROUBLE = ("R04", "R13", "R14", "R15")
"""Risks that come and go. A shortage of labour (R16) stays, and alone keeps nobody in."""
RETURNING = ("R01", *(rule for rule in BURDENS if rule != "R16"), *GUARANTEES)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition for removal, in words and as a claim."""

    code: str
    zh: str
    en: str
    decide: Callable[[Facts], Truth]


def measures_matched(facts: Facts) -> Numbers:
    """Measures matched to a risk as recorded, else those held that answer a recorded risk."""
    return first_known(facts.number("measures_matched"), matched_measures(facts))


def _long_above_line(facts: Facts) -> Truth:
    months = facts.parameter("removal_months_above_line")
    return at_least(facts.number("months_above_line"), months)


def above_line(facts: Facts) -> Truth:
    """The income that is counted is above the monitoring line."""
    return above(facts.computed(net_income_pc), facts.parameter(LINE))


def _long_identified(facts: Facts) -> Truth:
    months = facts.parameter("removal_months_since_identification")
    return at_least(months_since_identification(facts), months)


def _helped(facts: Facts) -> Truth:
    return at_least(measures_matched(facts), facts.parameter("removal_measures_least"))


def _guarantees_hold(facts: Facts) -> Truth:
    lost = facts.any_outcome(GUARANTEES).is_true
    return truth((lost ^ True) & guarantees_are_answered(facts), lost)


REMOVAL_CONDITIONS = (
    Condition("months_above_line", "收入稳定超过监测线达到规定月数",
              "income has been above the line for the months required", _long_above_line),
    Condition("income_above_line", "当年人均纯收入高于监测线",
              "net income a head is above this year's line", above_line),
    Condition("rigid_spending_solved", "大额刚性支出已解决(R05至R08均不符合)",
              "large rigid spending is solved (none of R05 to R08 is met)",
              lambda facts: ~facts.any_outcome(RIGID_SPENDING)),
    Condition("guarantees_hold", "三保障和饮水安全稳固(R09至R12均不符合)",
              "the guarantees and water hold (none of R09 to R12 is met)",
              _guarantees_hold),
    Condition("no_new_risk", "无新增风险(R04、R13至R15均不符合)",
              "no new risk (none of R04 and R13 to R15 is met)",
              lambda facts: ~facts.any_outcome(NEW_TROUBLE)),
    Condition("months_identified", "识别至今达到规定月数",
              "the months required have passed since identification", _long_identified),
    Condition("measures_matched", "至少一项对应风险的帮扶措施已落实",
              "at least one measure that answers a risk was carried out", _helped),
    Condition("labour_capacity", "非整户无劳动能力(R17不符合)",
              "somebody has labour capacity (R17 is not met)",
              lambda facts: ~facts.outcome("R17")),
)  # fmt: skip


def risk_can_be_removed(facts: Facts) -> Truth:
    """Every condition for removing the risk holds.

    Income has been above the line for the months in force and is above this year's line; large
    rigid spending is solved (none of R05 to R08); the guarantees and water hold (none of R09 to
    R12); there is no new risk (none of R04 and R13 to R15); the months in force have passed since
    identification; at least the measures in force that answer a recorded risk were carried out;
    and somebody has labour capacity (not R17): a household without is never proposed for removal.
    """
    return all_of(*[condition.decide(facts) for condition in REMOVAL_CONDITIONS])


def _still_missing(facts: Facts) -> tuple[str, str]:
    open_ones = [one for one in REMOVAL_CONDITIONS if one.decide(facts) is not TRUE]
    return (
        "尚未满足：" + "；".join([one.zh for one in open_ones]),
        "still missing: " + "; ".join([one.en for one in open_ones]),
    )


def is_found_again(facts: Facts) -> Truth:
    """A risk is met again after it was removed: any of R01 and R04 to R15."""
    return facts.any_outcome(RETURNING)


def _again(facts: Facts) -> tuple[str, str]:
    found = [rule for rule in RETURNING if facts.outcome(rule) is TRUE]
    return (
        f"风险消除后又发现{'、'.join(found)}",
        f"found again after removal: {', '.join(found)}",
    )


def _removed(facts: Facts) -> Truth:
    return facts.is_choice("monitor_status", "removed")


REMOVAL_RULES = (
    Rule(
        id="R23",
        name_zh="风险消除",
        name_en="removal of the risk",
        severity=Severity.GATE,
        inputs=(
            "monitor_status",
            "housing_grade",
            "water_safe",
            "months_above_line",
            "net_income_pc",
            "months_since_identification",
            "measures_matched",
        ),
        stand_ins=(
            "identified_on",
            "measures",
            *RISK_SLOTS,
            "net_income",
            "household_size",
            *STAND_INS,
        ),
        parameters=(
            LINE,
            VERSION,
            "removal_months_above_line",
            "removal_months_since_identification",
            "removal_measures_least",
        ),
        rules=("R04", *RIGID_SPENDING, *GUARANTEES, "R13", "R14", "R15", "R17"),
        source="Removal of risk: half a year, above the year's line, rigid spending solved, "
        "guarantees consolidated, backstop households not marked [S15, S15b]; no new risk "
        "[S39, S06]",
        decide=risk_can_be_removed,
        words=Words(
            "消除条件全部满足: 收入稳定超线达到规定月数且高于当年监测线; "
            "大额刚性支出已解决(R05至R08"
            "均不符合); 三保障和饮水安全稳固(R09至R12均不符合); 无新增风险(R04、"
            "R13至R15均不符合); "
            "识别至今达到规定月数; 至少规定项数的对应帮扶措施已落实; 且有人有劳动能力(R17不符合)。"
            "整户无劳动能力的绝不建议消除。",
            "风险是否可以消除",
            "whether the risk can be removed",
            say("消除条件全部满足", "every condition for removal holds"),
            _still_missing,
        ),
        applies=MONITORED_ONLY,
    ),
)
FOUND_AGAIN_RULES = (
    Rule(
        id="R25",
        name_zh="再识别",
        name_en="found again after removal",
        severity=Severity.FINDING,
        inputs=("monitor_status",),
        rules=RETURNING,
        source="A household with a new risk is marked again by the full procedure [S47]",
        decide=is_found_again,
        words=Words(
            "风险消除后再次符合R01或R04至R15之一。",
            "是否再次出现风险",
            "whether a risk is there again",
            _again,
            say("消除后未再发现风险", "no risk was found again after removal"),
        ),
        applies=Applies("风险已消除农户", "a household whose risk was removed", _removed),
    ),
)
