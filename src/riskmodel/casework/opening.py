"""Cases on what was found of many households at once: each once, however often it is asked.

A person opens them, from a batch's list at capacity or from alerts; what they say of a household
never opens a case by itself.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from riskmodel.assessment import Answer
from riskmodel.casework.book import Casebook
from riskmodel.scale.again import Finished, assess_again
from riskmodel.scale.visits import Wanted
from riskmodel.schema.columns import Columns
from riskmodel.schema.household import FIELDS

FROM_ALERT, FROM_BATCH = "alert", "batch"
"""Where a case came from, as it is kept with the case."""
MOST_AT_ONCE = 1_000
TAKEN_UP = "a case was opened on it"
"""What is written down of an alert then."""
Pairs = Sequence[tuple[Answer, dict[str, Any]]]
"""Assessments, each with the household as parsed."""
Keep = Callable[[Pairs], None]
"""Keeps them, durably, before it returns."""


class Opened(NamedTuple):
    """The ids of the cases that were opened now, and how many households had one before."""

    cases: list[str]
    there: int


def open_each(book: Casebook, assessments: Iterable[str], by: str, origin: str) -> Opened:
    """A case on each assessment that has none, of each household that has none open.

    Raises what `Casebook.open_once` raises; what was opened until then stays, and the same call
    again goes on.
    """
    opened, there = [], 0
    for assessment_id in assessments:
        case = book.open_once(assessment_id, by, origin)
        if case is None:
            there += 1
        else:
            opened.append(case.case_id)
    return Opened(opened, there)


def open_from_batch(
    book: Casebook, keep: Keep, batch: Finished, wanted: Wanted, by: str
) -> Opened:
    """Cases on the list at capacity of a batch; assessments are kept first, as any others are.

    Raises DataError where the batch is not whole or its input has changed, StorageError.
    """
    opened, there = list[str](), 0
    for found in assess_again(batch, wanted):
        records = (record_of(found.columns, row) for row in range(found.columns.rows))
        keep(list(zip(found.answers, records, strict=True)))
        more = open_each(book, [one.assessment_id for one in found.answers], by, FROM_BATCH)
        opened, there = opened + more.cases, there + more.there
    return Opened(opened, there)


def record_of(columns: Columns, row: int) -> dict[str, Any]:
    """A row of a table as a platform would send it, ready for JSON."""
    held = {name: columns.value(name, row) for name in sorted(columns.given & set(FIELDS))}
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in held.items()
        if value is not None
    }
