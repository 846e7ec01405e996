"""Rules on shocks, work, business and labour."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.words import Claim, Words, counted, say, say_true, share, yuan
from riskmodel.truth import (
    Numbers,
    Truth,
    above,
    any_of,
    at_least,
    at_most,
    below,
    larger,
    ratio,
    truth,
)

MONTHS_RECORDED = 12
"""The record says what happened in the last 12 months, no more and no less."""


SHOCKS = (
    Claim(
        lambda facts: facts.yes("shock_disaster"),
        say("发生自然灾害", "a natural disaster struck"),
    ),
    Claim(lambda facts: facts.yes("shock_accident"), say("发生意外事故", "an accident happened")),
    Claim(lambda facts: facts.yes("shock_fire"), say("发生火灾", "there was a fire")),
)


def disaster_or_accident(facts: Facts) -> Truth:
    """A natural disaster, an accident or a fire struck within the months in force.

    The record covers 12 months: a longer period stays unknown where nothing is recorded, a
    shorter one where something is.
    """
    happened = any_of(*[claim.decide(facts) for claim in SHOCKS])
    months = facts.parameter("shock_months")
    reaches_back = at_least(months, MONTHS_RECORDED)
    reaches_no_farther = at_most(months, MONTHS_RECORDED)
    return truth(
        happened.is_true & reaches_back.is_true, happened.is_false & reaches_no_farther.is_true
    )


def _workers(facts: Facts) -> Numbers:
    return facts.number("workers_away") + facts.number("workers_local")


def _too_few_months(facts: Facts) -> Truth:
    worked = ratio(facts.number("work_months_total"), 12 * _workers(facts))
    return below(worked, facts.parameter("work_share"))


def _say_too_few(facts: Facts) -> tuple[str, str]:
    months, workers = facts.number("work_months_total"), _workers(facts)
    least = share(facts.parameter("work_share"))
    return (
        f"{workers:.0f}人务工共{months:.0f}个月，不足应有月数的{least}",
        f"{counted(workers, 'worker', 'workers')} worked {months:.0f} months, less than {least} "
        "of the year",
    )


UNSTABLE = (
    Claim(_too_few_months, _say_too_few),
    Claim(
        lambda facts: facts.yes("job_lost"),
        say("近12个月有人失业", "a job was lost in the last 12 months"),
    ),
)


def work_is_unstable(facts: Facts) -> Truth:
    """Someone works away or locally, and a job was lost or too few months were worked.

    Too few: the months that all of them worked, over twelve for each, are below the share in
    force.
    """
    return above(_workers(facts), 0) & any_of(*[claim.decide(facts) for claim in UNSTABLE])


def _stable_work(facts: Facts) -> tuple[str, str]:
    if _workers(facts) == 0:
        return "无人务工", "nobody has a job"
    return "务工稳定", "work is stable"


def business_failed(facts: Facts) -> Truth:
    """Business cost exceeds business income by more than the share in force of last year's income.

    Last year's income is net income a head, taken as 1 yuan where it was less, times the people
    in the household.
    """
    loss = facts.number("business_cost") - facts.number("business_income")
    before = larger(facts.number("prev_net_income_pc"), 1) * facts.number("household_size")
    return above(ratio(loss, before), facts.parameter("business_loss_share"))


def _loss(facts: Facts) -> tuple[str, str]:
    loss = yuan(facts.number("business_cost") - facts.number("business_income"))
    limit = share(facts.parameter("business_loss_share"))
    return (
        f"生产经营亏损{loss}元，超过上年收入的{limit}",
        f"the business lost {loss} yuan, more than {limit} of last year's income",
    )


def _no_loss(facts: Facts) -> tuple[str, str]:
    limit = share(facts.parameter("business_loss_share"))
    return (
        f"生产经营无亏损，或亏损不超过上年收入的{limit}",
        f"the business lost nothing, or no more than {limit} of last year's income",
    )


def _labour(facts: Facts) -> tuple[str, str]:
    able, people = facts.number("labour_members"), facts.number("household_size")
    return (
        f"{people:.0f}口人中{able:.0f}人有劳动能力",
        f"{able:.0f} of {counted(people, 'person', 'people')} can work",
    )


def labour_is_short(facts: Facts) -> Truth:
    """The share of people with labour capacity is at or below the share in force."""
    able = ratio(facts.number("labour_members"), facts.number("household_size"))
    return at_most(able, facts.parameter("labour_share"))


def no_labour_capacity(facts: Facts) -> Truth:
    """No member has labour capacity: a household for backstop assistance, not closed quickly."""
    return at_most(facts.number("labour_members"), 0)


WORK_RULES = (
    Rule(
        id="R13",
        name_zh="突发灾害事故",
        name_en="disaster or accident",
        severity=Severity.FINDING,
        inputs=("shock_disaster", "shock_accident", "shock_fire"),
        parameters=("shock_months",),
        source="Alerts of the police, courts and emergency offices [S60, S61]",
        decide=disaster_or_accident,
        words=Words(
            "规定月数内发生自然灾害、意外事故或火灾。记录涵盖近12个月。",
            "是否发生灾害或事故",
            "whether a disaster or accident happened",
            say_true(*SHOCKS),
            say("近12个月未发生灾害、事故或火灾", "no disaster, accident or fire was recorded"),
        ),
    ),
    Rule(
        id="R14",
        name_zh="务工就业不稳",
        name_en="unstable work",
        severity=Severity.FINDING,
        inputs=("workers_away", "workers_local", "work_months_total", "job_lost"),
        parameters=("work_share",),
        source="Alert of the human resources office [S61]; the share is a proposal",
        decide=work_is_unstable,
        words=Words(
            "有人务工, 且近12个月失业或务工月数不足(全部务工月数与每人12个月之比低于标准)。",
            "务工是否不稳",
            "whether work is unstable",
            say_true(*UNSTABLE),
            _stable_work,
        ),
    ),
    Rule(
        id="R15",
        name_zh="产业失败",
        name_en="business failure",
        severity=Severity.FINDING,
        inputs=("business_cost", "business_income", "prev_net_income_pc", "household_size"),
        parameters=("business_loss_share",),
        source="Risk of failed business projects [S08]; the share is a proposal",
        decide=business_failed,
        words=Words(
            "生产经营支出超过收入的部分, 超过上年家庭收入的规定比例。"
            "上年人均收入不足1元时按1元计。",
            "产业是否失败",
            "whether the business failed",
            _loss,
            _no_loss,
        ),
    ),
    Rule(
        id="R16",
        name_zh="缺劳动力",
        name_en="labour shortage",
        severity=Severity.FINDING,
        inputs=("labour_members", "household_size"),
        parameters=("labour_share",),
        source="Anomaly limit of the data rules of a Guizhou platform [S51]",
        decide=labour_is_short,
        words=Words(
            "有劳动能力人数占家庭人口的比例不高于标准。",
            "是否缺劳动力",
            "whether labour is short",
            _labour,
            _labour,
        ),
    ),
    Rule(
        id="R17",
        name_zh="整户无劳动能力",
        name_en="no labour capacity in the household",
        severity=Severity.FLAG,
        inputs=("labour_members",),
        source="Backstop households are not marked as out of risk [S15, S50]",
        decide=no_labour_capacity,
        words=Words(
            "家庭无人有劳动能力: 属于兜底保障对象, 暂不标注风险消除。",
            "是否整户无劳动能力",
            "whether nobody can work",
            say("整户无劳动能力", "nobody in the household can work"),
            lambda facts: (
                f"{facts.number('labour_members'):.0f}人有劳动能力",
                f"{counted(facts.number('labour_members'), 'member', 'members')} can work",
            ),
        ),
    ),
)
