"""What is done with an assessment between its making and its answer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from riskmodel.assessment import Answer
from riskmodel.errors import RiskModelError, StorageError, StorageUnavailableError
from riskmodel.settings import Settings
from riskmodel.storage.assessments import Stored
from riskmodel.storage.audit import LOCAL
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.recording import given
from riskmodel.storage.store import Habits, Store
from riskmodel_api.gathering import Gathering

_OFF = "assessments are not recorded here: RISKMODEL_STORAGE is off"


class Records:
    """Keeps every assessment that is given, or says why it cannot; `store` is None where off."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._gathering = Gathering(store) if store else None

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

    def keep(self, answers: Sequence[tuple[Answer, Any]]) -> list[bytes]:
        """Record assessments, each with the household as parsed, and give what to answer with.

        Raises StorageError where they cannot be recorded: then they may not be answered.
        """
        if self._store is None:
            return [answer.content for answer, _ in answers]
        made = [given(answer, household) for answer, household in answers]
        with _only_storage_errors():
            return self._store.record(made)

    async def keep_one(self, answer: Answer, household: Any) -> bytes:
        """The same of one, without a thread that waits: the loop is woken by the commit."""
        if self._gathering is None:
            return answer.content
        with _only_storage_errors():
            return await self._gathering.keep(given(answer, household), LOCAL)

    def fetch(self, assessment_id: str) -> Stored:
        """What was given; raises StorageError."""
        if self._store is None:
            raise StorageUnavailableError(_OFF)
        return self._store.fetch(assessment_id)

    def close(self) -> None:
        """Commit what was accepted."""
        if self._store:
            self._store.close()


@contextmanager
def _only_storage_errors() -> Iterator[None]:
    """Whatever keeps an assessment from being recorded makes the storage unavailable."""
    try:
        yield
    except StorageError:
        raise
    except RiskModelError as error:
        raise StorageUnavailableError(str(error)) from error
