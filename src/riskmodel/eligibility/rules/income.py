"""Rules on income against the monitoring line, and on its fall."""

from collections.abc import Callable

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
from riskmodel.eligibility.words import Words, share, yuan
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


def _against_line(zh: str, en: str) -> Callable[[Facts], tuple[str, str]]:
    def sentence(facts: Facts) -> tuple[str, str]:
        income, line = yuan(facts.computed(net_income_pc)), yuan(facts.parameter(LINE))
        return (
            f"人均纯收入{income}元，{zh}监测线{line}元",
            f"net income a head is {income} yuan, {en} the monitoring line of {line} yuan",
        )

    return sentence


def _reference_against_line(zh: str, en: str) -> Callable[[Facts], tuple[str, str]]:
    def sentence(facts: Facts) -> tuple[str, str]:
        income, line = yuan(facts.computed(reference_pc)), yuan(facts.parameter(LINE))
        return (
            f"扣除刚性支出后的人均参考收入{income}元，{zh}监测线{line}元",
            f"reference income a head, after rigid spending, is {income} yuan, {en} the "
            f"monitoring line of {line} yuan",
        )

    return sentence


def _not_by_dibao(facts: Facts) -> tuple[str, str]:
    if facts.dibao_multiple(LINE) == 0:
        return "当地监测线不按低保倍数设定", "the area does not set its line by the dibao standard"
    return _against_line("不低于", "not below")(facts)


def _fell(facts: Facts) -> tuple[str, str]:
    now, before = facts.computed(recorded_net_income_pc), facts.number("prev_net_income_pc")
    fall, limit = share((before - now) / before), share(facts.parameter("income_drop_share"))
    return (
        f"人均纯收入由上年{yuan(before)}元降至{yuan(now)}元，降幅{fall}，达到{limit}",
        f"net income a head fell from {yuan(before)} yuan last year to {yuan(now)} yuan, by "
        f"{fall}, which reaches {limit}",
    )


def _did_not_fall(facts: Facts) -> tuple[str, str]:
    now, before = facts.computed(recorded_net_income_pc), facts.number("prev_net_income_pc")
    if before <= 0:
        return "上年人均纯收入不高于0，不计降幅", "last year's income was not above zero"
    limit = share(facts.parameter("income_drop_share"))
    return (
        f"人均纯收入{yuan(now)}元，上年{yuan(before)}元，降幅未达{limit}",
        f"net income a head is {yuan(now)} yuan after {yuan(before)} yuan last year: no fall of "
        f"{limit}",
    )


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
        words=Words(
            "家庭人均纯收入低于当地当年监测线。收入按现行核算口径计算。",
            "人均纯收入是否低于监测线",
            "whether net income a head is below the monitoring line",
            _against_line("低于", "below"),
            _against_line("不低于", "not below"),
        ),
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
        words=Words(
            "人均参考收入低于监测线。参考收入为纯收入加理赔收入减合规自付支出; 组成不全时采用"
            "记录中的参考收入。",
            "扣除刚性支出后的人均参考收入是否低于监测线",
            "whether reference income a head is below the monitoring line",
            _reference_against_line("低于", "below"),
            _reference_against_line("不低于", "not below"),
        ),
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
        words=Words(
            "当地按低保标准的倍数设监测线, 且人均纯收入低于该线。以元设线的地区不适用, 视为不"
            "符合。",
            "人均纯收入是否低于按低保倍数设定的监测线",
            "whether net income a head is below a line set as a multiple of dibao",
            _against_line("低于按低保倍数设定的", "below"),
            _not_by_dibao,
        ),
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
        words=Words(
            "人均纯收入较上年下降达到规定比例。两年均按信息采集表口径; 上年收入不高于0时不计。",
            "人均纯收入是否骤减",
            "whether net income a head fell sharply",
            _fell,
            _did_not_fall,
        ),
    ),
)
