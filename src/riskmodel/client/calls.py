"""Every call of the service once: its path, its body, and the message that answers it."""

import datetime
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from riskmodel.assessment.message import Assessment
from riskmodel.assessment.message.batch import BatchAnswer, Refused
from riskmodel.assessment.message.change import ScoreChange
from riskmodel.assessment.message.levers import LeversTried
from riskmodel.assessment.message.missing import MissingAnswers
from riskmodel.assessment.message.rules import RulesChecked
from riskmodel.errors import DataError, ServiceError
from riskmodel.problem import Problem

Household = Mapping[str, Any] | BaseModel
"""A household record: a mapping as in JSON (dates may be dates), or a `HouseholdRecord`."""
Day = datetime.date | str
Dated = tuple[Day, Household]
Answer = TypeVar("Answer", bound=BaseModel)
AT_ONCE = 500
"""Households in one call of a batch, well under what the service takes by default."""
_ASSESSMENTS = "/v1/assessments"
_ASSESSMENT_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class Call(Generic[Answer]):
    """One call: `body` is None for a question without one."""

    path: str
    answered_by: type[Answer]
    body: bytes | None = None
    key: str | None = None
    """What the service knows a second try by, where the call is kept on record."""

    @property
    def method(self) -> str:
        """GET without a body, POST with one."""
        return "GET" if self.body is None else "POST"

    @property
    def headers(self) -> dict[str, str]:
        """What is sent beside what every call sends."""
        typed = {} if self.body is None else {"Content-Type": "application/json"}
        return typed if self.key is None else typed | {"Idempotency-Key": self.key}

    def read(self, content: bytes) -> Answer:
        """The answer; raises ServiceError where it is not of its form."""
        try:
            return self.answered_by.model_validate_json(content)
        except ValidationError:
            message = "the service answered in a form that this client does not know"
            raise ServiceError(message) from None


def assess(household: Household, as_of: Day) -> Call[Assessment]:
    """Assess one household as known on a day."""
    body = {"as_of_date": as_of, "household": household}
    return _kept(_ASSESSMENTS, Assessment, body)


def assess_many(households: Sequence[Household], as_of: Day) -> Call[BatchAnswer]:
    """Assess many households, all as known on one day."""
    body = {"as_of_date": as_of, "households": households}
    return _kept(f"{_ASSESSMENTS}/batch", BatchAnswer, body)


def recorded(assessment_id: str) -> Call[Assessment]:
    """Fetch an assessment as it was given; raises DataError for what is no id."""
    if not _ASSESSMENT_ID.fullmatch(assessment_id):
        message = "an assessment's id has 32 hexadecimal digits"
        raise DataError(message)
    return Call(f"{_ASSESSMENTS}/{assessment_id}", Assessment)


def change(then: Dated, now: Dated, version_then: str | None) -> Call[ScoreChange]:
    """Say why a household's score changed between two of its records."""
    body = {"then": _dated(then), "now": _dated(now)}
    version = {} if version_then is None else {"version_then": version_then}
    return _asked(f"{_ASSESSMENTS}/change", ScoreChange, body | version)


def missing_answers(household: Household, as_of: Day) -> Call[MissingAnswers]:
    """Say which unanswered fields could still move the band."""
    path = f"{_ASSESSMENTS}/missing-answers"
    return _asked(path, MissingAnswers, _dated((as_of, household)))


def levers(household: Household, as_of: Day, by: str, because: str) -> Call[LeversTried]:
    """Say what the score would be with each measure of the state recorded."""
    body = {**_dated((as_of, household)), "by": by, "because": because}
    return _kept(f"{_ASSESSMENTS}/levers", LeversTried, body)


def check_rules(household: Household, as_of: Day, history: Iterable[Dated]) -> Call[RulesChecked]:
    """Say what the rules find, with the household's earlier records if there are any."""
    body = {**_dated((as_of, household)), "history": [_dated(one) for one in history]}
    return _asked("/v1/rules/check", RulesChecked, body)


def in_parts(households: Iterable[Household], at_once: int) -> Iterator[list[Household]]:
    """The households, some at a time."""
    left = iter(households)
    while some := list(islice(left, at_once)):
        yield some


def results(answer: BatchAnswer) -> list[Assessment | Problem]:
    """What became of each household of a batch, in the order asked."""
    return [one.error if isinstance(one, Refused) else one.assessment for one in answer.results]


def _dated(dated: Dated) -> dict[str, Any]:
    return {"as_of_date": dated[0], "household": dated[1]}


def _asked(path: str, answered_by: type[Answer], body: dict[str, Any]) -> Call[Answer]:
    return Call(path, answered_by, _json(body))


def _kept(path: str, answered_by: type[Answer], body: dict[str, Any]) -> Call[Answer]:
    return Call(path, answered_by, _json(body), key=str(uuid.uuid4()))


def _json(body: dict[str, Any]) -> bytes:
    try:
        text = json.dumps(body, default=_plain, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError):
        message = "a household holds what JSON has no form for; leave out what is unknown"
        raise DataError(message) from None
    return text.encode()


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
