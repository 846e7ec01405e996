"""Rules on income against the monitoring line, and on its fall."""

import numpy as np

from riskmodel.eligibility.facts import Facts, Floats, ratio
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.truth import Truth, above, at_least, below

LINE = "monitoring_line"


def income_below_line(facts: Facts) -> Truth:
    """Net income a head is below the monitoring line in force for the area and day."""
    return below(facts.number("net_income_pc"), facts.parameter(LINE))


def reference_income_below_line(facts: Facts) -> Truth:
    """Reference income a head is below the monitoring line.

    Reference income is net income with insurance and accident compensation added and compliant
    self-paid spending taken off (formula version ref-2023). It is computed from its parts; where
    one of them is unknown, the reference income of the record stands.
    """
    return below(reference_income_per_head(facts), facts.parameter(LINE))


def reference_income_per_head(facts: Facts) -> Floats:
    """Net income plus claims less compliant self-paid spending, over the household's size."""
    total = (
        facts.number("net_income")
        + facts.number("claims_income")
        - facts.number("compliant_self_paid")
    )
    computed = ratio(total, facts.number("household_size"))
    return np.where(np.isnan(computed), facts.number("reference_pc"), computed)


def income_below_line_set_by_dibao(facts: Facts) -> Truth:
    """The area sets its line as a multiple of the dibao standard, and net income is below it.

    Where the line in force is an amount in yuan the rule does not apply and is not met.
    """
    set_by_dibao = above(facts.dibao_multiple(LINE), 0)
    return set_by_dibao & below(facts.number("net_income_pc"), facts.parameter(LINE))


def income_fell_sharply(facts: Facts) -> Truth:
    """Net income a head fell, from last year's, by at least the share in force.

    A fall is measured from an income above zero only: from zero or below the rule is not met.
    """
    now, before = facts.number("net_income_pc"), facts.number("prev_net_income_pc")
    fall = at_least(ratio(before - now, before), facts.parameter("income_drop_share"))
    return above(before, 0) & fall


INCOME_RULES = (
    Rule(
        id="R01",
        name_zh="收入低于监测范围",
        name_en="income within the monitoring range",
        severity=Severity.FINDING,
        inputs=("net_income_pc",),
        parameters=(LINE,),
        source="Provincial and county notices of the monitoring line: each value names its own, "
        "the national base is in [S10, S11]",
        decide=income_below_line,
    ),
    Rule(
        id="R02",
        name_zh="参考收入低于监测范围",
        name_en="reference income below the line",
        severity=Severity.FINDING,
        inputs=(
            "net_income",
            "claims_income",
            "compliant_self_paid",
            "household_size",
            "reference_pc",
        ),
        parameters=(LINE,),
        source="2023 survey form holds both incomes [S50]; a village notice judges income after "
        "rigid spending [S25]; the formula is inferred from them",
        decide=reference_income_below_line,
    ),
    Rule(
        id="R03",
        name_zh="按低保倍数设线",
        name_en="below a line set as a multiple of dibao",
        severity=Severity.FINDING,
        inputs=("net_income_pc",),
        parameters=(LINE,),
        source="Dehua county 2024 and Fuding city, Fujian [S29, S29b]",
        decide=income_below_line_set_by_dibao,
    ),
    Rule(
        id="R04",
        name_zh="收入骤减",
        name_en="sharp income fall",
        severity=Severity.FINDING,
        inputs=("net_income_pc", "prev_net_income_pc"),
        parameters=("income_drop_share",),
        source="Sharp falls of income are to be watched [S06]; the share is a proposal",
        decide=income_fell_sharply,
    ),
)
