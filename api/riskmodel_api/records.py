"""What is done with an assessment between its making and its answer."""

import datetime
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection

from riskmodel.assessment import Answer
from riskmodel.errors import (
    DataError,
    RiskModelError,
    StorageError,
    StorageUnavailableError,
)
from riskmodel.settings import Settings
from riskmodel.shadow import Shadow, Shadowing
from riskmodel.signing import read_public_key
from riskmodel.stages import mark
from riskmodel.storage.answers import Mention, Promise, Retry, written
from riskmodel.storage.assessments import Stored
from riskmodel.storage.audit import LOCAL, Act
from riskmodel.storage.listing import Page, Wanted
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.recording import given, schema_sha256
from riskmodel.storage.store import Habits, Store
from riskmodel_api.gathering import Gathering
from riskmodel_api.operation.seen import count_assessed

_LOG = logging.getLogger(__name__)
Found = TypeVar("Found")
_OFF = "assessments are not recorded here: RISKMODEL_STORAGE is off"

Reply = Sequence[str | tuple[Answer, Any]]
"""What is replied, in parts: texts, and assessments, each with the household as parsed."""


class Records:
    """Keeps every assessment that is given, or says why it cannot; `store` is None where off.

    A retry is answered as at first for `retry_hours`.
    """

    def __init__(
        self, store: Store | None, retry_hours: float = 24, shadow: Shadow | None = None
    ) -> None:
        self._store = store
        self._shadow = shadow
        self._remembered = datetime.timedelta(hours=retry_hours)
        self._gathering = Gathering(store) if store else None

    @classmethod
    def of(cls, settings: Settings) -> "Records":
        """As the settings say; raises ConfigurationError for a database or key that is none."""
        shadow = _shadow_of(settings) if settings.shadow else None
        if not settings.storage:
            return cls(None, shadow=shadow)
        keys = Keys(settings.signing_key, settings.public_key)
        place = Place.of(
            settings.database_url, settings.database_folder, settings.anchors_file, keys
        )
        habits = Habits(settings.upgrade_database, settings.anchor_minutes * 60)
        schema_sha256()  # now, so that no request waits for it
        return cls(Store(place, habits), settings.retry_hours, shadow)

    @property
    def fault(self) -> RiskModelError | None:
        """Why nothing can be recorded now; None where it can, or need not be."""
        return self._store.fault if self._store else None

    def keep(self, answers: Sequence[tuple[Answer, Any]], asked_by: str = LOCAL) -> list[bytes]:
        """Record assessments, each with the household as parsed, and give what to answer with.

        Raises StorageError where they cannot be recorded: then they may not be answered.
        """
        count_assessed(answer for answer, _ in answers)
        messages = self._kept(answers, asked_by)
        self._offer(answers, messages)
        return messages

    def _kept(self, answers: Sequence[tuple[Answer, Any]], asked_by: str) -> list[bytes]:
        if self._store is None:
            return [answer.content for answer, _ in answers]
        made = [given(answer, household) for answer, household in answers]
        with _as_storage_error():
            return self._store.record(made, asked_by)

    async def keep_one(self, answer: Answer, household: Any, asked_by: str = LOCAL) -> bytes:
        """The same of one, without a thread that waits: the loop is woken by the commit."""
        count_assessed([answer])
        message = answer.content
        if self._gathering is not None:
            with _as_storage_error():
                message = await self._gathering.keep(given(answer, household), asked_by)
        self._offer([(answer, household)], [message])
        return message

    def keep_reply(self, reply: Reply, retry: Retry, asked_by: str = LOCAL) -> bytes:
        """Record what a reply holds together with the reply, for whoever asks again.

        Raises StorageError, or RetryInProgressError where the same was answered meanwhile.
        """
        store = self._require_store()
        count_assessed(part[0] for part in reply if not isinstance(part, str))
        made = {
            place: given(*part) for place, part in enumerate(reply) if not isinstance(part, str)
        }
        pieces: list[str | Mention] = [
            part if isinstance(part, str) else Mention(made[place].assessment_id)
            for place, part in enumerate(reply)
        ]
        until = datetime.datetime.now(datetime.UTC) + self._remembered
        promise = Promise(retry, pieces, until)
        with _as_storage_error():
            kept = store.record(list(made.values()), asked_by, promise)
        self._offer([part for part in reply if not isinstance(part, str)], kept)
        names = [one.assessment_id for one in made.values()]
        return written(pieces, dict(zip(names, kept, strict=True)))

    def recall(self, retry: Retry, asked_by: str = LOCAL) -> bytes | None:
        """What the same request was answered; None for a new one. Raises as `Store.recall`."""
        with _as_storage_error():
            return self._require_store().recall(retry, asked_by)

    def _offer(self, answers: Sequence[tuple[Answer, Any]], messages: Sequence[bytes]) -> None:
        """Let the challenger be scored beside what was answered, if one is.

        A household that declined is kept from the challenger as it is from the champion.
        """
        if self._shadow is None:
            return
        pairs = zip(answers, messages, strict=True)
        asked = [(one, told) for (made, one), told in pairs if made.made_with.scoring is None]
        self._shadow.offer([one for one, _ in asked], [told for _, told in asked])

    def log(self, acts: Sequence[Act]) -> None:
        """Add acts to the audit log; raises StorageError. Nothing where that is off."""
        if self._store is None:
            return
        with _as_storage_error():
            self._store.log(acts)

    @property
    def waiting(self) -> int:
        """How many callers wait for their assessments to be recorded."""
        return self._store.waiting if self._store else 0

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
        return self._require_store().fetch(assessment_id)

    def page(self, wanted: Wanted, cursor: str | None, most: int) -> Page:
        """What was given, the newest first; raises CursorError and StorageError."""
        return self._require_store().page(wanted, cursor, most)

    def _require_store(self) -> Store:
        if self._store is None:
            raise StorageUnavailableError(_OFF)
        return self._store

    def close(self) -> None:
        """Commit what was accepted."""
        if self._store:
            self._store.close()
        if self._shadow:
            self._shadow.close()


@contextmanager
def _as_storage_error() -> Iterator[None]:
    """Whatever keeps an answer from being recorded is a fault of the storage to who asked."""
    mark("serialise")
    try:
        yield
    except (StorageError, DataError):
        raise
    except RiskModelError as error:
        raise StorageUnavailableError(str(error)) from error
    finally:
        mark("record")


def _shadow_of(settings: Settings) -> Shadow:
    key = read_public_key(settings.promotion_public_key)
    return Shadow(
        Shadowing(
            settings.champions, settings.model_name, settings.shadow_folder, settings.parameters,
            key, settings.champion_poll_seconds or 2.0,
        )
    )  # fmt: skip
