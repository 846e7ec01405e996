"""The rule on household property: it sends a person to look and excludes nobody."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.words import Claim, Words, say, say_true
from riskmodel.schema.choices import PROPERTY_FLAG
from riskmodel.truth import TRUE, Truth, above, any_of


def _homes_beyond_need(facts: Facts) -> Truth:
    homes = facts.number("homes")
    roomy = above(facts.number("home_area_pc"), facts.number("local_mean_area_pc"))
    return above(homes, 2) | (above(homes, 1) & roomy)


def _capital(facts: Facts) -> Truth:
    return above(facts.number("company_capital"), facts.parameter("company_capital"))


def _deposits(facts: Facts) -> Truth:
    limit = facts.parameter("deposits_dibao_multiple") * facts.parameter("dibao_year")
    return above(facts.number("deposits_pc"), limit)


def _say_homes(facts: Facts) -> tuple[str, str]:
    homes = facts.number("homes")
    return f"有{homes:.0f}套住房", f"it owns {homes:.0f} homes"


def _flagged(facts: Facts) -> tuple[str, str]:
    held = [flag for flag in PROPERTY_FLAG if facts.holds("property_flags", flag.code) is TRUE]
    return (
        "部门提示：" + "、".join([flag.name_zh for flag in held]),
        "an office points to " + ", ".join([flag.name_en for flag in held]),
    )


PROPERTY = (
    Claim(
        lambda facts: above(facts.number("vehicles_nonexempt"), 0),
        say("有非豁免机动车", "it has a vehicle that is not exempt"),
    ),
    Claim(_homes_beyond_need, _say_homes),
    Claim(lambda facts: facts.yes("shop_owned"), say("有商铺", "it owns a shop")),
    Claim(_capital, say("企业认缴出资超过标准", "its company capital is above the limit")),
    Claim(_deposits, say("人均货币财产超过标准", "monetary assets a head are above the limit")),
    Claim(
        lambda facts: facts.yes("payroll_member"),
        say("有财政供养人员", "a member is on the public payroll"),
    ),
    Claim(lambda facts: facts.yes("hires_labour"), say("长期雇工", "it hires labour all year")),
    Claim(lambda facts: facts.holds_any("property_flags"), _flagged),
)


def property_to_ask_about(facts: Facts) -> Truth:
    """The household owns something that its own means may be read from.

    Any of: a vehicle that is not exempt; a third home, or a second one with more area a head than
    the local mean; a shop; company capital or monetary assets a head above the amounts in force;
    a member on the public payroll; labour hired all year; or any property flag of an office.
    """
    return any_of(*[claim.decide(facts) for claim in PROPERTY])


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
        words=Words(
            "家庭有可能体现自主应对能力的财产: 非豁免机动车; 三套住房, 或两套且人均面积高于当地"
            "平均; 商铺; 企业认缴出资或人均货币财产超过标准; 财政供养人员; 长期雇工; 或部门财产"
            "提示。只提示核实, 不作一票否决。",
            "是否有需核实的财产",
            "whether there is property to ask about",
            say_true(*PROPERTY),
            say("未发现需核实的财产", "there is no property to ask about"),
        ),
    ),
)
