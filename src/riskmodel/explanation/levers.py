"""What the score would be were a measure of the state recorded, one at a time, for a reviewer.

An association, never an effect: it compares this household with others that are recorded
otherwise, and help is given to those who need it. Only what an office gives and verifies is on the
list, so that nobody can try out what a household might say of itself to get a better score.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from riskmodel.errors import SchemaError, Violation
from riskmodel.explanation.reader import Known, Reader
from riskmodel.schema.columns import Value, encode
from riskmodel.schema.field import Evidence
from riskmodel.schema.household import FIELDS
from riskmodel.schema.violations import Fault


class Lever(NamedTuple):
    """A measure of the state that shows in a field.

    `measure` is a family of rule R26 (`schema/choices.py`); `enough` are the values that a record
    can hold with the measure in place, the one that is tried out in front.
    """

    field: str
    measure: str
    enough: tuple[Value, ...]


LEVERS = (
    Lever("uninsured_members", "health", (0,)),
    Lever("critical_insured", "health", (True,)),
    Lever("public_post", "public_post", (1, 2, 3)),
    Lever("dropout_compulsory", "compulsory_education", (False,)),
    Lever("housing_grade", "housing", ("B", "A")),
    Lever("water_safe", "water", (True,)),
    Lever("piped_water", "water", (True,)),
)
"""The reviewed list. Left out on purpose: the families whose only fields a household declares
(jobs, training, industry, small loans, other education), those of which the model may read nothing
(the safety net, social help, support for disabled people), and relocation, whose programme is
closed."""


class Standing(StrEnum):
    """What can be said of a lever."""

    TRIED = "tried"
    IN_PLACE = "in_place"
    NOT_RECORDED = "not_recorded"
    NOT_READ = "not_read"
    """The model reads nothing of the field."""


@dataclass(frozen=True)
class Tried:
    """One lever; `raw_score` is that of the record with the measure, None where not tried."""

    lever: Lever
    recorded: Value
    standing: Standing
    raw_score: float | None = None


def levers_asked(field: str | None) -> tuple[Lever, ...]:
    """The lever of a field, or the whole list; raises SchemaError for a field that is none."""
    if field is None:
        return LEVERS
    found = tuple(lever for lever in LEVERS if lever.field == field)
    if not found:
        raise SchemaError([_refusal(field)])
    return found


def try_lever(reader: Reader, known: Known, lever: Lever) -> Tried:
    """The raw score of a record with one measure in place, everything else as recorded.

    Nothing is tried on a field that is not recorded: what is there must be seen first.
    """
    recorded = known.columns.value(lever.field, 0)
    if recorded is None:
        return Tried(lever, recorded, Standing.NOT_RECORDED)
    if recorded in lever.enough:
        return Tried(lever, recorded, Standing.IN_PLACE)
    if not any(lever.field in feature.inputs for feature in reader.features):
        return Tried(lever, recorded, Standing.NOT_READ)
    column = encode(FIELDS[lever.field], [lever.enough[0]])
    columns = known.columns.with_column(lever.field, column)
    raw = float(reader.raw_score(reader.matrix(columns, known.line))[0])
    return Tried(lever, recorded, Standing.TRIED, raw)


def _refusal(field: str) -> Violation:
    """Why a field is no lever; an unknown name is not repeated."""
    allowed = ", ".join(lever.field for lever in LEVERS)
    declared = field in FIELDS and FIELDS[field].evidence is Evidence.DECLARED
    if declared:
        return Violation(
            "lever",
            Fault.NOT_ALLOWED.value,
            f"{field} is declared by the household itself, no measure; use one of: {allowed}",
            f"“{FIELDS[field].name_zh}”由农户自报, 不属于帮扶措施; 可用: {allowed}",
        )
    return Violation(
        "lever",
        Fault.NOT_ALLOWED.value,
        f"not on the reviewed list; use one of: {allowed}",
        f"不在经审核的清单内; 可用: {allowed}",
    )
