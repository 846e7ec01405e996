"""Rules on the procedure of identification: its steps and its time limit."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.words import Words, counted, say
from riskmodel.truth import FALSE, Truth, all_of, at_least, at_most

STEPS = {
    "authorisation_signed": ("未签授权承诺", "the authorisation is not signed"),
    "visit_done": ("未入户核实", "the household was not visited"),
    "data_compared": ("未信息比对", "data were not compared"),
    "review_done": ("未民主评议", "no democratic review was held"),
}
"""The steps, and what is said of one that was not taken."""


def procedure_is_complete(facts: Facts) -> Truth:
    """Every step was taken, and the public notice stood for the days in force.

    The steps: authorisation signed, household visited, data compared, democratic review held.
    """
    return all_of(*[facts.yes(step) for step in STEPS], _noticed(facts))


def _noticed(facts: Facts) -> Truth:
    return at_least(facts.number("notice_days"), facts.parameter("notice_days_least"))


def _incomplete(facts: Facts) -> tuple[str, str]:
    missing = [words for step, words in STEPS.items() if facts.yes(step) is FALSE]
    if _noticed(facts) is FALSE:
        days, least = facts.number("notice_days"), facts.parameter("notice_days_least")
        missing.append(
            (
                f"公示{days:.0f}天，不足{least:.0f}天",
                f"public notice stood for {counted(days, 'day', 'days')}, not {least:.0f}",
            )
        )
    return "；".join([zh for zh, _ in missing]), "; ".join([en for _, en in missing])


def decided_in_time(facts: Facts) -> Truth:
    """The decision came within the days in force after the clue.

    A decision before its clue is a contradiction of the record, and leaves the rule unknown.
    """
    taken = facts.day("decision_date") - facts.day("clue_date")
    return at_most(taken, facts.parameter("decision_days_most")).where(taken >= 0)


def _taken(facts: Facts) -> tuple[str, str]:
    days = facts.day("decision_date") - facts.day("clue_date")
    most = facts.parameter("decision_days_most")
    return (
        f"从线索到认定{days:.0f}天，规定{most:.0f}天",
        f"{counted(days, 'day', 'days')} passed from clue to decision; {most:.0f} are allowed",
    )


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
        words=Words(
            "授权承诺、入户核实、信息比对、民主评议均已完成, 且公示达到规定天数。",
            "程序是否完整",
            "whether the procedure is complete",
            say("各步骤均已完成，公示达到规定天数", "every step was taken and the notice stood"),
            _incomplete,
        ),
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
        words=Words(
            "从线索到认定不超过规定天数。认定早于线索的, 记录自相矛盾, 不作判断。",
            "认定是否及时",
            "whether the decision came in time",
            _taken,
            _taken,
        ),
    ),
)
