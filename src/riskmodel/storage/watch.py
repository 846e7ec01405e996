"""Whether the database works, as told by the last time that it was used."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from riskmodel.errors import RiskModelError, StorageUnavailableError

PATIENCE_SECONDS = 2.0
"""A use that takes longer counts as a fault while it lasts."""


class Watch:
    """Looks over each use of the database."""

    def __init__(self) -> None:
        self._fault: RiskModelError | None = None
        self._since: float | None = None
        self._worked = 0.0

    @property
    def fault(self) -> RiskModelError | None:
        """What the last use ended in, or that one does not end; None where all is well."""
        if self.hangs:
            return self._fault or StorageUnavailableError("the database does not answer")
        return self._fault

    @property
    def hangs(self) -> bool:
        """Whether a use is going on that should have ended."""
        since = self._since
        return since is not None and time.monotonic() - since > PATIENCE_SECONDS

    @property
    def idle_seconds(self) -> float:
        """Since a use last went well."""
        return time.monotonic() - self._worked

    @contextmanager
    def over(self) -> Iterator[None]:
        """Watch over one use."""
        self._since = time.monotonic()
        try:
            yield
        except Exception as error:
            known = isinstance(error, RiskModelError)
            text = f"the database cannot be used now ({type(error).__name__})"
            self._fault = error if known else StorageUnavailableError(text)  # type: ignore[assignment]
            raise
        else:
            self._fault, self._worked = None, time.monotonic()
        finally:
            self._since = None
