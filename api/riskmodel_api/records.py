"""What is done with an assessment between its making and its answer."""

from collections.abc import Sequence
from typing import Any

from riskmodel.assessment import Assessment
from riskmodel.errors import RiskModelError, StorageError, StorageUnavailableError
from riskmodel.settings import Settings
from riskmodel.stages import mark
from riskmodel.storage.assessments import Stored
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.recording import given
from riskmodel.storage.store import Habits, Store
from riskmodel_api.operation.seen import count_assessed

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

    def keep(self, assessments: Sequence[tuple[Assessment, Any]]) -> list[str]:
        """Record assessments, each with the household as parsed, and give what to answer with.

        Raises StorageError where they cannot be recorded: then they may not be answered.
        """
        count_assessed(assessment for assessment, _ in assessments)
        if self._store is None:
            return [assessment.model_dump_json() for assessment, _ in assessments]
        made = [given(assessment, household) for assessment, household in assessments]
        mark("serialise")
        try:
            return self._store.record(made)
        except StorageError:
            raise
        except RiskModelError as error:
            raise StorageUnavailableError(str(error)) from error
        finally:
            mark("record")

    @property
    def waiting(self) -> int:
        """How many callers wait for their assessments to be recorded."""
        return self._store.waiting if self._store else 0

    def fetch(self, assessment_id: str) -> Stored:
        """What was given; raises StorageError."""
        if self._store is None:
            raise StorageUnavailableError(_OFF)
        return self._store.fetch(assessment_id)

    def close(self) -> None:
        """Commit what was accepted."""
        if self._store:
            self._store.close()
