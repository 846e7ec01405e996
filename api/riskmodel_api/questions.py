"""What is asked of many households at once, as parsed from JSON."""

import datetime
from typing import Any, NamedTuple, NoReturn

from pydantic import BaseModel

from riskmodel.assessment.question import parts_of, read_as_of_date
from riskmodel.errors import SchemaError, Violation
from riskmodel.parameters import Change
from riskmodel.schema.record import read_record
from riskmodel.schema.violations import Fault

MOST_CHANGES = 20
LONGEST_CHANGE = 100
MOST_WEIGHT = 1e9
MOST_COST = 1e9


class SimulationAsked(NamedTuple):
    """Households as known on a day, and what to change; `weights` has one figure a household."""

    as_of: datetime.date
    records: list[BaseModel]
    changes: list[Change]
    weights: list[float] | None
    measure_cost: float | None


def require_list(households: object, most: int) -> list[Any]:
    """The households of a question; raises SchemaError."""
    if not isinstance(households, list) or len(households) > most:
        english = f"give a list of at most {most} households"
        _refuse("households", Fault.WRONG_TYPE, english, f"请提供至多 {most} 户的列表")
    return households


def read_simulation(given: object, most: int) -> SimulationAsked:
    """A simulation's question; raises SchemaError and ChangeError.

    One household that cannot be read refuses the whole: counts without it would mislead.
    """
    day, households, changes, weights, cost = parts_of(
        given, "as_of_date", "households", "changes", optional=("weights", "measure_cost")
    )
    records = _records(require_list(households, most))
    return SimulationAsked(
        read_as_of_date(day),
        records,
        _changes(changes),
        None if weights is None else _weights(weights, len(records)),
        None if cost is None else _figure("measure_cost", cost, MOST_COST),
    )


def _records(households: list[Any]) -> list[BaseModel]:
    if not households:
        english, chinese = "give at least one household", "请至少提供一户"
        _refuse("households", Fault.MISSING, english, chinese)
    records, faults = [], list[Violation]()
    for place, household in enumerate(households):
        try:
            records.append(read_record(household))
        except SchemaError as error:
            faults += [fault.within(f"households/{place}") for fault in error.violations]
    if faults:
        raise SchemaError(faults)
    return records


def _changes(given: object) -> list[Change]:
    if (
        not isinstance(given, list)
        or not 1 <= len(given) <= MOST_CHANGES
        or not all(isinstance(one, str) and len(one) <= LONGEST_CHANGE for one in given)
    ):
        english = f"give 1 to {MOST_CHANGES} changes as text, such as line=+5%"
        chinese = f"请提供 1 至 {MOST_CHANGES} 项变动, 如 line=+5%"
        _refuse("changes", Fault.WRONG_TYPE, english, chinese)
    return [Change.parse(one) for one in given]


def _weights(given: object, households: int) -> list[float]:
    if not isinstance(given, list) or len(given) != households:
        english, chinese = "give one weight for each household", "请为每户提供一个权重"
        _refuse("weights", Fault.WRONG_TYPE, english, chinese)
    return [_figure(f"weights/{place}", one, MOST_WEIGHT) for place, one in enumerate(given)]


def _figure(field: str, given: object, most: float) -> float:
    number = isinstance(given, int | float) and not isinstance(given, bool)
    if not number or not 0 <= given <= most:  # type: ignore[operator]
        english = f"give a number from 0 to {most:,.0f}"
        _refuse(field, Fault.WRONG_TYPE, english, f"请填写 0 至 {most:,.0f} 的数")
    return float(given)  # type: ignore[arg-type]


def _refuse(field: str, fault: Fault, english: str, chinese: str) -> NoReturn:
    raise SchemaError([Violation(field, fault.value, english, chinese)])
