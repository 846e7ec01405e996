"""What is done with an assessment between its making and its answer."""

from collections.abc import Sequence
from typing import Any

from riskmodel.assessment import Assessment
from riskmodel.errors import RiskModelError, StorageError, StorageUnavailableError
from riskmodel.settings import Settings
from riskmodel.shadow import Shadow, Shadowing
from riskmodel.signing import read_public_key
from riskmodel.storage.assessments import Stored
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.recording import given
from riskmodel.storage.store import Habits, Store

_OFF = "assessments are not recorded here: RISKMODEL_STORAGE is off"


class Records:
    """Keeps every assessment that is given, or says why it cannot; `store` is None where off."""

    def __init__(self, store: Store | None, shadow: Shadow | None = None) -> None:
        self._store = store
        self._shadow = shadow

    @classmethod
    def of(cls, settings: Settings) -> "Records":
        """As the settings say; raises ConfigurationError for a database or key that is none."""
        shadow = _shadow_of(settings) if settings.shadow else None
        if not settings.storage:
            return cls(None, shadow)
        keys = Keys(settings.signing_key, settings.public_key)
        place = Place.of(
            settings.database_url, settings.database_folder, settings.anchors_file, keys
        )
        habits = Habits(settings.upgrade_database, settings.anchor_minutes * 60)
        return cls(Store(place, habits), shadow)

    @property
    def fault(self) -> RiskModelError | None:
        """Why nothing can be recorded now; None where it can, or need not be."""
        return self._store.fault if self._store else None

    def keep(self, assessments: Sequence[tuple[Assessment, Any]]) -> list[str]:
        """Record assessments, each with the household as parsed, and give what to answer with.

        Raises StorageError where they cannot be recorded: then they may not be answered.
        """
        messages = self._kept(assessments)
        if self._shadow:
            self._shadow.offer([household for _, household in assessments], messages)
        return messages

    def _kept(self, assessments: Sequence[tuple[Assessment, Any]]) -> list[str]:
        if self._store is None:
            return [assessment.model_dump_json() for assessment, _ in assessments]
        made = [given(assessment, household) for assessment, household in assessments]
        try:
            return self._store.record(made)
        except StorageError:
            raise
        except RiskModelError as error:
            raise StorageUnavailableError(str(error)) from error

    def fetch(self, assessment_id: str) -> Stored:
        """What was given; raises StorageError."""
        if self._store is None:
            raise StorageUnavailableError(_OFF)
        return self._store.fetch(assessment_id)

    def close(self) -> None:
        """Commit what was accepted."""
        if self._store:
            self._store.close()
        if self._shadow:
            self._shadow.close()


def _shadow_of(settings: Settings) -> Shadow:
    key = read_public_key(settings.promotion_public_key)
    return Shadow(
        Shadowing(
            settings.champions, settings.model_name, settings.shadow_folder, settings.parameters,
            key, settings.champion_poll_seconds or 2.0,
        )
    )  # fmt: skip
