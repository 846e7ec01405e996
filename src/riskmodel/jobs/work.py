"""Work on jobs: take one, run its batch, and say again and again that it is in good hands."""

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import Engine

from riskmodel.errors import (
    DataError,
    NoRoomError,
    OutputInUseError,
    RiskModelError,
    StorageUnavailableError,
)
from riskmodel.jobs import book, parts
from riskmodel.jobs.book import Taken
from riskmodel.jobs.job import Folders, State
from riskmodel.opt_outs.register import in_force
from riskmodel.scale import Batch, PartRecord, run_batch
from riskmodel.scale.asked import Desk, PartSpec
from riskmodel.scale.local import in_threads
from riskmodel.scale.manifest import read_head
from riskmodel.scale.run import Progress
from riskmodel.scale.sources import find_sources
from riskmodel.scale.summing import write_summary
from riskmodel.storage.database import reading, writing

CAPACITY = 1_000
"""Households on the list of a job."""
AGAIN = datetime.timedelta(minutes=1)
"""When a job is tried again that the disk, the database or a stalled worker stopped."""
_BEAT_SECONDS = book.LEASE.total_seconds() / 6
_LOG = logging.getLogger(__name__)


class LeftAloneError(Exception):
    """The job was cancelled, or somebody else took it over."""


@dataclass(frozen=True)
class Shop:
    """Where jobs are worked on, and with what."""

    engine: Engine
    folders: Folders
    desk: Desk
    workers: int = 1


def work_once(shop: Shop) -> int:
    """Take a job and do it, to whatever end; the number of jobs that were taken, 0 or 1.

    Raises StorageUnavailableError.
    """
    with writing(shop.engine) as connection:
        taken = book.take(connection, _now())
    if taken is None:
        return 0
    _LOG.info("job %s: attempt %d", taken.job_id, taken.attempts)
    try:
        with _in_good_hands(shop, taken) as gone:
            _run(shop, taken, gone)
    except LeftAloneError:
        _end(shop, taken, State.CANCELLED, None)
    except (NoRoomError, OutputInUseError, StorageUnavailableError) as error:
        # In use: whoever had the job before was only stalled, and writes on until it looks up.
        _LOG.warning("job %s waits: %s", taken.job_id, error)
        with writing(shop.engine) as connection:
            book.give_back(connection, taken, AGAIN)
    except (SystemExit, KeyboardInterrupt):
        with writing(shop.engine) as connection:
            book.give_back(connection, taken, datetime.timedelta())
        raise
    except RiskModelError as error:
        _end(shop, taken, State.FAILED, str(error))
    except Exception as error:
        # Its text could hold a value of a household.
        _end(shop, taken, State.FAILED, f"it stopped ({type(error).__name__}): see the logs")
        raise
    else:
        _end(shop, taken, State.DONE, None)
    return 1


def source_of(folders: Folders, job_id: str, source: str) -> Path:
    """The input of a job; raises DataError for a path that is not below the folder of inputs."""
    if not source:
        return folders.upload(job_id)
    if folders.inputs is not None:
        home = folders.inputs.resolve()
        found = (home / source).resolve()
        if found != home and home in found.parents and found.exists():
            return found
    message = "there is no such input below the folder that jobs may read from"
    raise DataError(message)


def _run(shop: Shop, taken: Taken, gone: Event) -> None:
    given = source_of(shop.folders, taken.job_id, taken.source)
    out = shop.folders.out(taken.job_id)
    with writing(shop.engine) as connection:
        parts.plan(connection, taken, find_sources(given))
    with reading(shop.engine) as connection:
        declined = in_force(connection)
    head = read_head(out)
    batch = Batch(given, out, shop.desk, taken.asked, declined, head.made_with if head else None)

    def starting(spec: PartSpec) -> None:
        _require_ours(gone)
        with writing(shop.engine) as connection:
            parts.begin(connection, taken, spec.source.name)

    def tell(_: Progress, record: PartRecord | None) -> None:
        _require_ours(gone)
        if record is not None:
            with writing(shop.engine) as connection:
                parts.done(connection, taken, record)

    done = run_batch(batch, tell, in_threads(shop.workers, starting))
    write_summary(out, done, shop.desk, CAPACITY)
    _require_ours(gone)


def _require_ours(gone: Event) -> None:
    if gone.is_set():
        raise LeftAloneError


@contextmanager
def _in_good_hands(shop: Shop, taken: Taken) -> Iterator[Event]:
    """Renew the lease meanwhile; the event is set once the job is to be left alone."""
    gone, stopping = Event(), Event()

    def beat() -> None:
        while not stopping.wait(_BEAT_SECONDS):
            if not _still_ours(shop, taken):
                gone.set()

    thread = Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield gone
    finally:
        stopping.set()
        thread.join()


def _still_ours(shop: Shop, taken: Taken) -> bool:
    try:
        with writing(shop.engine) as connection:
            return book.beat(connection, taken, _now())
    except StorageUnavailableError:
        return True  # nobody else can take it now either


def _end(shop: Shop, taken: Taken, state: State, words: str | None) -> None:
    with writing(shop.engine) as connection:
        book.end(connection, taken, state, words)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
