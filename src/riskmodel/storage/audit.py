"""The audit log: each row holds the digest of the row before it, in one chain a database.

A row's digest is SHA-256 of `sequence`, the digest before it and the entry, each on its own line.
"""

import datetime
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from riskmodel.storage.canonical import canonical
from riskmodel.storage.tables import AuditLog

BEGINNING = "0" * 64
"""What the first row has before it."""
LOCAL = "local"
"""The actor where nobody has to identify themselves."""

# Made once: of a commit that holds one assessment, making its statements took a fifth of the time.
_LAST = select(AuditLog.sequence, AuditLog.sha256).order_by(AuditLog.sequence.desc()).limit(1)
_ADD = insert(AuditLog)


class Head(NamedTuple):
    """The last row of a chain: its number from 1, 0 where it is empty, and its digest."""

    sequence: int
    sha256: str


class Act(NamedTuple):
    """Who did what to which thing; `content` holds digests and counts, nothing personal."""

    actor: str
    action: str
    subject: str
    content: dict[str, Any]


class Row(NamedTuple):
    """A row as it is in the table."""

    sequence: int
    previous_sha256: str
    entry: str
    sha256: str


def link(sequence: int, previous_sha256: str, entry: str) -> str:
    """The digest of a row."""
    return hashlib.sha256(f"{sequence}\n{previous_sha256}\n{entry}".encode()).hexdigest()


def entry_of(act: Act, at: datetime.datetime) -> str:
    """An act at a moment, as it is written down."""
    return canonical({**act._asdict(), "at": at.astimezone(datetime.UTC).isoformat()})


def chained(head: Head, acts: Sequence[Act], at: datetime.datetime) -> list[Row]:
    """The rows that follow a head."""
    rows, previous = [], head.sha256
    for sequence, act in enumerate(acts, start=head.sequence + 1):
        entry = entry_of(act, at)
        rows.append(Row(sequence, previous, entry, link(sequence, previous, entry)))
        previous = rows[-1].sha256
    return rows


def append(connection: Connection, acts: Sequence[Act], at: datetime.datetime) -> list[Row]:
    """Add acts to the log; within `writing`, so that no other writer takes the same place."""
    if not acts:
        return []
    rows = chained(read_head(connection), acts, at)
    if rows:
        connection.execute(_ADD, [row._asdict() for row in rows])
    return rows


def read_head(connection: Connection) -> Head:
    """The last row."""
    found = connection.execute(_LAST).first()
    return Head(0, BEGINNING) if found is None else Head(*found)


def read_sha256(connection: Connection, sequence: int) -> str | None:
    """The digest that a row has in the table; None where there is no such row."""
    return connection.scalar(select(AuditLog.sha256).where(AuditLog.sequence == sequence))


def read_rows(connection: Connection, at_once: int = 20_000) -> Iterator[Sequence[Any]]:
    """Every row as a tuple like `Row`, in order, some thousands at a time."""
    rows = select(AuditLog.sequence, AuditLog.previous_sha256, AuditLog.entry, AuditLog.sha256)
    streamed = connection.execution_options(yield_per=at_once)
    yield from streamed.execute(rows.order_by(AuditLog.sequence)).partitions(at_once)
