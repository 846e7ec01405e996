"""What follows from the assessments that are given: alerts, messages to others, opt-outs."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine

from riskmodel.alerts.beat import Beat
from riskmodel.alerts.following import AT_ONCE, Lag, follow, lag
from riskmodel.alerts.measured import MeasuredYield
from riskmodel.assessment import HouseholdDeclined
from riskmodel.assessment.unasked import nobody
from riskmodel.errors import StorageUnavailableError
from riskmodel.opt_outs.current import CurrentOptOuts
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.storage.database import reading, writing
from riskmodel.webhooks.sender import Sending, send_due
from riskmodel_api.database import database_of

_OFF = "assessments are not recorded here: RISKMODEL_STORAGE is off"
_EVERY_SECONDS = 1.0
Result = TypeVar("Result")


class Alerting:
    """Follows the assessments in threads of its own; `engine` is None where nothing is recorded.

    Any number of processes may follow the same database.
    """

    def __init__(self, settings: Settings, engine: Engine | None) -> None:
        self._settings, self._engine = settings, engine
        self._opt_outs = CurrentOptOuts(engine) if engine else None
        self._measured = MeasuredYield(settings.outcomes)
        self._beats: list[Beat] = []

    @classmethod
    def of(cls, settings: Settings) -> "Alerting":
        """As the settings say, once the database is in the layout of this release."""
        return cls(settings, database_of(settings))

    @property
    def household_declined(self) -> HouseholdDeclined:
        """Whether a household declined automated scoring; nobody where no register is kept."""
        return self._opt_outs or nobody

    @property
    def measured(self) -> MeasuredYield:
        """How often alerts were right so far."""
        return self._measured

    def begin(self, parameters: Parameters) -> None:
        """Make alerts and send messages from now on, where the settings want it here."""
        engine = self._engine
        if engine is None or not self._settings.alerts:
            return
        sending = Sending.of(self._settings)
        self._beats = [
            Beat("alerts", lambda: follow(engine, parameters), _EVERY_SECONDS, AT_ONCE),
            Beat("webhooks", lambda: send_due(engine, sending), _EVERY_SECONDS),
        ]

    def read(self, ask: Callable[[Connection], Result]) -> Result:
        """What a question to the database finds; raises StorageUnavailableError."""
        with reading(self._require_engine()) as connection:
            return ask(connection)

    def write(self, act: Callable[[Connection], Result]) -> Result:
        """What an act in one transaction gives; raises StorageUnavailableError."""
        with writing(self._require_engine()) as connection:
            return act(connection)

    def refresh_opt_outs(self) -> None:
        """Heed a change of the register at once, here; others do within a second."""
        if self._opt_outs:
            self._opt_outs.refresh()

    def lag(self) -> Lag:
        """How far alerts are behind the assessments, for metrics."""
        return self.read(lag)

    def close(self) -> None:
        """Finish what was begun, and let go of the database."""
        for beat in self._beats:
            beat.close()
        if self._opt_outs:
            self._opt_outs.close()
        if self._engine:
            self._engine.dispose()

    def _require_engine(self) -> Engine:
        if self._engine is None:
            raise StorageUnavailableError(_OFF)
        return self._engine
