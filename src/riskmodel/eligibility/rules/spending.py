"""Rules on spending that a household cannot avoid: medical care and schooling."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.rules.income import LINE
from riskmodel.truth import Truth, above, at_least, ratio

LAST_YEAR_INCOME = "provincial_rural_income_previous_year"


def low_income(facts: Facts) -> Truth:
    """The household was lifted out of registered poverty or holds any social assistance."""
    return facts.is_choice("household_type", "lifted") | facts.holds_any("social_assistance")


def rigid_spending_is_large(facts: Facts) -> Truth:
    """Compliant self-paid spending is large against the line, or in itself.

    Met where spending a head reaches the share in force of the monitoring line, or total spending
    reaches the amount for any household, or that for a low-income household in one. Low-income
    means lifted out of registered poverty or holding social assistance.
    """
    spent = facts.number("compliant_self_paid")
    line_of_household = facts.number("household_size") * facts.parameter(LINE)
    against_line = at_least(
        ratio(spent, line_of_household), facts.parameter("rigid_spending_line_share")
    )
    for_any = at_least(spent, facts.parameter("rigid_spending_other"))
    for_low_income = at_least(spent, facts.parameter("rigid_spending_low_income"))
    return against_line | for_any | (for_low_income & low_income(facts))


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
    ),
)
