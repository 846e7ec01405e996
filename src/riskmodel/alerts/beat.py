"""Does a piece of work again and again in a thread of its own, whatever becomes of one turn."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from riskmodel.errors import RiskModelError

_LOG = logging.getLogger(__name__)


class Beat:
    """Calls `work` until it did less than `full`, then waits `seconds`.

    With 1, the least, it waits when there was nothing to do. A larger one lets what comes
    meanwhile gather: one turn then does it together.
    """

    def __init__(self, name: str, work: Callable[[], int], seconds: float, full: int = 1) -> None:
        self._work, self._seconds, self._full = work, seconds, full
        self._name, self._failing = name, False
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Finish the turn, and stop."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._turn() < self._full:
                self._stopping.wait(self._seconds)

    def _turn(self) -> int:
        try:
            done = self._work()
        except Exception as error:  # noqa: BLE001 - its text could hold a value of a household
            told = error if isinstance(error, RiskModelError) else type(error).__name__
            if not self._failing:
                _LOG.error("%s cannot go on now: %s", self._name, told)
            self._failing = True
            return 0
        self._failing = False
        return done
