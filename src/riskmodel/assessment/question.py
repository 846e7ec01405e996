"""The questions that are answered: households as known on a day, perhaps with their history."""

import datetime
import re
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.record import Day, read_record
from riskmodel.schema.violations import Fault, unknown_field

Read = TypeVar("Read")
_DAY_RANGE = "day_range"
EARLIEST, LATEST = datetime.date(2019, 1, 1), datetime.date(2035, 12, 31)
MOST_EARLIER = 60
"""Earlier records that a question may carry: five years of months."""


def _in_range(day: datetime.date) -> datetime.date:
    if not EARLIEST <= day <= LATEST:
        raise PydanticCustomError(_DAY_RANGE, "outside the years that records cover")
    return day


AsOfDate = Annotated[Day, AfterValidator(_in_range)]
"""A day from 2019 to 2035: the years that records cover."""

_DAY = TypeAdapter(AsOfDate, config=ConfigDict(strict=True))
_DAY_VIOLATION = Violation(
    "as_of_date",
    Fault.NOT_A_DATE.value,
    f"give a day from {EARLIEST} to {LATEST} as YYYY-MM-DD",
    f"请填写 {EARLIEST} 至 {LATEST} 之间的日期(YYYY-MM-DD)",
)
_NOT_AN_OBJECT = Violation(
    "(body)", Fault.WRONG_TYPE.value, "give a JSON object", "请提供 JSON 对象"
)
_NOT_A_HISTORY = Violation(
    "history",
    Fault.WRONG_TYPE.value,
    f"give a list of at most {MOST_EARLIER} earlier records, each with as_of_date and household",
    f"请提供至多 {MOST_EARLIER} 条历史记录, 每条含 as_of_date 和 household",
)
_NOT_EARLIER = Violation(
    "as_of_date",
    Fault.NOT_ALLOWED.value,
    "give a day before the one that is asked about",
    "历史记录的日期必须早于所问日期",
)
_NOT_LATER = Violation(
    "as_of_date",
    Fault.NOT_ALLOWED.value,
    "give a day that is not later than that of the other record",
    "当时的日期不得晚于现在的日期",
)
_NOT_A_VERSION = Violation(
    "version_then",
    Fault.WRONG_FORM.value,
    'give the number of a version as text, such as "3"',
    '请以文本填写版本号, 如 "3"',
)
VERSION_PATTERN = "^[0-9]{1,9}$"
_ANOTHER_HOUSEHOLD = Violation(
    "household/household_id",
    Fault.NOT_ALLOWED.value,
    "give the id of the household that is asked about",
    "历史记录必须属于同一农户",
)


class DatedRecord(NamedTuple):
    """A checked record, and the day as of which it is known."""

    as_of: datetime.date
    record: BaseModel


class ChangeAsked(NamedTuple):
    """Two records of one household, and the model version that the earlier was assessed with."""

    then: DatedRecord
    now: DatedRecord
    version_then: str | None


def read_as_of_date(given: object) -> datetime.date:
    """Check the day of a question; raises SchemaError."""
    try:
        return _DAY.validate_python(given)
    except ValidationError:
        raise SchemaError([_DAY_VIOLATION]) from None


def parts_of(given: object, *names: str, optional: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """The named members of a JSON object that has no others, None for an optional one left out.

    Raises SchemaError.
    """
    if not isinstance(given, dict):
        raise SchemaError([_NOT_AN_OBJECT])
    known = (*names, *optional)
    missing = [
        Violation(name, Fault.MISSING.value, "give this field", "请填写此项")
        for name in names
        if name not in given
    ]
    faults = missing + [unknown_field(name) for name in given if name not in known]
    if faults:
        raise SchemaError(faults)
    return tuple(given.get(name) for name in known)


def read_question(given: object) -> DatedRecord:
    """The day and household of `{"as_of_date": …, "household": {…}}`, as parsed from JSON.

    Raises SchemaError with every violation of the day and of the record.
    """
    day, household = parts_of(given, "as_of_date", "household")
    return _dated(day, household)


def read_question_with_history(given: object) -> tuple[DatedRecord, list[DatedRecord]]:
    """The same with `"history": [{"as_of_date": …, "household": {…}}, …]`, which may be left out.

    Earlier records are of the same household. Raises SchemaError with every violation.
    """
    day, household, history = parts_of(given, "as_of_date", "household", optional=("history",))
    asked, faults = _attempt(lambda: _dated(day, household))
    earlier, faults_of_history = _attempt(lambda: _history(history, asked))
    if asked is None or earlier is None:
        raise SchemaError(faults + faults_of_history)
    return asked, earlier


def read_change(given: object) -> ChangeAsked:
    """The question why a score changed, as parsed from JSON.

    `{"then": {"as_of_date": …, "household": {…}}, "now": {…}, "version_then": "3"}`; the version
    may be left out. Raises SchemaError with every violation.
    """
    then, now, version = parts_of(given, "then", "now", optional=("version_then",))
    before, faults = _attempt(lambda: read_question(then))
    after, faults_now = _attempt(lambda: read_question(now))
    found = [one.within("then") for one in faults] + [one.within("now") for one in faults_now]
    if version is not None and not (
        isinstance(version, str) and re.fullmatch(VERSION_PATTERN, version)
    ):
        found.append(_NOT_A_VERSION)
    if before and after and before.as_of > after.as_of:
        found.append(_NOT_LATER.within("then"))
    if before and after and _id(before) != _id(after):
        found.append(_ANOTHER_HOUSEHOLD.within("then"))
    if before is None or after is None or found:
        raise SchemaError(found)
    return ChangeAsked(before, after, version)


def _id(dated: DatedRecord) -> str:
    return str(getattr(dated.record, "household_id"))  # noqa: B009 - the model is made of fields


def _dated(day: object, household: object) -> DatedRecord:
    as_of, faults = _attempt(lambda: read_as_of_date(day))
    record, faults_of_record = _attempt(lambda: read_record(household))
    if as_of is None or record is None:
        raise SchemaError([*faults, *(fault.within("household") for fault in faults_of_record)])
    return DatedRecord(as_of, record)


def _history(given: object, asked: DatedRecord | None) -> list[DatedRecord]:
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > MOST_EARLIER:
        raise SchemaError([_NOT_A_HISTORY])
    read, faults = [], list[Violation]()
    for place, one in enumerate(given):
        earlier, found = _attempt(lambda one=one: read_question(one))  # type: ignore[misc]
        read.append(earlier)
        found += _unlike(earlier, asked)
        faults += [fault.within(f"history/{place}") for fault in found]
    if faults:
        raise SchemaError(faults)
    return [one for one in read if one is not None]


def _unlike(earlier: DatedRecord | None, asked: DatedRecord | None) -> list[Violation]:
    """What keeps a record from being an earlier one of the household asked about."""
    if earlier is None or asked is None:
        return []
    faults = [] if earlier.as_of < asked.as_of else [_NOT_EARLIER]
    return faults if _id(earlier) == _id(asked) else [*faults, _ANOTHER_HOUSEHOLD]


def _attempt(read: Callable[[], Read]) -> tuple[Read | None, list[Violation]]:
    try:
        return read(), []
    except SchemaError as error:
        return None, list(error.violations)
