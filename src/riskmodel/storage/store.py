"""Keep each assessment before it is answered, and find it again by its id."""

import datetime
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, insert, update

from riskmodel.errors import (
    AssessmentNotFoundError,
    AuditTamperedError,
    RetryInProgressError,
    RetryKeyReusedError,
    RiskModelError,
    StorageUnavailableError,
)
from riskmodel.storage.anchors import anchor, append_anchor
from riskmodel.storage.answers import Mention, Promise, Retry, claim, recall, sweep, written
from riskmodel.storage.assessments import Deposit, Stored, find, find_many, keep
from riskmodel.storage.audit import LOCAL, Act, append, read_head, read_sha256
from riskmodel.storage.database import file_of, open_engine, reading, writing
from riskmodel.storage.given import Given
from riskmodel.storage.group_commit import GroupCommit
from riskmodel.storage.listing import Page, Wanted, read_page
from riskmodel.storage.migrate import require_newest, upgrade
from riskmodel.storage.packing import unpacked
from riskmodel.storage.place import Place
from riskmodel.storage.tables import Heartbeat
from riskmodel.storage.watch import Watch

_LOG = logging.getLogger(__name__)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Habits:
    """How a store behaves: whether it brings the layout up to date, how often it anchors."""

    upgrades: bool = True
    anchor_seconds: float = 300.0
    beat_seconds: float = 1.0


class _Opened(NamedTuple):
    """A database that was found to be sound when it was opened."""

    chain: str
    inode: int | None


class Store:
    """What was given, in one database; every write goes through one thread.

    A database that cannot be opened is tried again at every beat; until then `fault` says why, and
    nothing can be recorded.
    """

    def __init__(self, place: Place, habits: Habits | None = None) -> None:
        self._place, self._habits = place, habits or Habits()
        self._engine: Engine = open_engine(place.url)
        self._file = file_of(place.url)
        self._opened: _Opened | None = None
        self._watch = Watch()
        self._anchored, self._anchor_due = 0, 0.0
        with suppress(RiskModelError):
            self._open()
        if self._watch.fault:
            _LOG.error("assessments cannot be recorded: %s", self._watch.fault)
        self._group = GroupCommit(self._commit, self._beat, seconds=self._habits.beat_seconds)

    @property
    def fault(self) -> RiskModelError | None:
        """Why nothing can be recorded now; None where it can, as of a few seconds ago."""
        return self._watch.fault

    @property
    def waiting(self) -> int:
        """How many callers wait for the next commit."""
        return self._group.waiting

    @property
    def patience(self) -> float:
        """How many seconds a caller waits for a commit."""
        return self._group.patience

    def record(
        self, given: Sequence[Given], asked_by: str = LOCAL, promise: Promise | None = None
    ) -> list[bytes]:
        """Keep assessments, durably, and give the messages to answer with, in order.

        What was given before is answered as it was then. A `promise` is kept with them, or nothing
        is: RetryInProgressError where its key was used meanwhile. Raises StorageUnavailableError
        or AuditTamperedError; then nothing may be answered.
        """
        if not given and promise is None:
            return []
        for one in given:
            one.prepare()  # here, so that a large batch does not keep the others waiting
        (messages,) = self._group.wait(self.submit([Deposit(given, asked_by, promise)]))
        if messages is None:
            message = "the same request was answered meanwhile: send it again"
            raise RetryInProgressError(message)
        return messages

    def submit(self, deposits: Sequence[Deposit]) -> Future[list[list[bytes] | None]]:
        """The same of several callers, without waiting for the commit.

        The messages of each deposit; None of one whose promise came too late. Raises
        StorageUnavailableError where the store is being closed, or at once while the database
        hangs: whoever waits for long asks again, and then two wait.
        """
        if self._watch.hangs and self.fault:
            raise self.fault
        return self._group.submit(deposits)

    def fetch(self, assessment_id: str) -> Stored:
        """An assessment that was given; raises AssessmentNotFoundError."""
        self._require_open()
        with reading(self._engine) as connection:
            return find(connection, assessment_id)

    def page(self, wanted: Wanted, cursor: str | None, most: int) -> Page:
        """What was given, the newest first; raises CursorError."""
        self._require_open()
        with reading(self._engine) as connection:
            return read_page(connection, wanted, cursor, most)

    def recall(self, retry: Retry, asked_by: str = LOCAL) -> bytes | None:
        """The answer that the same request got before, given and logged again; None for a new one.

        Raises RetryKeyReusedError where its key was used for another request, and
        AssessmentNotFoundError where an assessment of the answer is no longer kept.
        """
        self._require_open()
        now = datetime.datetime.now(datetime.UTC)
        with reading(self._engine) as connection:
            kept = recall(connection, retry.key_sha256, now)
            if kept is None:
                return None
            if kept.request_sha256 != retry.request_sha256:
                message = "this Idempotency-Key was used for another request: choose a new one"
                raise RetryKeyReusedError(message)
            ids = [piece.assessment_id for piece in kept.pieces if isinstance(piece, Mention)]
            stored = find_many(connection, sorted(set(ids)))
        if len(stored) < len(set(ids)):
            message = "an assessment of this answer is no longer kept"
            raise AssessmentNotFoundError(message)
        again = [one.given for one in stored.values()]
        messages = zip(stored, self.record(again, asked_by), strict=True)
        return written(kept.pieces, dict(messages))

    def log(self, acts: Sequence[Act]) -> None:
        """Add acts to the audit log, durably; raises as `record` does."""
        self._group.wait(self.submit([Deposit((), LOCAL, acts=acts)]))

    def read(self, ask: Callable[[Connection], Found]) -> Found:
        """What a question to the database finds; raises StorageUnavailableError."""
        self._require_open()
        with reading(self._engine) as connection:
            return ask(connection)

    def close(self) -> None:
        """Commit what was accepted, anchor the head and let go of the database."""
        self._group.close()
        try:
            if self._opened:
                self._anchor(self._opened)
        finally:
            self._engine.dispose()

    def _open(self) -> None:
        with self._watch.over():
            if self._habits.upgrades:
                upgrade(self._engine)
            require_newest(self._engine)
            self._anchored, chain = self._last_anchor()
            self._opened = _Opened(chain, _inode(self._file) if self._file else None)

    def _last_anchor(self) -> tuple[int, str]:
        """The number of the last row anchored, and the chain; raises AuditTamperedError."""
        anchors = self._place.read_anchors()
        with reading(self._engine) as connection:
            chain = read_sha256(connection, 1)
            held = read_sha256(connection, anchors[-1].sequence) if anchors else None
        if chain is None or (anchors and (anchors[-1].chain, anchors[-1].sha256) != (chain, held)):
            message = "the audit log does not hold its last anchor: riskmodel audit verify"
            raise AuditTamperedError(message)
        return (anchors[-1].sequence if anchors else 0), chain

    def _commit(self, group: Sequence[Sequence[Deposit]]) -> Sequence[list[list[bytes] | None]]:
        self._require_open()
        for deposits in group:
            for deposit in deposits:
                for one in deposit.given:
                    one.prepare()  # before the database is locked, and without the GIL
        now = datetime.datetime.now(datetime.UTC)
        with self._watch.over(), writing(self._engine) as connection:
            taken = {
                id(deposit)
                for deposits in group
                for deposit in deposits
                if deposit.promise is None or claim(connection, deposit.promise, now)
            }
            kept = keep(
                connection,
                [one for deposits in group for one in deposits if id(one) in taken],
                now,
            )
            acts = [act for deposits in group for one in deposits for act in one.acts]
            if acts:
                append(connection, acts, now)
        return [
            [
                [_as_kept(one, kept) for one in deposit.given] if id(deposit) in taken else None
                for deposit in deposits
            ]
            for deposits in group
        ]

    def _beat(self) -> None:
        """Between commits: open what could not be opened, prove that writing works, anchor."""
        if self._opened is None:
            self._open()
            return
        if self._watch.idle_seconds > self._habits.beat_seconds / 2:
            self._prove_writable()
        if time.monotonic() >= self._anchor_due:
            self._anchor(self._opened)
            self._sweep()
            self._anchor_due = time.monotonic() + self._habits.anchor_seconds

    def _sweep(self) -> None:
        with writing(self._engine) as connection:
            sweep(connection, datetime.datetime.now(datetime.UTC))

    def _prove_writable(self) -> None:
        self._require_open()
        now = datetime.datetime.now(datetime.UTC)
        with self._watch.over(), writing(self._engine) as connection:
            if connection.execute(update(Heartbeat).values(at=now)).rowcount == 0:
                connection.execute(insert(Heartbeat).values(id=1, at=now))

    def _anchor(self, opened: _Opened) -> None:
        with reading(self._engine) as connection:
            head = read_head(connection)
        if head.sequence > self._anchored:
            made = anchor(opened.chain, head).signed_by(self._place.signing_key)
            append_anchor(self._place.anchors, made)
            self._anchored = head.sequence

    def _require_open(self) -> None:
        """Raise where there is no database, or where another file lies in its place.

        A file that was taken away would go on taking rows that nobody can ever read.
        """
        if self._opened is None:
            message = "the database is not open"
            raise self.fault or StorageUnavailableError(message)
        if self._file is not None and _inode(self._file) != self._opened.inode:
            with self._watch.over():
                message = "the file of the database was taken away"
                raise StorageUnavailableError(message)


def _inode(file: Path) -> int | None:
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return None


def _as_kept(given: Given, kept: Mapping[str, bytes]) -> bytes:
    """The message on record, which is the one given unless that was made differently before."""
    packed = kept[given.assessment_id]
    return given.message if packed == given.packed else unpacked(packed)
