"""The letter to a household about a decision (告知书): what people decided and what it may do.

Nothing of the score goes in: the letter is made of the decision, its reason from the list, and
facts of the record that the household can put right (个人信息保护法, Art. 45 and 46).
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskmodel.assessment import Assessment
from riskmodel.casework.case import Case, StepTaken
from riskmodel.casework.letter_words import DECIDED, REASONS_SAID, Said
from riskmodel.casework.steps import State, Step
from riskmodel.deadlines import day_of, decide_by
from riskmodel.errors import CaseStepError
from riskmodel.explanation.recorded import recorded_in_words
from riskmodel.parameters import Parameters
from riskmodel.schema.household import FIELDS

ALWAYS = (
    "household_size", "labour_members", "wage_income", "business_income", "transfer_income",
    "net_income_pc", "housing_grade", "water_safe",
)  # fmt: skip
"""Facts that every letter names, whatever the rules looked at."""
MAY_BE_NAMED = frozenset(
    name for name, field in FIELDS.items() if field.number is not None and 21 <= field.number <= 75
)
"""People, work, income, home and land: what a household knows of itself."""
MOST_FACTS = 14


@dataclass(frozen=True)
class Fact:
    """Something on record that the household may put right."""

    label: Said
    recorded: Said


@dataclass(frozen=True)
class Letter:
    """All that is told; None where it is not known or there is none.

    `object_until` is the day until which the public notice hangs; `answer_days` how many days the
    office has for a new request.
    """

    household_id: str
    case_id: str
    decided: Said
    reason: Said
    decided_by: str
    decided_on: datetime.date
    reviewed_by: str | None
    visited_on: datetime.date | None
    facts: Sequence[Fact]
    object_until: datetime.date | None
    answer_days: int | None


def letter(
    case: Case,
    steps: Sequence[StepTaken],
    assessment: Assessment,
    record: Mapping[str, Any],
    parameters: Parameters,
) -> Letter:
    """The letter about a decision that stands; `record` is the household as it was assessed.

    Raises CaseStepError for a case that is not decided.
    """
    stands = case.state in (State.DECIDED, State.CLOSED)
    if not stands or case.decision is None or case.decided_by is None or case.decided_at is None:
        message = "letter: a household is told of a decision that stands, and there is none yet"
        raise CaseStepError(message)
    decided_on = day_of(case.decided_at)
    last = {taken.step: taken for taken in steps}
    visit = last.get(Step.RECORD_VISIT)
    decide, review = last[Step.DECIDE], last.get(Step.REVIEW)
    reviewed = review is not None and review.number > decide.number
    limit = decide_by(parameters, decided_on, case.facts.area)
    return Letter(
        household_id=case.facts.household_id,
        case_id=case.case_id,
        decided=DECIDED[case.decision],
        reason=REASONS_SAID[decide.content["reason"]],
        decided_by=case.decided_by,
        decided_on=decided_on,
        reviewed_by=review.by if review is not None and reviewed else None,
        visited_on=datetime.date.fromisoformat(visit.content["on"]) if visit else None,
        facts=_facts(assessment, record),
        object_until=case.notice_until,
        answer_days=None if limit is None else (limit - decided_on).days,
    )


def _facts(assessment: Assessment, record: Mapping[str, Any]) -> list[Fact]:
    """What the rules that found something looked at, in the order of the record."""
    looked_at = {name for one in assessment.eligibility.findings if one.met for name in one.inputs}
    more = [name for name in FIELDS if name in looked_at & MAY_BE_NAMED and name not in ALWAYS]
    return [_fact(name, record.get(name)) for name in (*ALWAYS, *more)[:MOST_FACTS]]


def _fact(name: str, value: Any) -> Fact:
    field = FIELDS[name]
    en, zh = recorded_in_words(field, value)
    return Fact(Said(field.name_zh, field.name_en), Said(zh, en))
