"""Rules on shocks, work, business and labour."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.truth import Truth, above, at_least, at_most, below, larger, ratio, truth

MONTHS_RECORDED = 12
"""The record says what happened in the last 12 months, no more and no less."""


def disaster_or_accident(facts: Facts) -> Truth:
    """A natural disaster, an accident or a fire struck within the months in force.

    The record covers 12 months: a longer period stays unknown where nothing is recorded, a
    shorter one where something is.
    """
    happened = facts.yes("shock_disaster") | facts.yes("shock_accident") | facts.yes("shock_fire")
    months = facts.parameter("shock_months")
    reaches_back = at_least(months, MONTHS_RECORDED)
    reaches_no_farther = at_most(months, MONTHS_RECORDED)
    return truth(
        happened.is_true & reaches_back.is_true, happened.is_false & reaches_no_farther.is_true
    )


def work_is_unstable(facts: Facts) -> Truth:
    """Someone works away or locally, and a job was lost or too few months were worked.

    Too few: the months that all of them worked, over twelve for each, are below the share in
    force.
    """
    workers = facts.number("workers_away") + facts.number("workers_local")
    worked = ratio(facts.number("work_months_total"), 12 * workers)
    too_few = below(worked, facts.parameter("work_share"))
    return above(workers, 0) & (too_few | facts.yes("job_lost"))


def business_failed(facts: Facts) -> Truth:
    """Business cost exceeds business income by more than the share in force of last year's income.

    Last year's income is net income a head, taken as 1 yuan where it was less, times the people
    in the household.
    """
    loss = facts.number("business_cost") - facts.number("business_income")
    before = larger(facts.number("prev_net_income_pc"), 1) * facts.number("household_size")
    return above(ratio(loss, before), facts.parameter("business_loss_share"))


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
    ),
    Rule(
        id="R17",
        name_zh="整户无劳动能力",
        name_en="no labour capacity in the household",
        severity=Severity.FLAG,
        inputs=("labour_members",),
        source="Backstop households are not marked as out of risk [S15, S50]",
        decide=no_labour_capacity,
    ),
)
