"""The rules that put the findings together: sudden hardship, and the proposed inclusion."""

from typing import Any

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.words import Words, say
from riskmodel.truth import FALSE, TRUE, Truth, first_of, yes

BURDENS = ("R04", "R05", "R06", "R07", "R08", "R13", "R14", "R15", "R16")
"""Findings that can bring sudden hardship to a household above the line."""
GUARANTEES = ("R09", "R10", "R11", "R12")
RISKS = tuple(sorted(BURDENS + GUARANTEES))
"""Findings that are a risk of return to poverty beside a low income."""


def sudden_hardship(facts: Facts) -> Truth:
    """Income is not below the line, but a burden has brought basic life into serious difficulty.

    A burden is any of R04 to R08 and R13 to R16. Serious difficulty means that reference income
    is below the line (R02) or that a person judged it so.
    """
    difficulty = facts.outcome("R02") | facts.yes("life_difficulty")
    return ~facts.outcome("R01") & facts.any_outcome(BURDENS) & difficulty


def inclusion_is_proposed(facts: Facts) -> Truth:
    """One of the three branches of inclusion is met.

    A: income is below the line (R01) and there is a risk (any of R04 to R16 is met).
    B, where the area has switched it on: a guarantee or water problem (any of R09 to R12) that a
    person found the household cannot solve alone, whatever its income.
    C: sudden hardship (R19).

    Category to 2025-12-31: C alone is a household in sudden serious hardship; otherwise a
    household lifted out of registered poverty is unstable lifted, an ordinary one marginal. From
    2026-01-01 all are return-to-poverty prevention targets.
    """
    return _by_income(facts) | _by_guarantee(facts) | facts.outcome("R19")


def _by_income(facts: Facts) -> Truth:
    return facts.outcome("R01") & facts.any_outcome(RISKS)


def _by_guarantee(facts: Facts) -> Truth:
    switched_on = yes(facts.parameter("branch_b"))
    unsolved = facts.any_outcome(GUARANTEES) & facts.yes("cannot_self_solve")
    return switched_on & unsolved


def proposed_category(facts: Facts) -> Any:
    """The category of a household whose inclusion is proposed (R20), a str or shape (rows,).

    "" where it is not, or where the label in force or the type of the household is not known. A
    household that comes in by branch B above the line, which the policy texts leave without a
    label, is labelled by its type.
    """
    proposed = facts.outcome("R20").is_true
    newly_named = yes(facts.parameter("rp_target_label"))
    by_three = proposed & newly_named.is_false
    by_type = _by_income(facts).is_true | _by_guarantee(facts).is_true
    sudden = facts.outcome("R19").is_true & (by_type ^ True)
    lifted = facts.is_choice("household_type", "lifted")
    return first_of(
        [
            (proposed & newly_named.is_true, "rp_target"),
            (by_three & sudden, "sudden_hardship"),
            (by_three & lifted.is_true, "unstable_lifted"),
            (by_three & lifted.is_false, "marginal"),
        ],
        "",
    )


def _met_rules(facts: Facts, rules: tuple[str, ...]) -> str:
    return "、".join([rule for rule in rules if facts.outcome(rule) is TRUE])


def _hardship(facts: Facts) -> tuple[str, str]:
    burdens = _met_rules(facts, BURDENS)
    by_income = facts.outcome("R02") is TRUE
    zh = "扣除刚性支出后收入低于监测线" if by_income else "经研判基本生活出现严重困难"
    en = "reference income is below the line" if by_income else "a person judged life difficult"
    return f"收入不低于监测线，但有{burdens}，{zh}", (
        f"income is not below the line, but there is {burdens.replace('、', ', ')}, and {en}"
    )


def _no_hardship(facts: Facts) -> tuple[str, str]:
    if facts.outcome("R01") is TRUE:
        return (
            "收入已低于监测线，不属于突发严重困难",
            "income is below the line, which is not sudden hardship",
        )
    if facts.any_outcome(BURDENS) is FALSE:
        return "无突发负担", "there is no sudden burden"
    return "基本生活未出现严重困难", "basic life is not in serious difficulty"


def _branches(facts: Facts) -> tuple[str, str]:
    risks = _met_rules(facts, RISKS)
    if _by_income(facts) is TRUE:
        zh = f"收入低于监测线且有风险{risks}"
        return zh, f"income is below the line and there is a risk: {risks.replace('、', ', ')}"
    if facts.outcome("R19") is TRUE:
        return "属于突发严重困难", "the household is in sudden serious hardship"
    problems = _met_rules(facts, GUARANTEES)
    return f"保障缺失{problems}且自身无力解决", (
        f"a guarantee is lost ({problems.replace('、', ', ')}) that it cannot solve alone"
    )


CATEGORY_RULES = (
    Rule(
        id="R19",
        name_zh="突发严重困难户",
        name_en="sudden serious hardship",
        severity=Severity.GATE,
        inputs=("life_difficulty",),
        rules=("R01", "R02", *BURDENS),
        source="National definition of the category [S06, S08]; judged after rigid spending [S25]",
        decide=sudden_hardship,
        words=Words(
            "收入不低于监测线, 但有R04至R08、R13至R16之一, 且基本生活出现严重困难(R02符合, "
            "或经人工"
            "研判)。",
            "是否突发严重困难",
            "whether there is sudden serious hardship",
            _hardship,
            _no_hardship,
        ),
    ),
    Rule(
        id="R20",
        name_zh="类别判定",
        name_en="proposed inclusion and category",
        severity=Severity.GATE,
        inputs=("cannot_self_solve", "household_type"),
        parameters=("branch_b", "rp_target_label"),
        rules=("R01", *RISKS, "R19"),
        source="Branches A and C [S06, S27], B in a village notice only [S25]; one name for all "
        "from 2026 [S04]",
        decide=inclusion_is_proposed,
        words=Words(
            "符合三种纳入情形之一。甲: 收入低于监测线(R01)且有风险(R04至R16之一)。乙: 当地已启用, "
            "有保障或饮水问题(R09至R12之一)且经人工认定自身无力解决, 不论收入。丙: 突发严重困难"
            "(R19)。类别: 2025年12月31日前, 仅属丙的为突发严重困难户, 其余脱贫户为脱贫不稳定户、"
            "一般农户为边缘易致贫户; 2026年1月1日起统称防止返贫致贫对象。",
            "是否建议纳入",
            "whether inclusion is to be proposed",
            _branches,
            say("三种纳入情形均不符合", "none of the three branches of inclusion is met"),
        ),
    ),
)
