"""Who acts, in plain words: every act on a household has a name and words behind it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.violations import Fault

SHORTEST, LONGEST = 2, 500
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=SHORTEST, max_length=LONGEST)
]


class Named(BaseModel):
    """A named person with their words."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    by: Words
    words: Words


def read_named(by: object, words: object) -> Named:
    """A person and their words as given; raises SchemaError."""
    try:
        return Named.model_validate({"by": by, "words": words})
    except ValidationError as error:
        fields = dict.fromkeys(str(fault["loc"][0]) for fault in error.errors(include_url=False))
        raise SchemaError([_fault(field) for field in fields]) from None


def _fault(field: str) -> Violation:
    return Violation(
        field,
        Fault.WRONG_FORM.value,
        f"give {SHORTEST} to {LONGEST} characters, so that it can be asked about later",
        f"请填写{SHORTEST}至{LONGEST}个字符, 以便日后查询",
    )
