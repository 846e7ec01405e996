"""Alerts, cases and refusals as requests read and write them."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine

from riskmodel.alerts.following import Lag, lag
from riskmodel.alerts.measured import MeasuredYield
from riskmodel.assessment import HouseholdDeclined
from riskmodel.assessment.unasked import nobody
from riskmodel.errors import StorageUnavailableError
from riskmodel.opt_outs.current import CurrentOptOuts
from riskmodel.settings import Settings
from riskmodel.storage.database import reading, writing
from riskmodel_api.database import database_of

_OFF = "assessments are not recorded here: RISKMODEL_STORAGE is off"
Result = TypeVar("Result")


class Alerting:
    """The database of what follows from assessments; `engine` is None where nothing is kept."""

    def __init__(self, settings: Settings, engine: Engine | None) -> None:
        self._engine = engine
        self._opt_outs = CurrentOptOuts(engine) if engine else None
        self._measured = MeasuredYield(settings.outcomes)

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
        """Let go of the database."""
        if self._opt_outs:
            self._opt_outs.close()
        if self._engine:
            self._engine.dispose()

    def _require_engine(self) -> Engine:
        if self._engine is None:
            raise StorageUnavailableError(_OFF)
        return self._engine
