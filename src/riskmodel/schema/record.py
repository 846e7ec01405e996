"""One household record as a request body: a strict Pydantic model derived from the fields."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from pydantic import (
    Field as ModelField,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.columns import (
    Columns,
    OneRecord,
    encode,
    reader_of_known,
    unknown_figure,
    writer,
)
from riskmodel.schema.field import Field, Kind
from riskmodel.schema.household import FIELDS, HOUSEHOLD
from riskmodel.schema.table import parse_day
from riskmodel.schema.violations import Fault, unknown_field, violation

MONTH_AND_DAY = "(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?"
"""The form of what follows the year; the calendar itself is checked when a day is read."""
_REPEATED, _IDENTITY_NUMBER = "repeated", "identity_number"
_FAULT_OF_ERROR = {
    "missing": Fault.MISSING,
    "greater_than_equal": Fault.BELOW_MINIMUM,
    "less_than_equal": Fault.ABOVE_MAXIMUM,
    "finite_number": Fault.NOT_FINITE,
    "literal_error": Fault.NOT_ALLOWED,
    "too_long": Fault.NOT_ALLOWED,
    "string_pattern_mismatch": Fault.WRONG_FORM,
    "date_type": Fault.NOT_A_DATE,
    _REPEATED: Fault.NOT_ALLOWED,
    _IDENTITY_NUMBER: Fault.IDENTITY_NUMBER,
}


def _day(value: object) -> object:
    """A date from YYYY-MM-DD or YYYY-MM; anything else is left for the strict check to refuse."""
    if not isinstance(value, str) or len(value) not in (len("2025-01"), len("2025-01-31")):
        return value
    day = parse_day(value)
    return value if np.isnat(day) else day.item()


def _no_repeats(codes: list[str]) -> list[str]:
    if len(set(codes)) < len(codes):
        raise PydanticCustomError(_REPEATED, "a code is repeated")
    return codes


def _not_an_identity_number(pattern: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.match(text):
            raise PydanticCustomError(_IDENTITY_NUMBER, "an identity number is not an opaque id")
        return text

    return AfterValidator(check)


Day = Annotated[
    datetime.date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "pattern": f"^[12][0-9]{{3}}-{MONTH_AND_DAY}$"}),
]
"""A day as YYYY-MM-DD, or a month as YYYY-MM, read as its first day."""


def _type(field: Field) -> Any:
    match field.kind:
        case Kind.INTEGER:
            return Annotated[int, ModelField(ge=field.minimum, le=field.maximum)]
        case Kind.NUMBER | Kind.MONEY:
            return Annotated[
                float, ModelField(ge=field.minimum, le=field.maximum, allow_inf_nan=False)
            ]
        case Kind.YES_NO:
            return bool
        case Kind.CHOICE:
            return Literal[field.codes]
        case Kind.CHOICES:
            allowed = list[Literal[field.codes]]  # type: ignore[name-defined]
            return Annotated[
                allowed, ModelField(max_length=len(field.codes)), AfterValidator(_no_repeats)
            ]
        case Kind.DATE:
            return Day
        case Kind.TEXT if field.forbidden:
            return Annotated[
                str,
                ModelField(pattern=field.pattern, max_length=500),
                _not_an_identity_number(field.forbidden),
            ]
        case _:
            return Annotated[str, ModelField(pattern=field.pattern, max_length=500)]


def _definition(field: Field) -> Any:
    described = ModelField(
        ... if field.required else None,
        title=field.name_zh,
        description=f"{field.name_zh} / {field.name_en}"
        + (f" ({field.unit})" if field.unit else ""),
    )
    kind = _type(field)
    return (kind if field.required else kind | None, described)


HouseholdRecord: type[BaseModel] = create_model(
    "HouseholdRecord",
    __config__=ConfigDict(extra="forbid", strict=True, frozen=True),
    __doc__="One household as known on the `as_of_date`; a field left out or null is unknown.",
    **{field.name: _definition(field) for field in HOUSEHOLD},
)


def violation_of(error: ErrorDetails, fields: Mapping[str, Field] = FIELDS) -> Violation:
    """A Pydantic error as a violation: its field and kind, never its input."""
    name = next((str(part) for part in error["loc"] if part in fields), None)
    if error["type"] == "extra_forbidden":
        return unknown_field(str(error["loc"][-1]))
    if name is None:
        return Violation(
            "(record)", Fault.WRONG_TYPE.value, "give a JSON object", "请提供 JSON 对象"
        )
    field = fields[name]
    fallback = Fault.NOT_A_DATE if field.kind is Kind.DATE else Fault.WRONG_TYPE
    return violation(field, _FAULT_OF_ERROR.get(error["type"], fallback))


def read_record(given: object) -> BaseModel:
    """Check one record as parsed from JSON; raises SchemaError with every violation."""
    try:
        return HouseholdRecord.model_validate(given)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        raise SchemaError([violation_of(detail) for detail in details]) from None


_READERS = {name: reader_of_known(field) for name, field in FIELDS.items()}
_UNKNOWN = {name: unknown_figure(field) for name, field in FIELDS.items()}
_WRITTEN_OTHERWISE = {
    name: writer(field)
    for name, field in FIELDS.items()
    if field.kind in (Kind.CHOICES, Kind.TEXT)
}
"""Fields that a person may write in more than one way: codes in any order, an empty text."""


def columns_from_records(records: Sequence[BaseModel]) -> Columns:
    """Checked records as columns, one row a record in the order given."""
    if len(records) == 1:
        return _one_record(records[0])
    given = {name for record in records for name in record.model_fields_set}
    arrays = {
        name: encode(FIELDS[name], [getattr(record, name) for record in records])
        for name in FIELDS
        if name in given
    }
    return Columns(arrays, len(records))


def _one_record(record: BaseModel) -> OneRecord:
    values = vars(record)
    written = {name: values[name] for name in record.model_fields_set}
    figures = {
        name: _UNKNOWN[name] if value is None else _READERS[name](value)
        for name, value in written.items()
    }
    for name, write in _WRITTEN_OTHERWISE.items():
        if name in written:
            written[name] = write(figures[name])
    return OneRecord(figures, written)
