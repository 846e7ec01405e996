"""Rules on the three guarantees and drinking water (三保障和饮水安全)."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.truth import Bools, Truth, above, below


def child_out_of_compulsory_schooling(facts: Facts) -> Truth:
    """A child of compulsory age is out of school, for any reason but a bodily one."""
    return facts.yes("dropout_compulsory") & ~facts.is_choice("dropout_reason", "bodily")


def housing_is_unsafe(facts: Facts) -> Truth:
    """The home is of grade C or D and not yet repaired, or the only home was damaged."""
    dangerous = facts.is_choice("housing_grade", "C", "D") & ~facts.yes("housing_fixed")
    return dangerous | facts.yes("only_home_damaged")


def water_is_unsafe(facts: Facts) -> Truth:
    """Drinking water was judged unsafe, or one of its four parts fails.

    Quantity: litres a head and day below the amount in force (a lower one in water-short areas).
    Quality: not up to standard. Convenience: not piped, and farther than the time, the distance
    and the climb in force, all three. Assurance: more days without water than allowed.
    """
    return (
        ~facts.yes("water_safe")
        | _too_little(facts)
        | ~facts.yes("water_quality_ok")
        | _too_far(facts)
        | above(facts.number("outage_days_year"), facts.parameter("water_outage_days"))
    )


def _too_little(facts: Facts) -> Truth:
    litres = facts.number("water_litres")
    anywhere = below(litres, facts.parameter("water_litres_day_short_area"))
    where_rich = below(litres, facts.parameter("water_litres_day"))
    return anywhere | (where_rich & ~facts.yes("water_short_area"))


def _too_far(facts: Facts) -> Truth:
    return (
        above(facts.number("fetch_minutes"), facts.parameter("water_fetch_minutes"))
        & above(facts.number("distance_m"), facts.parameter("water_fetch_distance"))
        & above(facts.number("climb_m"), facts.parameter("water_fetch_climb"))
        & ~facts.yes("piped_water")
    )


def member_is_uninsured(facts: Facts) -> Truth:
    """At least one member is in neither basic medical insurance scheme."""
    return above(facts.number("uninsured_members"), 0)


def guarantees_are_answered(facts: Facts) -> Bools:
    """Whether schooling, housing, water and insurance each have an answer.

    The form of 2023 asks four yes/no items [S50]: housing of grade A or B and water judged safe
    are answers, though R10 and R11 stay unknown where their details are not recorded.
    """
    housing = facts.is_choice("housing_grade", "A", "B").is_true
    water = facts.yes("water_safe").is_true
    unanswered = (
        facts.outcome("R09").is_unknown
        | (facts.outcome("R10").is_unknown & (housing ^ True))
        | (facts.outcome("R11").is_unknown & (water ^ True))
        | facts.outcome("R12").is_unknown
    )
    return unanswered ^ True


GUARANTEE_RULES = (
    Rule(
        id="R09",
        name_zh="义务教育失学辍学",
        name_en="child out of compulsory schooling",
        severity=Severity.FINDING,
        inputs=("dropout_compulsory", "dropout_reason"),
        source="Standards of the guarantees: ages 6 to 15, bodily reasons excepted [S17, S18]",
        decide=child_out_of_compulsory_schooling,
    ),
    Rule(
        id="R10",
        name_zh="住房不安全",
        name_en="unsafe housing",
        severity=Severity.FINDING,
        inputs=("housing_grade", "housing_fixed", "only_home_damaged"),
        source="Grades A and B are safe, C and D dangerous [S18]; damage to the only home [S27]",
        decide=housing_is_unsafe,
    ),
    Rule(
        id="R11",
        name_zh="饮水不安全",
        name_en="unsafe drinking water",
        severity=Severity.FINDING,
        inputs=(
            "water_safe",
            "water_litres",
            "water_short_area",
            "water_quality_ok",
            "fetch_minutes",
            "distance_m",
            "climb_m",
            "piped_water",
            "outage_days_year",
        ),
        parameters=(
            "water_litres_day",
            "water_litres_day_short_area",
            "water_fetch_minutes",
            "water_fetch_distance",
            "water_fetch_climb",
            "water_outage_days",
        ),
        source="T/CHES 18-2018 as applied in Chengkou county, Chongqing [S31]; the household's "
        "yes/no item of the 2023 form [S50]",
        decide=water_is_unsafe,
    ),
    Rule(
        id="R12",
        name_zh="未参加基本医保",
        name_en="member without basic medical insurance",
        severity=Severity.FINDING,
        inputs=("uninsured_members",),
        source="National medical insurance notice [S19]; data rules [S51]",
        decide=member_is_uninsured,
    ),
)
