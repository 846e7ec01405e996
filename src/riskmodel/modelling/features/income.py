"""Income, its sources and change, and the burdens on it; money only as a ratio.

Signs hold for the household, not only for a feature: whatever moves with income or with self-paid
spending has a sign, so that more income can raise nobody's risk (a test holds it).
"""

from math import nan

from riskmodel.modelling.features.feature import (
    Dimension,
    Feature,
    Record,
    Unit,
    per_head_of_line,
)
from riskmodel.truth import Numbers, either, is_unknown, ratio

_RICHER = "more income a head cannot raise the risk of falling below a line of income"
_BURDEN = "more self-paid spending leaves less to live on (刚性支出)"


def _gross(record: Record) -> Numbers:
    sources = ("wage_income", "business_income", "property_income", "transfer_income")
    total = record.number(sources[0])
    for source in sources[1:]:
        total = total + record.number(source)
    return total


def _share_of_gross(field: str, label_zh: str, label_en: str) -> Feature:
    return Feature(
        name=f"{field}_share",
        label_zh=f"{label_zh}占总收入比例",
        label_en=f"share of gross income: {label_en}",
        dimension=Dimension.INCOME,
        unit=Unit.SHARE,
        inputs=(
            field,
            *(
                source
                for source in (
                    "wage_income",
                    "business_income",
                    "property_income",
                    "transfer_income",
                )
                if source != field
            ),
        ),
        compute=lambda record, _: ratio(record.number(field), _gross(record)),
    )


def _change(record: Record, line: Numbers) -> Numbers:
    before, now = record.number("prev_net_income_pc"), record.number("net_income_pc")
    return ratio(now - before, line)


def _self_paid_to_income(record: Record, _: Numbers) -> Numbers:
    """At most 1: what is spent beyond the income, or without any, takes the whole of it."""
    income = record.number("net_income_pc") * record.number("household_size")
    spent = record.number("compliant_self_paid")
    whole = either(spent > 0, 1.0, 0.0)
    share = either(spent < income, ratio(spent, income), whole)
    return either(is_unknown(spent) | is_unknown(income), nan, share)


def _margin_in_spending(record: Record, line: Numbers) -> Numbers:
    """What would be left a head, to the line, if this year's self-paid spending came again."""
    spent = ratio(record.number("compliant_self_paid"), record.number("household_size"))
    return ratio(record.number("net_income_pc") - spent, line)


INCOME: tuple[Feature, ...] = (
    Feature(
        name="net_income_pc_to_line",
        label_zh="人均纯收入与监测线之比",
        label_en="net income a head, to the line",
        dimension=Dimension.INCOME,
        unit=Unit.TIMES_LINE,
        inputs=("net_income_pc",),
        compute=lambda record, line: ratio(record.number("net_income_pc"), line),
        monotone=-1,
        monotone_reason=_RICHER,
    ),
    Feature(
        name="prev_net_income_pc_to_line",
        label_zh="上年人均纯收入与监测线之比",
        label_en="net income a head of the year before, to the line",
        dimension=Dimension.INCOME,
        unit=Unit.TIMES_LINE,
        inputs=("prev_net_income_pc",),
        compute=lambda record, line: ratio(record.number("prev_net_income_pc"), line),
        monotone=-1,
        monotone_reason=_RICHER,
    ),
    Feature(
        name="two_year_income_to_line",
        label_zh="两年平均人均纯收入与监测线之比",
        label_en="net income a head, mean of two years, to the line",
        dimension=Dimension.INCOME,
        unit=Unit.TIMES_LINE,
        inputs=("net_income_pc", "prev_net_income_pc"),
        compute=lambda record, line: ratio(
            (record.number("net_income_pc") + record.number("prev_net_income_pc")) / 2, line
        ),
        monotone=-1,
        monotone_reason=_RICHER,
    ),
    Feature(
        name="income_change_to_line",
        label_zh="人均纯收入较上年变化与监测线之比",
        label_en="change of net income a head over the year, to the line",
        dimension=Dimension.INCOME,
        unit=Unit.TIMES_LINE,
        inputs=("net_income_pc", "prev_net_income_pc"),
        compute=_change,
        monotone=-1,
        monotone_reason="a fall of income is a warning, a rise is not (收入骤减)",
    ),
    Feature(
        name="income_after_self_paid_to_line",
        label_zh="扣除合规自付后人均收入与监测线之比",
        label_en="income a head after self-paid spending, to the line",
        dimension=Dimension.INCOME,
        unit=Unit.TIMES_LINE,
        inputs=("net_income_pc", "compliant_self_paid", "household_size"),
        compute=_margin_in_spending,
        monotone=-1,
        monotone_reason=_RICHER,
    ),
    Feature(
        name="reference_pc_to_line",
        label_zh="人均参考收入与监测线之比",
        label_en="reference income a head, to the line",
        dimension=Dimension.INCOME,
        unit=Unit.TIMES_LINE,
        inputs=("reference_pc",),
        compute=lambda record, line: ratio(record.number("reference_pc"), line),
        monotone=-1,
        monotone_reason=_RICHER,
    ),
    per_head_of_line("wage_income", "工资性收入", "wage income"),
    per_head_of_line("business_income", "生产经营性收入", "business income"),
    per_head_of_line("business_cost", "生产经营性支出", "business cost"),
    per_head_of_line("property_income", "财产性收入", "property income"),
    per_head_of_line("transfer_income", "转移性收入", "transfer income"),
    per_head_of_line("pension_money", "养老金", "pension"),
    per_head_of_line("policy_subsidy", "生态及农业补贴", "ecological and farm subsidies"),
    per_head_of_line("claims_income", "理赔收入", "compensation"),
    per_head_of_line("debt", "负债", "debt"),
    per_head_of_line(
        "compliant_self_paid", "合规自付支出", "self-paid spending", monotone=1, reason=_BURDEN
    ),
    _share_of_gross("wage_income", "工资性收入", "wages"),
    _share_of_gross("business_income", "生产经营性收入", "business"),
    _share_of_gross("transfer_income", "转移性收入", "transfers"),
    Feature(
        name="self_paid_to_income",
        label_zh="合规自付支出占纯收入比例(最高100%)",
        label_en="self-paid spending as a share of net income, 100% at most",
        dimension=Dimension.HEALTH,
        unit=Unit.SHARE,
        inputs=("compliant_self_paid", "net_income_pc", "household_size"),
        compute=_self_paid_to_income,
        monotone=1,
        monotone_reason=_BURDEN,
    ),
    Feature(
        name="medical_self_paid_to_line",
        label_zh="人均医疗自付与监测线之比",
        label_en="self-paid medical cost a head, to the line",
        dimension=Dimension.HEALTH,
        unit=Unit.TIMES_LINE,
        inputs=("medical_self_paid_year", "household_size"),
        compute=lambda record, line: ratio(
            record.number("medical_self_paid_year"), record.number("household_size") * line
        ),
        monotone=1,
        monotone_reason=_BURDEN,
    ),
    Feature(
        name="school_cost_to_line",
        label_zh="人均就学净支出与监测线之比",
        label_en="net cost of schooling a head, to the line",
        dimension=Dimension.SCHOOLING,
        unit=Unit.TIMES_LINE,
        inputs=("school_net_cost_year", "household_size"),
        compute=lambda record, line: ratio(
            record.number("school_net_cost_year"), record.number("household_size") * line
        ),
    ),
)
