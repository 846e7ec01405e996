"""What was given, page by page, the newest first."""

import base64
import binascii
import datetime
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, false, or_, select

from riskmodel.errors import CursorError
from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.tables import Assessed

_MARK = 16
_CURSOR = re.compile(rf"([1-9][0-9]{{0,17}})\.([0-9a-f]{{{_MARK}}})")


class Wanted(NamedTuple):
    """Which assessments are asked for; None does not ask.

    `areas` are prefixes of administrative codes: households of these areas and of no other, of
    none at all where they are empty; None is the whole country. This is the one place that holds a
    list to what its caller may see.
    """

    household_id: str | None = None
    as_of_from: datetime.date | None = None
    as_of_to: datetime.date | None = None
    agreement: str | None = None
    band: str | None = None
    areas: tuple[str, ...] | None = None


class Page(NamedTuple):
    """Rows of the table, and where the next page begins; None on the last."""

    rows: Sequence[Any]
    next: str | None


def read_page(connection: Connection, wanted: Wanted, cursor: str | None, most: int) -> Page:
    """At most `most` assessments; raises CursorError.

    A page begins after the last row of the one before, whatever is given meanwhile: nothing is
    shown twice and nothing that was there is left out.
    """
    columns = (
        Assessed.recorded, Assessed.assessment_id, Assessed.household_id, Assessed.as_of_date,
        Assessed.versions, Assessed.given_at, Assessed.agreement, Assessed.band,
    )  # fmt: skip
    asked = select(*columns).where(*conditions(wanted)).order_by(Assessed.recorded.desc())
    if cursor is not None:
        asked = asked.where(Assessed.recorded < _read_cursor(cursor, wanted))
    rows = connection.execute(asked.limit(most + 1)).all()
    if len(rows) <= most:
        return Page(rows, None)
    shown = rows[:most]
    return Page(shown, _cursor(shown[-1].recorded, wanted))


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What rows of the table have to fulfil."""
    exact = (
        (Assessed.household_id, wanted.household_id),
        (Assessed.agreement, wanted.agreement),
        (Assessed.band, wanted.band),
    )
    found: list[ColumnElement[bool]] = [
        column == value for column, value in exact if value is not None
    ]
    if wanted.as_of_from is not None:
        found.append(Assessed.as_of_date >= wanted.as_of_from)
    if wanted.as_of_to is not None:
        found.append(Assessed.as_of_date <= wanted.as_of_to)
    if wanted.areas is not None:
        prefixes = (Assessed.area_code.startswith(area, autoescape=True) for area in wanted.areas)
        found.append(or_(false(), *prefixes))
    return found


def _mark(wanted: Wanted) -> str:
    """What ties a cursor to its filters."""
    return digest(canonical([None if part is None else str(part) for part in wanted]))[:_MARK]


def _cursor(recorded: int, wanted: Wanted) -> str:
    return base64.urlsafe_b64encode(f"{recorded}.{_mark(wanted)}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str, wanted: Wanted) -> int:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    found = _CURSOR.fullmatch(text)
    if found is None or found[2] != _mark(wanted):
        message = "this cursor is of no page of this list: send `next` as it was, with its filters"
        raise CursorError(message)
    return int(found[1])


def newest_records(
    connection: Connection, wanted: Wanted, most: int
) -> list[tuple[datetime.date, str]]:
    """The last record that was asked about of at most so many households, as canonical JSON.

    Each with the day it was known on, the newest first. Reads no more than ten times as many rows.
    """
    asked = (
        select(Assessed.household_id, Assessed.as_of_date, Assessed.asked)
        .where(*conditions(wanted))
        .order_by(Assessed.recorded.desc())
        .limit(most * 10)
    )
    found: dict[str, tuple[datetime.date, str]] = {}
    with connection.execution_options(yield_per=500).execute(asked) as rows:
        for row in rows:
            found.setdefault(row.household_id, (row.as_of_date, row.asked))
            if len(found) == most:
                break
    return list(found.values())
