"""Take up a new champion while the service runs, and a new challenger beside it.

A look at the pointer's stat costs microseconds. What is new is verified and proved in a process
of its own; only then is it loaded here, warmed up, and the one reference replaced. What does not
prove itself changes nothing but what the log and the ready probe say.
"""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from riskmodel.assessment import Assessor, HouseholdDeclined
from riskmodel.assessment.unasked import nobody
from riskmodel.errors import ModelError, ModelNotFoundError
from riskmodel.modelling.artifact import sha256
from riskmodel.parameters import Parameters
from riskmodel.plain_file import read_plain_file
from riskmodel.registry.champion import prove_placed, read_placed_version
from riskmodel.registry.pointer import LARGEST_POINTER, Role, parse_pointer
from riskmodel.registry.proving import Limits
from riskmodel.settings import Settings
from riskmodel.signing import read_public_key
from riskmodel_api.dependencies import Refused, Serving
from riskmodel_api.operation.once import done_once

RETRY_SECONDS = 60.0
"""After this a pointer that was refused is tried again: its folder may have been mended."""

STOP_SECONDS = 2.0
NICE = 10
"""A candidate that proves itself while another one answers gives way."""

_LOG = logging.getLogger(__name__)


class _Stat(NamedTuple):
    """What tells one file from the next that is renamed into its place."""

    inode: int
    size: int
    changed: int


@dataclass
class _Seen:
    """The pointer as it was last looked at."""

    stat: _Stat | None
    digest: str = ""
    refused_at: float | None = None


class ChampionWatch:
    """Keeps `serving` what the pointer of the champion says; one a process, one look at a time.

    Workers with a folder `together` let each version prove itself once for all of them. What is
    loaded afterwards is held to the hashes of what was proved, by every one.
    """

    def __init__(
        self,
        settings: Settings,
        replaced: Callable[[Serving], None],
        declined: HouseholdDeclined = nobody,
        together: Path | None = None,
    ) -> None:
        self._settings, self._declined = settings, declined
        self._together = together
        self._replaced = replaced
        self._key: Ed25519PublicKey | None = read_public_key(settings.promotion_public_key)
        self._parameters = Parameters.of_office(settings.parameters)
        self._path = settings.champions / settings.model_name / Role.CHAMPION.file
        self._seen: _Seen | None = None
        self._current = ""
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="champion-watch", daemon=True)
        self.serving = Serving(Assessor(self._parameters, None, declined))

    def start(self) -> None:
        """Look now, and from then on again and again; a setting says how often, or never."""
        self.look()
        if self._settings.champion_poll_seconds:
            self._thread.start()

    def stop(self) -> None:
        """Look no more; what is being proved is left to end by itself."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._stopped.wait(self._settings.champion_poll_seconds):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - a watch that ends would end unseen
                _LOG.error("the look for a new champion failed: %s", type(error).__name__)

    def look(self) -> None:
        """Take up what is new; never raises for a version that cannot be."""
        stat = self._stat()
        if self._seen and stat == self._seen.stat and not self._is_due_again():
            return
        try:
            content = read_plain_file(self._path, LARGEST_POINTER)
        except ModelError as error:
            self._refuse(stat, "", self._missing() if stat is None else error)
            return
        self._take_up(stat, content)

    def _take_up(self, stat: _Stat | None, content: bytes) -> None:
        digest = sha256(content)
        if digest == self._current:
            self._seen = _Seen(stat, digest)
            self._put(replace(self.serving, refused=None))
            return
        try:
            found = self._proved(content)
        except ModelError as error:
            self._refuse(stat, digest, error)
            return
        self._seen, self._current = _Seen(stat, digest), digest
        self._put(Serving(found))
        _LOG.info("serving version %s (%s)", *_named(found))

    def _proved(self, content: bytes) -> Assessor:
        settings = self._settings
        pointer = parse_pointer(content, settings.model_name, Role.CHAMPION, self._key)
        answers = self.serving.assessor.model is not None
        limits = Limits(settings.prove_seconds, settings.prove_memory_mb, NICE if answers else 0)
        done_once(
            self._together,
            f"{pointer.artifact_sha256}-{pointer.tables_sha256}",
            partial(prove_placed, settings.champions, pointer, limits),
        )
        model = read_placed_version(settings.champions, pointer)
        model.explainer.warm_up()
        return Assessor(self._parameters, model, self._declined)

    def _refuse(self, stat: _Stat | None, digest: str, error: ModelError) -> None:
        """Say what is wrong once, and go on with what serves."""
        told = self.serving.refused
        refused = Refused(pointer_sha256=digest, reason=str(error))
        if refused != told:
            _LOG.warning("not taken up: %s", error)
        self._seen = _Seen(stat, digest, time.monotonic())
        has_model = self.serving.assessor.model is not None
        fault = None if has_model else error
        self._put(replace(self.serving, fault=fault, refused=refused))

    def _put(self, serving: Serving) -> None:
        self.serving = serving
        self._replaced(serving)

    def _is_due_again(self) -> bool:
        since = self._seen.refused_at if self._seen else None
        return since is not None and time.monotonic() - since > RETRY_SECONDS

    def _missing(self) -> ModelError:
        name = self._settings.model_name
        message = f"no champion of {name}: train a version and run `riskmodel promote VERSION`"
        return ModelNotFoundError(message)

    def _stat(self) -> _Stat | None:
        with suppress(OSError):
            found = os.lstat(self._path)
            return _Stat(found.st_ino, found.st_size, found.st_mtime_ns)
        return None


def _named(assessor: Assessor) -> tuple[str, str]:
    model = assessor.require_model()
    return model.version, model.artifact_sha256[:12]
