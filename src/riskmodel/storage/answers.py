"""Answers kept under a key that the caller chose, so that a retry is no second question.

An answer is kept in the transaction that records its assessments. Assessments stand in it by their
ids: they are on record already, and what is taken from the record is not left over here.
"""

import datetime
import json
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from riskmodel.storage.canonical import canonical
from riskmodel.storage.packing import packed, unpacked
from riskmodel.storage.tables import KeptAnswer


class Mention(NamedTuple):
    """The place of an assessment in an answer."""

    assessment_id: str


Pieces = Sequence[str | Mention]
"""An answer: texts, and assessments between them."""


class Retry(NamedTuple):
    """What makes two requests the same, as digests: who asked with which key, and what."""

    key_sha256: str
    request_sha256: str


class Promise(NamedTuple):
    """An answer that the same request is to get again until a moment."""

    retry: Retry
    pieces: Pieces
    until: datetime.datetime


class Kept(NamedTuple):
    """An answer that was kept, and the digest of the request that it answered."""

    request_sha256: str
    pieces: Pieces


def recall(connection: Connection, key_sha256: str, now: datetime.datetime) -> Kept | None:
    """The answer that was kept under a key; None where there is none, or its time is over."""
    asked = select(KeptAnswer.request_sha256, KeptAnswer.pieces).where(
        KeptAnswer.key_sha256 == key_sha256, KeptAnswer.until > now
    )
    row = connection.execute(asked).first()
    return None if row is None else Kept(row.request_sha256, _unpacked(row.pieces))


def claim(connection: Connection, promise: Promise, now: datetime.datetime) -> bool:
    """Keep an answer, within `writing`; False where its key has one that is still kept."""
    key = promise.retry.key_sha256
    connection.execute(
        delete(KeptAnswer).where(KeptAnswer.key_sha256 == key, KeptAnswer.until <= now)
    )
    if connection.scalar(select(KeptAnswer.until).where(KeptAnswer.key_sha256 == key)):
        return False
    connection.execute(
        insert(KeptAnswer).values(
            key_sha256=key,
            request_sha256=promise.retry.request_sha256,
            pieces=_packed(promise.pieces),
            until=promise.until,
        )
    )
    return True


def sweep(connection: Connection, now: datetime.datetime) -> int:
    """Take out what nobody can ask for any more, within `writing`; how many rows that were."""
    return connection.execute(delete(KeptAnswer).where(KeptAnswer.until <= now)).rowcount


def forget_answers(connection: Connection, household_id: str, ids: Collection[str]) -> int:
    """Take out the answers that speak of a household, within `writing`; how many that were.

    They hold its assessments by their ids, and its own id in words at most.
    """
    rows = connection.execute(select(KeptAnswer.key_sha256, KeptAnswer.pieces))
    gone = [key for key, held in rows if _speaks_of(_unpacked(held), household_id, ids)]
    for key in gone:
        connection.execute(delete(KeptAnswer).where(KeptAnswer.key_sha256 == key))
    return len(gone)


def _speaks_of(pieces: Pieces, household_id: str, ids: Collection[str]) -> bool:
    said = canonical(household_id)
    return any(
        piece.assessment_id in ids if isinstance(piece, Mention) else said in piece
        for piece in pieces
    )


def written(pieces: Pieces, messages: Mapping[str, bytes]) -> bytes:
    """An answer as it leaves the house; `messages` are by assessment id."""
    return b"".join(
        messages[piece.assessment_id] if isinstance(piece, Mention) else piece.encode()
        for piece in pieces
    )


def _packed(pieces: Pieces) -> bytes:
    listed = [list(piece) if isinstance(piece, Mention) else piece for piece in pieces]
    return packed(canonical(listed).encode())


def _unpacked(held: bytes) -> Pieces:
    listed = json.loads(unpacked(held))
    return [piece if isinstance(piece, str) else Mention(*piece) for piece in listed]
