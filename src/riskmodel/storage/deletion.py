"""Delete assessments by order, so that the audit log still verifies and says what is gone.

Of each only a tombstone stays: its id, its digest, and who deleted it when and why. Record,
message and household are gone. An assessment that something else rests on, such as a case, stays
for as long as that.
"""

import datetime
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, delete, false, func, not_, or_, select

from riskmodel.errors import AuditTamperedError, ConfigurationError
from riskmodel.storage.assessments import stored_from
from riskmodel.storage.database import reading, wipe, writing
from riskmodel.storage.tables import Assessed, AuditLog, Table
from riskmodel.storage.tombstones import Tombstone, bury, is_recorded

AT_ONCE = 500


class Order(NamedTuple):
    """Who has assessments deleted, and why in words; neither names the household."""

    by: str
    because: str


class Counted(NamedTuple):
    """Assessments to be deleted, and those of the same kind that something rests on."""

    free: int
    held: int


class Deleted(NamedTuple):
    """What was deleted, what was held back, and whether readers let go of the old pages."""

    assessments: int
    held: int
    wiped: bool


Condition = ColumnElement[bool]


def word(household_id: str) -> str:
    """The pattern of an id that stands by itself in a text."""
    return rf"(?<![0-9A-Za-z]){re.escape(household_id)}(?![0-9A-Za-z])"


def of_household(household_id: str, order: Order) -> Condition:
    """The assessments of one household.

    Raises ConfigurationError where the order names it: its words stay for ever.
    """
    if any(re.search(word(household_id), words) for words in order):
        message = "the reason is kept for ever: leave the household's id out of it"
        raise ConfigurationError(message)
    return Assessed.household_id == household_id


def given_before(moment: datetime.datetime) -> Condition:
    """The assessments given before a moment."""
    return Assessed.given_at < moment


def count(engine: Engine, condition: Condition) -> Counted:
    """How many there are; nothing is changed. Raises StorageUnavailableError."""
    held = _held()
    asked = select(func.count()).select_from(Assessed)
    with reading(engine) as connection:
        free = connection.scalar(asked.where(condition, not_(held)))
        kept = connection.scalar(asked.where(condition, held))
    return Counted(int(free or 0), int(kept or 0))


def delete_assessments(engine: Engine, condition: Condition, order: Order) -> Deleted:
    """Delete what nothing rests on, some hundreds a transaction, so that writers go on meanwhile.

    Raises StorageUnavailableError; AuditTamperedError for an assessment that is not as it was
    given: a deletion must not hide that. What was deleted before stays deleted.
    """
    deleted = 0
    while True:
        with writing(engine) as connection:
            some = _delete_some(connection, condition, order)
        if not some:
            break
        deleted += some
    return Deleted(deleted, count(engine, condition).held, wipe(engine, Assessed.__tablename__))


def _delete_some(connection: Connection, condition: Condition, order: Order) -> int:
    asked = (
        select(*Assessed.__table__.columns, AuditLog.entry)
        .outerjoin(AuditLog, AuditLog.sequence == Assessed.recorded)
        .where(condition, not_(_held()))
        .order_by(Assessed.recorded)
    )
    rows = connection.execute(asked.limit(AT_ONCE)).all()
    if rows:
        now = datetime.datetime.now(datetime.UTC)
        bury(connection, [_tombstone(row, now, order) for row in rows])
        gone = [row.recorded for row in rows]
        connection.execute(delete(Assessed).where(Assessed.recorded.in_(gone)))
    return len(rows)


def _tombstone(row: Any, now: datetime.datetime, order: Order) -> Tombstone:
    with suppress(ValueError):
        sha256 = stored_from(row).given.sha256
        if is_recorded(row.entry, row.assessment_id, sha256):
            return Tombstone(row.recorded, row.assessment_id, sha256, now, *order)
    message = "an assessment is not as it was recorded, and is not deleted: riskmodel audit verify"
    raise AuditTamperedError(message)


def _held() -> Condition:
    """Whether a row of another table names the assessment."""
    naming = [
        Assessed.assessment_id.in_(select(key.parent).where(key.parent.is_not(None)))
        for key in _keys()
    ]
    return or_(false(), *naming)


def _keys() -> Sequence[Any]:
    return [
        key
        for table in Table.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is Assessed.__table__.c.assessment_id
    ]
