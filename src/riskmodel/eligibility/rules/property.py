"""The rule on household property: it sends a person to look and excludes nobody."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.truth import Truth, above, any_of


def property_to_ask_about(facts: Facts) -> Truth:
    """The household owns something that its own means may be read from.

    Any of: a vehicle that is not exempt; a third home, or a second one with more area a head than
    the local mean; a shop; company capital or monetary assets a head above the amounts in force;
    a member on the public payroll; labour hired all year; or any property flag of an office.
    """
    dibao = facts.parameter("dibao_year")
    deposits = facts.parameter("deposits_dibao_multiple") * dibao
    return any_of(
        above(facts.number("vehicles_nonexempt"), 0),
        _homes_beyond_need(facts),
        facts.yes("shop_owned"),
        above(facts.number("company_capital"), facts.parameter("company_capital")),
        above(facts.number("deposits_pc"), deposits),
        facts.yes("payroll_member"),
        facts.yes("hires_labour"),
        facts.holds_any("property_flags"),
    )


def _homes_beyond_need(facts: Facts) -> Truth:
    homes = facts.number("homes")
    roomy = above(facts.number("home_area_pc"), facts.number("local_mean_area_pc"))
    return above(homes, 2) | (above(homes, 1) & roomy)


PROPERTY_RULES = (
    Rule(
        id="R18",
        name_zh="家庭财产提示",
        name_en="property to ask about",
        severity=Severity.FLAG,
        inputs=(
            "vehicles_nonexempt",
            "homes",
            "home_area_pc",
            "local_mean_area_pc",
            "shop_owned",
            "company_capital",
            "deposits_pc",
            "payroll_member",
            "hires_labour",
            "property_flags",
        ),
        parameters=("company_capital", "deposits_dibao_multiple", "dibao_year"),
        source="Civil-affairs property tests of a province, a league and a municipality "
        "[S42, S43, S44, S45]; own means are weighed, never one-vote exclusion [S06, S14]",
        decide=property_to_ask_about,
    ),
)
