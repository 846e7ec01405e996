"""The households that have declined now, at hand in memory: a look-up costs no database."""

import logging
from threading import Event, Thread

from sqlalchemy import Engine

from riskmodel.errors import RiskModelError, StorageUnavailableError
from riskmodel.opt_outs.register import in_force
from riskmodel.storage.database import reading

_LOG = logging.getLogger(__name__)


class CurrentOptOuts:
    """A set that is read anew every few seconds, and at once where it was changed here.

    While the database cannot be read the last set stands: nobody's refusal is forgotten. Before it
    could be read once, nobody may be scored.
    """

    def __init__(self, engine: Engine, seconds: float = 1.0) -> None:
        self._engine, self._seconds = engine, seconds
        self._declined: frozenset[str] | None = None
        self._stopping = Event()
        self._try_refresh()
        self._thread = Thread(target=self._run, name="opt-outs", daemon=True)
        self._thread.start()

    def __call__(self, household: str) -> bool:
        """Whether a household declined; raises StorageUnavailableError where that is not known."""
        declined = self._declined
        if declined is None:
            message = "who declined automated scoring cannot be told now: nobody is scored"
            raise StorageUnavailableError(message)
        return household in declined

    def refresh(self) -> None:
        """Read the register now; raises StorageUnavailableError."""
        with reading(self._engine) as connection:
            self._declined = in_force(connection)

    def close(self) -> None:
        """Read it no more."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            self._try_refresh()

    def _try_refresh(self) -> None:
        try:
            self.refresh()
        except RiskModelError as error:
            _LOG.warning("the register of opt-outs cannot be read now: %s", error)
