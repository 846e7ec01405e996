"""Rules on the three guarantees and drinking water (三保障和饮水安全)."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.words import Claim, Words, counted, plain, say, say_true
from riskmodel.truth import Bools, Truth, above, any_of, below


def child_out_of_compulsory_schooling(facts: Facts) -> Truth:
    """A child of compulsory age is out of school, for any reason but a bodily one."""
    return facts.yes("dropout_compulsory") & ~facts.is_choice("dropout_reason", "bodily")


def _dangerous(facts: Facts) -> Truth:
    return facts.is_choice("housing_grade", "C", "D") & ~facts.yes("housing_fixed")


HOUSING = (
    Claim(
        _dangerous, say("住房为C级或D级且尚未改造", "the home is of grade C or D and not repaired")
    ),
    Claim(
        lambda facts: facts.yes("only_home_damaged"),
        say("唯一住房损毁", "the only home was damaged"),
    ),
)


def housing_is_unsafe(facts: Facts) -> Truth:
    """The home is of grade C or D and not yet repaired, or the only home was damaged."""
    return any_of(*[claim.decide(facts) for claim in HOUSING])


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


def _cut_off(facts: Facts) -> Truth:
    return above(facts.number("outage_days_year"), facts.parameter("water_outage_days"))


def _say_too_little(facts: Facts) -> tuple[str, str]:
    litres = plain(facts.number("water_litres"))
    return f"人均日水量仅{litres}升", f"there are only {litres} litres a head and day"


def _say_too_far(facts: Facts) -> tuple[str, str]:
    minutes, metres = facts.number("fetch_minutes"), facts.number("distance_m")
    climb = facts.number("climb_m")
    return (
        f"未入户供水，取水往返{minutes:.0f}分钟、水平{metres:.0f}米、垂直{climb:.0f}米",
        f"water is not piped and {minutes:.0f} minutes, {metres:.0f} m and a climb of "
        f"{climb:.0f} m away",
    )


def _say_cut_off(facts: Facts) -> tuple[str, str]:
    days, most = facts.number("outage_days_year"), facts.parameter("water_outage_days")
    return (
        f"年停水{days:.0f}天，超过{most:.0f}天",
        f"{counted(days, 'day', 'days')} a year without water, above {most:.0f}",
    )


WATER = (
    Claim(
        lambda facts: ~facts.yes("water_safe"),
        say("饮水被判定为不安全", "drinking water was judged unsafe"),
    ),
    Claim(_too_little, _say_too_little),
    Claim(
        lambda facts: ~facts.yes("water_quality_ok"),
        say("水质不达标", "its quality is not up to standard"),
    ),
    Claim(_too_far, _say_too_far),
    Claim(_cut_off, _say_cut_off),
)


def water_is_unsafe(facts: Facts) -> Truth:
    """Drinking water was judged unsafe, or one of its four parts fails.

    Quantity: litres a head and day below the amount in force (a lower one in water-short areas).
    Quality: not up to standard. Convenience: not piped, and farther than the time, the distance
    and the climb in force, all three. Assurance: more days without water than allowed.
    """
    return any_of(*[claim.decide(facts) for claim in WATER])


def member_is_uninsured(facts: Facts) -> Truth:
    """At least one member is in neither basic medical insurance scheme."""
    return above(facts.number("uninsured_members"), 0)


def _uninsured(facts: Facts) -> tuple[str, str]:
    people = facts.number("uninsured_members")
    return (
        f"{people:.0f}人未参加基本医保",
        f"{counted(people, 'member has', 'members have')} no basic medical insurance",
    )


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
        words=Words(
            "义务教育阶段适龄儿童失学辍学, 因身体原因除外。",
            "是否有义务教育阶段失学辍学",
            "whether a child is out of compulsory schooling",
            say("有义务教育阶段适龄儿童失学辍学", "a child is out of compulsory schooling"),
            say(
                "无因身体原因以外的义务教育阶段失学辍学",
                "no child is out of compulsory schooling for other than a bodily reason",
            ),
        ),
    ),
    Rule(
        id="R10",
        name_zh="住房不安全",
        name_en="unsafe housing",
        severity=Severity.FINDING,
        inputs=("housing_grade", "housing_fixed", "only_home_damaged"),
        source="Grades A and B are safe, C and D dangerous [S18]; damage to the only home [S27]",
        decide=housing_is_unsafe,
        words=Words(
            "住房为C级或D级且尚未改造, 或唯一住房损毁。",
            "住房是否不安全",
            "whether housing is unsafe",
            say_true(*HOUSING),
            say("住房安全", "housing is safe"),
        ),
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
        words=Words(
            "饮水被判定为不安全, 或水量、水质、用水方便程度、供水保证率之一不达标。水量: 人均日"
            "水量低于标准(缺水地区标准较低)。方便程度: 未入户且取水时间、水平距离、垂直高差三项"
            "均超标。保证率: 年停水天数超过标准。",
            "饮水是否不安全",
            "whether drinking water is unsafe",
            say_true(*WATER),
            say("饮水安全", "drinking water is safe"),
        ),
    ),
    Rule(
        id="R12",
        name_zh="未参加基本医保",
        name_en="member without basic medical insurance",
        severity=Severity.FINDING,
        inputs=("uninsured_members",),
        source="National medical insurance notice [S19]; data rules [S51]",
        decide=member_is_uninsured,
        words=Words(
            "至少一名家庭成员未参加任何一种基本医保。",
            "是否有人未参加基本医保",
            "whether a member has no basic medical insurance",
            _uninsured,
            say("全家参加基本医保", "every member has basic medical insurance"),
        ),
    ),
)
