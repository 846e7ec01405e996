"""Several processes that serve on one socket: started anew, never forked; replaced when they die.

After a process has scored with several threads, a fork of it hangs. So each worker is a new
interpreter, with one thread for LightGBM and one for Numba.
"""

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType

from riskmodel.errors import RiskModelError
from riskmodel_api.operation.ledger import Slot, last_beat
from riskmodel_api.operation.stopping import RETIRE

_LOG = logging.getLogger(__name__)
SPAWN = multiprocessing.get_context("spawn")
ONE_THREAD = {
    "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
}  # fmt: skip
_LOOK_SECONDS = 0.2
_START_SECONDS = 60.0
_QUICK_DEATHS = 5
"""After so many ends before it served, one after the other, a worker does not come up."""


Work = Callable[[Slot, socket.socket], None]
"""What a worker does; importable by its name, since it is called in a new interpreter."""
Beside = Callable[[], AbstractContextManager[object]]
"""What is done beside the workers, in the process that keeps them."""


@dataclass(frozen=True)
class Terms:
    """How many workers, after how long one that hangs is killed, how long a stop may take.

    `pause_seconds` lie between two starts of one that does not come up while others serve.
    """

    count: int
    hung_seconds: float = 30.0
    stop_seconds: float = 30.0
    pause_seconds: float = 10.0


class Workers:
    """Keeps workers alive until told to stop; SIGHUP replaces them one after another.

    It gives up only where none of them comes up. What is done `beside` begins when one serves, and
    anew when they are replaced.
    """

    def __init__(
        self,
        work: Work,
        listener: socket.socket,
        folder: Path,
        terms: Terms,
        beside: Beside = nullcontext,
    ) -> None:
        self._work, self._listener, self._terms = work, listener, terms
        self._beside = beside
        self._slots = [Slot(number, folder) for number in range(terms.count)]
        self._processes: dict[Slot, SpawnProcess] = {}
        self._started: dict[Slot, float] = {}
        self._quick_deaths = dict.fromkeys(self._slots, 0)
        self._stop: int | None = None
        self._restart = False

    def run(self) -> int:
        """Serve until a signal; the exit code."""
        os.environ |= ONE_THREAD
        for sig in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sig, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_restart)
        for slot in self._slots:
            self._start(slot)
        with ExitStack() as beside:  # which ends while the workers answer what they have
            self._keep(beside)
            until = time.monotonic() + self._terms.stop_seconds
            for slot in self._slots:
                self._signal(slot, self._stop or signal.SIGTERM)
        for process in self._processes.values():
            self._join(process, until)
        return 0 if self._stop is not None else 1

    def _keep(self, beside: ExitStack) -> None:
        begun = False
        while self._stop is None and not all(map(self._never_comes_up, self._slots)):
            self._look()
            if not begun and any(map(self._has_served, self._slots)):
                begun = True
                self._begin(beside)
            if self._restart:
                self._restart = False
                self._roll()
                beside.close()
                begun = False

    def _begin(self, beside: ExitStack) -> None:
        try:
            beside.enter_context(self._beside())
        except Exception as error:  # noqa: BLE001 - the workers serve all the same
            told = error if isinstance(error, RiskModelError) else type(error).__name__
            _LOG.error("what is done beside the workers cannot begin: %s", told)

    def _start(self, slot: Slot) -> None:
        process = SPAWN.Process(
            target=self._work, args=(slot, self._listener), name=f"worker-{slot.number}"
        )
        process.start()
        self._processes[slot], self._started[slot] = process, time.monotonic()

    def _look(self) -> None:
        """Wait a moment, or until a worker ends, and replace those that have ended."""
        alive = [process for process in self._processes.values() if process.is_alive()]
        wait([process.sentinel for process in alive], _LOOK_SECONDS)
        self._replace_the_dead()

    def _replace_the_dead(self) -> None:
        for slot in self._slots:
            process = self._processes[slot]
            if process.is_alive() and self._hangs(slot):
                _LOG.error("worker %s does not answer and is killed", slot.number)
                process.kill()
                process.join()
            if not process.is_alive() and self._stop is None and self._is_due(slot):
                _LOG.error("worker %s ended (%s) and is replaced", slot.number, process.exitcode)
                served = self._has_served(slot)
                self._quick_deaths[slot] = 0 if served else self._quick_deaths[slot] + 1
                self._start(slot)

    def _never_comes_up(self, slot: Slot) -> bool:
        return self._quick_deaths[slot] >= _QUICK_DEATHS and not self._has_served(slot)

    def _is_due(self, slot: Slot) -> bool:
        """Whether one that ended is to be started: not at once again if that went wrong often."""
        since = time.monotonic() - self._started[slot]
        return not self._never_comes_up(slot) or since >= self._terms.pause_seconds

    def _has_served(self, slot: Slot) -> bool:
        return self._beat(slot) > self._started[slot]

    def _hangs(self, slot: Slot) -> bool:
        """Whether its event loop has not come round for long, since it first did."""
        beat, now = self._beat(slot), time.monotonic()
        if not self._has_served(slot):
            return now - self._started[slot] > _START_SECONDS + self._terms.hung_seconds
        return now - beat > self._terms.hung_seconds

    @staticmethod
    def _beat(slot: Slot) -> float:
        return last_beat(slot.ledger) if slot.ledger else 0.0

    def _roll(self) -> None:
        """Replace one worker after another; the others serve meanwhile, on the same socket.

        Where one does not come up, those that were not replaced yet go on as they are.
        """
        for slot in self._slots:
            self._signal(slot, RETIRE)
            self._join(self._processes[slot], time.monotonic() + self._terms.stop_seconds)
            self._quick_deaths[slot] = 0  # who has them replaced may have mended what was wrong
            self._start(slot)
            if not self._comes_up(slot):
                _LOG.error("worker %s does not come up: no other is replaced", slot.number)
                return

    def _comes_up(self, slot: Slot) -> bool:
        until = time.monotonic() + _START_SECONDS
        while not self._has_served(slot):
            if self._stop is not None or time.monotonic() > until or self._never_comes_up(slot):
                return False
            self._look()
        return True

    def _signal(self, slot: Slot, sig: int) -> None:
        """Nothing to one that has ended: its number may be another process's by now."""
        process = self._processes[slot]
        if process.is_alive():
            os.kill(process.pid or 0, sig)

    @staticmethod
    def _join(process: SpawnProcess, until: float) -> None:
        process.join(max(until - time.monotonic(), 0))
        if process.is_alive():
            _LOG.error("%s did not stop in time and is killed", process.name)
            process.kill()
            process.join()

    def _on_stop(self, sig: int, _: FrameType | None) -> None:
        self._stop = sig

    def _on_restart(self, _: int, __: FrameType | None) -> None:
        self._restart = True
