"""How often a caller may ask about one household, and about all, in a day.

Whoever can ask as often as they like what a record would score can rebuild the model: 200 answers
give its order of households almost whole. A review needs a few.

The counts are in a small SQLite file a day, beside the database and not in it: they are asked at
every request and need not outlive a power cut, so nothing waits for the disk. They outlive the
process, and every process of the machine counts in the same file. A day is one of China (UTC+8).
"""

import datetime
import hashlib
import logging
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from riskmodel.errors import StorageUnavailableError

_LOG = logging.getLogger(__name__)
_CHINA = datetime.timezone(datetime.timedelta(hours=8))
_WAIT_SECONDS = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS asked (subject BLOB PRIMARY KEY, household BLOB, n INTEGER NOT NULL)
WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS warned (subject BLOB PRIMARY KEY, household BLOB) WITHOUT ROWID;
"""
_READ = "SELECT n FROM asked WHERE subject = ?"
_ADD = "INSERT INTO asked VALUES (?, ?, ?) ON CONFLICT (subject) DO UPDATE SET n = n + excluded.n"
_FORGET = ("DELETE FROM asked WHERE household = ?", "DELETE FROM warned WHERE household = ?")
_TELL = "INSERT OR IGNORE INTO warned VALUES (?, ?)"


@dataclass(frozen=True)
class Limits:
    """Queries a day: of one caller about one household, and of one caller in all."""

    household: int
    total: int


@dataclass(frozen=True)
class Spent:
    """What a request may not have.

    `households` are over their budget; `total` is true where the caller's own would not hold it,
    and then nothing was counted. `first` says that a budget is met for the first time today.
    """

    households: frozenset[str] = frozenset()
    total: bool = False
    first: bool = False
    retry_seconds: float = 0


_FREE = Spent()


class Budgets:
    """The counts of today; may be used from several threads and processes."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(_CHINA),
    ) -> None:
        self._folder, self._clock = folder, clock
        self._lock = Lock()
        self._day: datetime.date | None = None
        self._file: sqlite3.Connection | None = None

    def spend(
        self, caller: str, households: Sequence[str], limits: Limits, unnamed: int = 0
    ) -> Spent:
        """Count a request about households, each as often as it is named, or say what is spent.

        `unnamed` more count for the caller alone. Households over their budget are not counted,
        the others are. Raises StorageUnavailableError where it cannot be counted: then it may not
        be answered; ValueError for fewer than none unnamed, which would pay for those named.
        """
        if unnamed < 0:
            message = f"{unnamed} queries without a household: count them from 0"
            raise ValueError(message)
        now = self._clock().astimezone(_CHINA)
        try:
            with self._lock:
                file = self._of(now.date())
                over, spent, first = _within(
                    file, caller, _Wanted(Counter(households), unnamed), limits
                )
        except (sqlite3.Error, OSError) as error:
            message = f"the queries of the day cannot be counted ({type(error).__name__})"
            raise StorageUnavailableError(message) from error
        if not over and not spent:
            return _FREE
        return Spent(over, spent, first, _until_tomorrow(now))

    def forget(self, household: str) -> int:
        """Take out what was counted of a household, by every caller; how many counts that were.

        For who is asked to delete what is kept of it; raises StorageUnavailableError.
        """
        taken = 0
        try:
            for path in sorted(self._folder.glob("????-??-??.sqlite3")):
                with closing(_opened(path)) as file:
                    for statement in _FORGET:
                        taken += file.execute(statement, (_subject(household),)).rowcount
        except (sqlite3.Error, OSError) as error:
            message = f"the queries of the day cannot be read ({type(error).__name__})"
            raise StorageUnavailableError(message) from error
        return taken

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._file:
                self._file.close()
            self._file = self._day = None

    def _of(self, day: datetime.date) -> sqlite3.Connection:
        if self._file is not None and day == self._day:
            return self._file
        if self._file is not None:
            self._file.close()
            self._file = None
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget(day)
        self._file, self._day = _opened(self._folder / f"{day}.sqlite3"), day
        return self._file

    def _forget(self, day: datetime.date) -> None:
        """Take away older days, but yesterday's: another process may still be in it."""
        kept = {str(day), str(day - datetime.timedelta(days=1))}
        for path in self._folder.glob("????-??-??.sqlite3*"):
            if path.name[:10] not in kept:
                path.unlink(missing_ok=True)


class _Wanted(NamedTuple):
    named: Counter[str]
    unnamed: int


def _within(
    file: sqlite3.Connection, caller: str, asked: _Wanted, limits: Limits
) -> tuple[frozenset[str], bool, bool]:
    """The same in one transaction, so that no other process counts between."""
    file.execute("BEGIN IMMEDIATE")
    try:
        found = _spend(file, caller, asked, limits)
    except BaseException:
        file.execute("ROLLBACK")
        raise
    file.execute("COMMIT")
    return found


def _spend(
    file: sqlite3.Connection, caller: str, wanted: _Wanted, limits: Limits
) -> tuple[frozenset[str], bool, bool]:
    """The households over their budget, whether the whole is, and whether either is news."""
    asked = wanted.named
    subjects = {name: _subject(caller, name) for name in asked}
    over = frozenset(
        name for name, n in asked.items() if _count(file, subjects[name]) + n > limits.household
    )
    whole = _subject(caller)
    more = wanted.unnamed + sum(n for name, n in asked.items() if name not in over)
    spent = _count(file, whole) + more > limits.total
    if not spent and more:
        added = [
            (subjects[name], _subject(name), n) for name, n in asked.items() if name not in over
        ]
        file.executemany(_ADD, [*added, (whole, None, more)])
    met = [(subjects[name], _subject(name)) for name in over]
    met += [(whole, b"")] if spent else []
    first = [file.execute(_TELL, one).rowcount > 0 for one in met]
    return over, spent, any(first)


def _until_tomorrow(now: datetime.datetime) -> float:
    tomorrow = now.date() + datetime.timedelta(days=1)
    return (datetime.datetime.combine(tomorrow, datetime.time(), _CHINA) - now).total_seconds()


def _count(file: sqlite3.Connection, subject: bytes) -> int:
    row = file.execute(_READ, (subject,)).fetchone()
    return int(row[0]) if row else 0


def _subject(*parts: str) -> bytes:
    """What is counted, without its name: the file needs none."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()


def _opened(path: Path) -> sqlite3.Connection:
    file = _connected(path)
    try:
        if file.execute("PRAGMA quick_check").fetchone() == ("ok",):
            return file
    except sqlite3.DatabaseError:
        pass
    # A power cut may spoil it; a day that begins anew is the lesser harm.
    _LOG.warning("the counts of queries of %s are damaged: they begin anew", path.stem)
    file.close()
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink(missing_ok=True)
    return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(
        path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=OFF")
        file.executescript(_TABLES)
    except sqlite3.DatabaseError:
        _LOG.debug("not a file of counts")
    return file
