"""Rules on income against the monitoring line, and on its fall."""

from riskmodel.eligibility.accounting import (
    FORM_FIELDS,
    STAND_INS,
    VERSION,
    net_income_pc,
    recorded_net_income_pc,
    reference_pc,
)
from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.truth import Truth, above, at_least, below, ratio

LINE = "monitoring_line"


def income_below_line(facts: Facts) -> Truth:
    """Net income a head is below the monitoring line in force for the area and day.

    Income is counted by the accounting in force; see the income accounting.
    """
    return below(facts.computed(net_income_pc), facts.parameter(LINE))


def reference_income_below_line(facts: Facts) -> Truth:
    """Reference income a head is below the monitoring line.

    Reference income is net income with insurance and accident compensation added and compliant
    self-paid spending taken off. It is computed from its parts; where one of them is unknown, the
    reference income of the record stands.
    """
    return below(facts.computed(reference_pc), facts.parameter(LINE))


def income_below_line_set_by_dibao(facts: Facts) -> Truth:
    """The area sets its line as a multiple of the dibao standard, and net income is below it.

    Where the line in force is an amount in yuan the rule does not apply and is not met.
    """
    set_by_dibao = above(facts.dibao_multiple(LINE), 0)
    return set_by_dibao & below(facts.computed(net_income_pc), facts.parameter(LINE))


def income_fell_sharply(facts: Facts) -> Truth:
    """Net income a head fell, from last year's, by at least the share in force.

    Both years are as the form counts income. A fall is measured from an income above zero only:
    from zero or below the rule is not met.
    """
    now, before = facts.computed(recorded_net_income_pc), facts.number("prev_net_income_pc")
    fall = at_least(ratio(before - now, before), facts.parameter("income_drop_share"))
    return above(before, 0) & fall


INCOME_RULES = (
    Rule(
        id="R01",
        name_zh="收入低于监测范围",
        name_en="income within the monitoring range",
        severity=Severity.FINDING,
        inputs=("net_income_pc",),
        stand_ins=("net_income", "household_size", *STAND_INS),
        parameters=(LINE, VERSION),
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
        stand_ins=("net_income_pc", *STAND_INS),
        parameters=(LINE, VERSION),
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
        stand_ins=("net_income", "household_size", *STAND_INS),
        parameters=(LINE, VERSION),
        source="Dehua county 2024 and Fuding city, Fujian [S29, S29b]",
        decide=income_below_line_set_by_dibao,
    ),
    Rule(
        id="R04",
        name_zh="收入骤减",
        name_en="sharp income fall",
        severity=Severity.FINDING,
        inputs=("net_income_pc", "prev_net_income_pc"),
        stand_ins=("net_income", "household_size", *FORM_FIELDS),
        parameters=("income_drop_share",),
        source="Sharp falls of income are to be watched [S06]; the share is a proposal",
        decide=income_fell_sharply,
    ),
)
