"""A thread that keeps trying what the service is for, so that the ready probe tells the truth."""

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event, Thread

from riskmodel.errors import ModelError, RiskModelError

_LOG = logging.getLogger(__name__)
BEAT_SECONDS = 1.0
Check = Callable[[], None]
"""Raises RiskModelError where something is wrong."""


class UnfitError(ModelError):
    """The service is up, and could not do what it is for."""


class Watchdog:
    """Runs checks every second; one that does not come back within the deadline is a fault."""

    def __init__(self, checks: Sequence[Check], deadline: float = 2.0) -> None:
        self._checks, self._deadline = tuple(checks), deadline
        self._fault: RiskModelError | None = None
        self._since: float | None = None
        self.seconds = 0.0
        """How long the checks took the last time."""
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop, without waiting for a check that hangs."""
        self._stopped.set()
        self._thread.join(timeout=self._deadline)

    @property
    def fault(self) -> RiskModelError | None:
        """What is wrong, as of a second or two ago."""
        since = self._since
        if since is not None and time.monotonic() - since > self._deadline:
            message = "a known household is not scored in time: the model hangs"
            return UnfitError(message)
        return self._fault

    @property
    def age_seconds(self) -> float:
        """How long the checks take, or have taken so far where that is longer."""
        since = self._since
        return self.seconds if since is None else max(self.seconds, time.monotonic() - since)

    def _run(self) -> None:
        while not self._stopped.wait(BEAT_SECONDS):
            self._since = began = time.monotonic()
            fault = self._first_fault()
            if fault is not None and self._fault is None:
                _LOG.error("not ready: %s", fault)
            self._fault, self._since = fault, None
            self.seconds = time.monotonic() - began

    def _first_fault(self) -> RiskModelError | None:
        for check in self._checks:
            try:
                check()
            except RiskModelError as error:
                return error
            except Exception as error:  # noqa: BLE001 - whatever it is, the service is not fit
                return UnfitError(f"a check of the service failed ({type(error).__name__})")
        return None
