"""The keys in memory, read anew every two seconds, so that no request waits for the database."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Lock, Thread

from riskmodel.access.keys import Key
from riskmodel.errors import RiskModelError

_LOG = logging.getLogger(__name__)
SECONDS = 2.0
"""A key that is revoked is refused by every process after this time and one reading."""
_BETWEEN_ASKED = 0.5


class KeyRing:
    """Every key that was ever made, as of a moment ago.

    `keys` is None as long as they could not be read even once: then nobody may be let through,
    for there may be keys. Where the database goes away later, the last that is known goes on.
    `version` changes with the keys. `people` says whether a person was ever added who may sign in.
    """

    def __init__(
        self,
        read: Callable[[], Sequence[Key]],
        seconds: float = SECONDS,
        people: Callable[[], bool] = lambda: False,
    ) -> None:
        self._read, self._seconds, self._read_people = read, seconds, people
        self.keys: Mapping[str, Key] | None = None
        self.people = False
        self.version = 0
        self._reading, self._asked = Lock(), float("-inf")
        self._stop = Event()
        self.refresh()
        self._thread = Thread(target=self._run, name="key-ring", daemon=True)
        self._thread.start()

    def refresh(self) -> None:
        """Read the keys now; a failure leaves what is known."""
        with self._reading:
            try:
                found = {one.key_id: one for one in self._read()}
                self.people = self.people or self._read_people()
            except RiskModelError as error:
                if self.keys is None:
                    _LOG.warning("the keys cannot be read: %s", error)
                return
            if found != self.keys:
                # The version last: whoever sees it sees the keys too.
                self.keys = found
                self.version += 1

    def refresh_if_due(self) -> None:
        """Read now, for a key that is not known; not again and again for those that are none."""
        if time.monotonic() - self._asked >= _BETWEEN_ASKED:
            self._asked = time.monotonic()
            self.refresh()

    def close(self) -> None:
        """Read no more."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            self.refresh()
