"""Rules on spending that a household cannot avoid: medical care and schooling."""

from collections.abc import Callable

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.rules.income import LINE
from riskmodel.eligibility.words import Claim, Words, counted, say_true, share, yuan
from riskmodel.truth import FALSE, Truth, above, any_of, at_least, ratio

LAST_YEAR_INCOME = "provincial_rural_income_previous_year"


def low_income(facts: Facts) -> Truth:
    """The household was lifted out of registered poverty or holds any social assistance."""
    return facts.is_choice("household_type", "lifted") | facts.holds_any("social_assistance")


def _spending_against_line(facts: Facts) -> Truth:
    line_of_household = facts.number("household_size") * facts.parameter(LINE)
    spent = ratio(facts.number("compliant_self_paid"), line_of_household)
    return at_least(spent, facts.parameter("rigid_spending_line_share"))


def _spending_of_any(facts: Facts) -> Truth:
    return at_least(facts.number("compliant_self_paid"), facts.parameter("rigid_spending_other"))


def _spending_of_low_income(facts: Facts) -> Truth:
    spent = facts.number("compliant_self_paid")
    return at_least(spent, facts.parameter("rigid_spending_low_income")) & low_income(facts)


def _say_against_line(facts: Facts) -> tuple[str, str]:
    limit = share(facts.parameter("rigid_spending_line_share"))
    return f"人均达到监测线的{limit}", f"a head it reaches {limit} of the monitoring line"


def _say_of_any(facts: Facts) -> tuple[str, str]:
    limit = yuan(facts.parameter("rigid_spending_other"))
    return f"达到{limit}元", f"it reaches the {limit} yuan for any household"


def _say_of_low_income(facts: Facts) -> tuple[str, str]:
    limit = yuan(facts.parameter("rigid_spending_low_income"))
    return (
        f"达到低收入户标准{limit}元",
        f"it reaches the {limit} yuan for a low-income household",
    )


SPENDING = (
    Claim(_spending_against_line, _say_against_line),
    Claim(_spending_of_any, _say_of_any),
    Claim(_spending_of_low_income, _say_of_low_income),
)


def rigid_spending_is_large(facts: Facts) -> Truth:
    """Compliant self-paid spending is large against the line, or in itself.

    Met where spending a head reaches the share in force of the monitoring line, or total spending
    reaches the amount for any household, or that for a low-income household in one. Low-income
    means lifted out of registered poverty or holding social assistance.
    """
    return any_of(*[claim.decide(facts) for claim in SPENDING])


def _large(facts: Facts) -> tuple[str, str]:
    zh, en = say_true(*SPENDING)(facts)
    spent = yuan(facts.number("compliant_self_paid"))
    return f"合规自付支出{spent}元：{zh}", f"compliant self-paid spending is {spent} yuan: {en}"


def _not_large(facts: Facts) -> tuple[str, str]:
    spent = yuan(facts.number("compliant_self_paid"))
    return (
        f"合规自付支出{spent}元，未达各项标准",
        f"compliant self-paid spending is {spent} yuan and reaches none of the limits",
    )


def medical_alert_for_low_income(facts: Facts) -> Truth:
    """Medical cost self-paid in the year passes the limit for low-income households, in one.

    The limit is a share of last year's rural disposable income a head of the province.
    Low-income means lifted out of registered poverty or holding social assistance.
    """
    burden = ratio(facts.number("medical_self_paid_year"), facts.parameter(LAST_YEAR_INCOME))
    limit = facts.parameter("medical_alert_share_low_income")
    return above(burden, limit) & low_income(facts)


def medical_alert_for_any_household(facts: Facts) -> Truth:
    """Medical cost self-paid in the year passes the higher limit for ordinary households.

    The limit is a share of last year's rural disposable income a head of the province. Past it
    the type of the household no longer matters.
    """
    burden = ratio(facts.number("medical_self_paid_year"), facts.parameter(LAST_YEAR_INCOME))
    return above(burden, facts.parameter("medical_alert_share_ordinary"))


def schooling_is_a_burden(facts: Facts) -> Truth:
    """A member studies past compulsory schooling, and its net cost passes the amount in force."""
    costly = above(facts.number("school_net_cost_year"), facts.parameter("school_cost_year"))
    return costly & at_least(facts.number("students_noncompulsory"), 1)


def _medical(limit_name: str, zh: str, en: str) -> Callable[[Facts], tuple[str, str]]:
    def sentence(facts: Facts) -> tuple[str, str]:
        cost = facts.number("medical_self_paid_year")
        income, limit = facts.parameter(LAST_YEAR_INCOME), facts.parameter(limit_name)
        return (
            f"医疗自付{yuan(cost)}元，{zh}全省上年农村人均可支配收入{yuan(income)}元的{share(limit)}",
            f"medical cost self-paid is {yuan(cost)} yuan, {en} {share(limit)} of last year's "
            f"provincial rural income of {yuan(income)} yuan",
        )

    return sentence


def _schooling(facts: Facts) -> tuple[str, str]:
    cost, limit = facts.number("school_net_cost_year"), facts.parameter("school_cost_year")
    students = facts.number("students_noncompulsory")
    return (
        f"非义务教育在校{students:.0f}人，就学净支出{yuan(cost)}元，超过{yuan(limit)}元",
        f"{counted(students, 'member studies', 'members study')} past compulsory schooling at a "
        f"net cost of {yuan(cost)} yuan, above {yuan(limit)} yuan",
    )


def _no_schooling(facts: Facts) -> tuple[str, str]:
    if facts.number("students_noncompulsory") == 0:
        return "无非义务教育在校生", "nobody studies past compulsory schooling"
    cost, limit = facts.number("school_net_cost_year"), facts.parameter("school_cost_year")
    return (
        f"就学净支出{yuan(cost)}元，未超过{yuan(limit)}元",
        f"the net cost of schooling is {yuan(cost)} yuan, not above {yuan(limit)} yuan",
    )


def _not_medical_low(facts: Facts) -> tuple[str, str]:
    if low_income(facts) is FALSE:
        return "不属于低收入户或脱贫户", "the household is neither low-income nor lifted out"
    return _medical("medical_alert_share_low_income", "未超过", "not above")(facts)


SPENDING_RULES = (
    Rule(
        id="R05",
        name_zh="刚性支出过大",
        name_en="large rigid spending",
        severity=Severity.FINDING,
        inputs=("compliant_self_paid", "household_size", "household_type", "social_assistance"),
        parameters=(
            LINE,
            "rigid_spending_line_share",
            "rigid_spending_low_income",
            "rigid_spending_other",
        ),
        source="Xi'an medical insurance bureau 2025 for the amounts [S30b]; the share is a "
        "proposal",
        decide=rigid_spending_is_large,
        words=Words(
            "合规自付支出过大: 人均达到监测线的规定比例, 或总额达到任何户标准, 或低收入户达到"
            "低收入户标准。低收入户指脱贫户或享受社会救助的户。",
            "合规自付支出是否过大",
            "whether compliant self-paid spending is large",
            _large,
            _not_large,
        ),
    ),
    Rule(
        id="R06",
        name_zh="医疗自付预警(低收入)",
        name_en="medical alert, low-income or lifted-out",
        severity=Severity.FINDING,
        inputs=("medical_self_paid_year", "household_type", "social_assistance"),
        parameters=(LAST_YEAR_INCOME, "medical_alert_share_low_income"),
        source="Yangyuan county, Hebei, 2022: over 50% of last year's provincial rural income "
        "[S30]",
        decide=medical_alert_for_low_income,
        words=Words(
            "低收入户的年度医疗自付超过全省上年农村人均可支配收入的规定比例。低收入户指脱贫户或"
            "享受社会救助的户。",
            "医疗自付是否超过低收入户预警标准",
            "whether medical cost passes the limit for low-income households",
            _medical("medical_alert_share_low_income", "超过", "above"),
            _not_medical_low,
        ),
    ),
    Rule(
        id="R07",
        name_zh="医疗自付预警(一般户标准)",
        name_en="medical alert, limit for ordinary households",
        severity=Severity.FINDING,
        inputs=("medical_self_paid_year",),
        parameters=(LAST_YEAR_INCOME, "medical_alert_share_ordinary"),
        source="Yangyuan county, Hebei, 2022: over 100% of last year's provincial rural income "
        "[S30]",
        decide=medical_alert_for_any_household,
        words=Words(
            "年度医疗自付超过一般户的较高标准(全省上年农村人均可支配收入的规定比例); 超过后不论"
            "户类型。",
            "医疗自付是否超过一般户预警标准",
            "whether medical cost passes the limit for ordinary households",
            _medical("medical_alert_share_ordinary", "超过", "above"),
            _medical("medical_alert_share_ordinary", "未超过", "not above"),
        ),
    ),
    Rule(
        id="R08",
        name_zh="就学负担",
        name_en="schooling burden",
        severity=Severity.FINDING,
        inputs=("school_net_cost_year", "students_noncompulsory"),
        parameters=("school_cost_year",),
        source="County template of alert thresholds: over 10,000 yuan a year [S58]",
        decide=schooling_is_a_burden,
        words=Words(
            "有家庭成员接受非义务教育, 且就学净支出超过规定金额。",
            "就学是否构成负担",
            "whether schooling is a burden",
            _schooling,
            _no_schooling,
        ),
    ),
)
