"""Rules on the procedure of identification: its steps and its time limit."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.truth import Truth, all_of, at_least, at_most

STEPS = ("authorisation_signed", "visit_done", "data_compared", "review_done")


def procedure_is_complete(facts: Facts) -> Truth:
    """Every step was taken, and the public notice stood for the days in force.

    The steps: authorisation signed, household visited, data compared, democratic review held.
    """
    notice = at_least(facts.number("notice_days"), facts.parameter("notice_days_least"))
    return all_of(*[facts.yes(step) for step in STEPS], notice)


def decided_in_time(facts: Facts) -> Truth:
    """The decision came within the days in force after the clue."""
    taken = facts.day("decision_date") - facts.day("clue_date")
    return at_most(taken, facts.parameter("decision_days_most"))


PROCEDURE_RULES = (
    Rule(
        id="R21",
        name_zh="程序完整",
        name_en="procedure complete",
        severity=Severity.PROCEDURE,
        inputs=(*STEPS, "notice_days"),
        parameters=("notice_days_least",),
        source="Steps of identification [S06, S34]; authorisation [S36, S37]",
        decide=procedure_is_complete,
    ),
    Rule(
        id="R22",
        name_zh="时限",
        name_en="decided in time",
        severity=Severity.PROCEDURE,
        inputs=("clue_date", "decision_date"),
        parameters=("decision_days_most",),
        source="Generally 15 days from clue to decision [S06, S38]; Gansu 2021 [S37]",
        decide=decided_in_time,
    ),
)
