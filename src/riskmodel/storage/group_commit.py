"""One thread commits for all who wait: many acknowledged by one transaction.

A durable commit waits for the disk, however little it holds. So whoever comes while the disk
works is taken into the next transaction, and the more come, the more each commit carries.
"""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Generic, TypeVar

from riskmodel.errors import RiskModelError, StorageUnavailableError

_LOG = logging.getLogger(__name__)
Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """Gives each item to `commit` with the others that wait, and its result to who gave it.

    `commit` takes items and returns as many results, or raises: then all of them fail. `beat` is
    called between commits, about every `seconds`, whether or not there is anything to commit.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Sequence[Result]],
        beat: Callable[[], None] = lambda: None,
        *,
        seconds: float = 1.0,
        most: int = 256,
        patience: float = 10.0,
    ) -> None:
        self._commit, self._beat = commit, beat
        self._seconds, self._most, self.patience = seconds, most, patience
        self._waiting: SimpleQueue[tuple[Item, Future[Result]] | None] = SimpleQueue()
        self._closing = Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name="group-commit", daemon=True)
        self._thread.start()

    def submit(self, item: Item) -> Future[Result]:
        """What the item's commit will give, or raise; to be cancelled by who waits no longer.

        What no commit has taken by then none will take.
        """
        done: Future[Result] = Future()
        with self._closing:
            if self._closed:
                message = "the database is being closed"
                raise StorageUnavailableError(message)
            self._waiting.put((item, done))
        return done

    def wait(self, done: Future[Result]) -> Result:
        """Wait for what was submitted; raises what its commit raised.

        Raises StorageUnavailableError after `patience` seconds.
        """
        try:
            return done.result(self.patience)
        except TimeoutError:
            done.cancel()
            raise out_of_time() from None

    @property
    def waiting(self) -> int:
        """How many items wait for the next commit."""
        return self._waiting.qsize()

    def close(self) -> None:
        """Commit all that was accepted, and stop."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        due, going_on = 0.0, True
        while going_on:
            group, going_on = self._next_group()
            if group:
                self._settle(group)
            if time.monotonic() >= due:
                self._beat_once()
                due = time.monotonic() + self._seconds

    def _beat_once(self) -> None:
        try:
            self._beat()
        except Exception as error:  # noqa: BLE001 - commits must outlive it
            _LOG.error("between commits: %s", _told(error))

    def _next_group(self) -> tuple[list[tuple[Item, Future[Result]]], bool]:
        """What waits, at least one unless nobody comes; and whether more is to be expected."""
        group: list[tuple[Item, Future[Result]]] = []
        try:
            taken = self._waiting.get(timeout=self._seconds)
            while taken is not None:
                if taken[1].set_running_or_notify_cancel():
                    group.append(taken)
                if len(group) == self._most:
                    return group, True
                taken = self._waiting.get_nowait()
        except Empty:
            return group, True
        return group, False

    def _settle(self, group: Sequence[tuple[Item, Future[Result]]]) -> None:
        try:
            results = self._commit([item for item, _ in group])
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it was
            for _, done in group:
                done.set_exception(_told(error))
            return
        for (_, done), result in zip(group, results, strict=True):
            done.set_result(result)


def out_of_time() -> StorageUnavailableError:
    """What is told to whom the database did not answer in time."""
    return StorageUnavailableError("the database does not answer in time")


def _told(error: Exception) -> RiskModelError:
    """What is told: the text of an unforeseen failure could hold a value of a household."""
    if isinstance(error, RiskModelError):
        return error
    return StorageUnavailableError(f"the database could not be written ({type(error).__name__})")
