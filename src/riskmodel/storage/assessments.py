"""Assessments in the database: each kept once, each giving of it a row of the audit log."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from riskmodel.errors import (
    AssessmentDeletedError,
    AssessmentNotFoundError,
    AuditTamperedError,
)
from riskmodel.storage.answers import Promise
from riskmodel.storage.audit import Act, append
from riskmodel.storage.given import Given
from riskmodel.storage.packing import unpacked
from riskmodel.storage.tables import Assessed
from riskmodel.storage.tombstones import RECORDED, deleted_on

NOT_GIVEN = "no assessment with this id was given here"
GIVEN_AGAIN = "assessment.given_again"
_AT_ONCE = 500
_ADD = insert(Assessed)
_KEPT = select(Assessed.assessment_id, Assessed.message).where(
    Assessed.assessment_id.in_(bindparam("ids", expanding=True))
)


class Deposit(NamedTuple):
    """What one caller gives, the name of who asked (`local` where there is none), other acts.

    `promise` is the answer that a retry is to get again, if the caller named a key for it.
    """

    given: Sequence[Given]
    asked_by: str
    promise: Promise | None = None
    acts: Sequence[Act] = ()


class Stored(NamedTuple):
    """An assessment that was given, and when and to whom it first was."""

    given: Given
    given_at: datetime.datetime
    asked_by: str


def keep(
    connection: Connection, deposits: Sequence[Deposit], at: datetime.datetime
) -> dict[str, bytes]:
    """Keep what is new and log every giving; the packed messages that were there before, by id.

    Within `writing`. What was given once stands: the same question to the same versions is
    answered by what is kept.
    """
    asked = [(given, deposit.asked_by) for deposit in deposits for given in deposit.given]
    kept = _known(connection, sorted({given.assessment_id for given, _ in asked}))
    new: dict[str, tuple[Given, str, int]] = {}
    acts = []
    for place, (given, asked_by) in enumerate(asked):
        first = given.assessment_id not in kept and given.assessment_id not in new
        content = {"sha256": given.sha256} if first else {}
        action = RECORDED if first else GIVEN_AGAIN
        acts.append(Act(asked_by, action, given.assessment_id, content))
        if first:
            new[given.assessment_id] = (given, asked_by, place)
    rows = append(connection, acts, at)
    if new:
        connection.execute(
            _ADD,
            [_row(given, asked_by, at, rows[place].sequence)
             for given, asked_by, place in new.values()],
        )  # fmt: skip
    return kept | {name: given.packed for name, (given, _, _) in new.items()}


def _row(given: Given, asked_by: str, at: datetime.datetime, recorded: int) -> dict[str, Any]:
    return {
        "assessment_id": given.assessment_id,
        "household_id": given.household_id,
        "as_of_date": given.as_of_date,
        "asked": given.asked,
        "versions": given.versions,
        "message": given.packed,
        "given_at": at,
        "asked_by": asked_by,
        "recorded": recorded,
        "area_code": given.area_code,
        "agreement": given.agreement,
        "band": given.band,
    }


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found |= {name: message for name, message in connection.execute(_KEPT, {"ids": some})}  # noqa: C416 - rows are no pairs
    return found


def find(connection: Connection, assessment_id: str) -> Stored:
    """One assessment.

    Raises AssessmentNotFoundError, AssessmentDeletedError for one of which only the order to
    delete it is left, or AuditTamperedError for a spoilt one.
    """
    asked = select(*Assessed.__table__.columns).where(Assessed.assessment_id == assessment_id)
    row = connection.execute(asked).first()
    if row is None:
        day = deleted_on(connection, assessment_id)
        if day is not None:
            message = f"this assessment was deleted by order on {day}; nothing of it is kept"
            raise AssessmentDeletedError(message)
        raise AssessmentNotFoundError(NOT_GIVEN)
    try:
        return stored_from(row)
    except ValueError as error:
        message = "the assessment is not as it was recorded: riskmodel audit verify"
        raise AuditTamperedError(message) from error


def find_many(connection: Connection, ids: Sequence[str]) -> dict[str, Stored]:
    """Assessments by id, those that are kept; raises ValueError as `stored_from`."""
    found: dict[str, Stored] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        rows = select(*Assessed.__table__.columns).where(Assessed.assessment_id.in_(some))
        found |= {row.assessment_id: stored_from(row) for row in connection.execute(rows)}
    return found


def stored_from(row: Any) -> Stored:
    """A row of the table; raises ValueError where its message cannot be unpacked."""
    given = Given(
        assessment_id=row.assessment_id,
        household_id=row.household_id,
        as_of_date=row.as_of_date,
        asked=row.asked,
        versions=row.versions,
        message=unpacked(row.message),
        agreement=row.agreement,
        band=row.band,
        area_code=row.area_code,
    )
    return Stored(given, row.given_at, row.asked_by)


def every(connection: Connection, entries: Any, at_once: int = 1_000) -> Iterator[Any]:
    """Every assessment's row beside the audit log's entry that it names, in order of recording."""
    rows = select(*Assessed.__table__.columns, entries.entry).outerjoin(
        entries, entries.sequence == Assessed.recorded
    )
    streamed = connection.execution_options(yield_per=at_once)
    yield from streamed.execute(rows.order_by(Assessed.recorded))
