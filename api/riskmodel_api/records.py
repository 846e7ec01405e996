"""What is done with an assessment between its making and its answer."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection

from riskmodel.assessment import Assessment
from riskmodel.errors import RiskModelError, StorageError, StorageUnavailableError
from riskmodel.settings import Settings
from riskmodel.storage.assessments import Stored
from riskmodel.storage.audit import LOCAL, Act
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.recording import given
from riskmodel.storage.store import Habits, Store

_LOG = logging.getLogger(__name__)
Found = TypeVar("Found")
_OFF = "assessments are not recorded here: RISKMODEL_STORAGE is off"


class Records:
    """Keeps every assessment that is given, or says why it cannot; `store` is None where off."""

    def __init__(self, store: Store | None) -> None:
        self._store = store

    @classmethod
    def of(cls, settings: Settings) -> "Records":
        """As the settings say; raises ConfigurationError for a database or key that is none."""
        if not settings.storage:
            return cls(None)
        keys = Keys(settings.signing_key, settings.public_key)
        place = Place.of(
            settings.database_url, settings.database_folder, settings.anchors_file, keys
        )
        habits = Habits(settings.upgrade_database, settings.anchor_minutes * 60)
        return cls(Store(place, habits))

    @property
    def fault(self) -> RiskModelError | None:
        """Why nothing can be recorded now; None where it can, or need not be."""
        return self._store.fault if self._store else None

    def keep(
        self, assessments: Sequence[tuple[Assessment, Any]], asked_by: str = LOCAL
    ) -> list[str]:
        """Record assessments, each with the household as parsed, and give what to answer with.

        Raises StorageError where they cannot be recorded: then they may not be answered.
        """
        if self._store is None:
            return [assessment.model_dump_json() for assessment, _ in assessments]
        made = [given(assessment, household) for assessment, household in assessments]
        try:
            return self._store.record(made, asked_by)
        except StorageError:
            raise
        except RiskModelError as error:
            raise StorageUnavailableError(str(error)) from error

    def log(self, acts: Sequence[Act]) -> None:
        """Add acts to the audit log; raises StorageError. Nothing where that is off."""
        if self._store is None:
            return
        try:
            self._store.log(acts)
        except StorageError:
            raise
        except RiskModelError as error:
            raise StorageUnavailableError(str(error)) from error

    def report(self, acts: Sequence[Act]) -> None:
        """Add refusals to the audit log; where that fails they are in the service's log, at least.

        A refusal stands whether or not it could be recorded.
        """
        for act in acts:
            _LOG.warning("%s by %s", act.action, act.actor)
        if acts:
            try:
                self.log(acts)
            except StorageError as error:
                _LOG.error("a refusal could not be recorded: %s", error)

    def read(self, ask: Callable[[Connection], Found]) -> Found:
        """What a question to the database finds; raises RiskModelError."""
        if self._store is None:
            raise StorageUnavailableError(_OFF)
        return self._store.read(ask)

    def fetch(self, assessment_id: str) -> Stored:
        """What was given; raises StorageError."""
        if self._store is None:
            raise StorageUnavailableError(_OFF)
        return self._store.fetch(assessment_id)

    def close(self) -> None:
        """Commit what was accepted."""
        if self._store:
            self._store.close()
