"""The question that an assessment answers: one household, or many, as known on a day."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.record import Day, read_record
from riskmodel.schema.violations import Fault, unknown_field

Read = TypeVar("Read")
_DAY_RANGE = "day_range"
EARLIEST, LATEST = datetime.date(2019, 1, 1), datetime.date(2035, 12, 31)


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


def read_as_of_date(given: object) -> datetime.date:
    """Check the day of a question; raises SchemaError."""
    try:
        return _DAY.validate_python(given)
    except ValidationError:
        raise SchemaError([_DAY_VIOLATION]) from None


def parts_of(given: object, *names: str) -> tuple[Any, ...]:
    """The named members of a JSON object that has exactly those; raises SchemaError."""
    if not isinstance(given, dict):
        raise SchemaError([_NOT_AN_OBJECT])
    missing = [
        Violation(name, Fault.MISSING.value, "give this field", "请填写此项")
        for name in names
        if name not in given
    ]
    faults = missing + [unknown_field(name) for name in given if name not in names]
    if faults:
        raise SchemaError(faults)
    return tuple(given[name] for name in names)


def read_question(given: object) -> tuple[datetime.date, BaseModel]:
    """The day and household of `{"as_of_date": …, "household": {…}}`, as parsed from JSON.

    Raises SchemaError with every violation of the day and of the record.
    """
    day, household = parts_of(given, "as_of_date", "household")
    as_of, faults_of_day = _attempt(read_as_of_date, day)
    record, faults_of_record = _attempt(read_record, household)
    within = [replace(fault, field=f"household/{fault.field}") for fault in faults_of_record]
    if as_of is None or record is None:
        raise SchemaError(faults_of_day + within)
    return as_of, record


def _attempt(read: Callable[[object], Read], given: object) -> tuple[Read | None, list[Violation]]:
    try:
        return read(given), []
    except SchemaError as error:
        return None, error.violations
