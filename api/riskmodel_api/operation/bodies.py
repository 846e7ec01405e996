"""How much of bodies may lie in memory at once, and how long they may take to come."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus

from starlette.exceptions import HTTPException

LARGE = 262_144
"""Bytes from which a body waits until no other such body is being worked on."""
BYTES_A_PART = 16
"""A batch of records has more bytes to each value than this; a body made to fill memory fewer."""
_BYTES_A_SECOND = 262_144
"""The slowest that a large body may come."""
_THROWN_AWAY = 67_108_864
_CLOSE = {"Connection": "close"}


class Bodies:
    """Bounds of one process: bytes held at once, and seconds to wait for a body."""

    def __init__(self, most_bytes: int = 33_554_432, seconds: float = 20.0) -> None:
        self._most, self._seconds = most_bytes, seconds
        self.held = 0
        self._turn = asyncio.Semaphore(1)

    @contextmanager
    def reading(self) -> Iterator["Held"]:
        """While a body is read; what is held of it is let go at the end."""
        held = Held(self)
        try:
            yield held
        finally:
            self.held -= held.size

    @asynccontextmanager
    async def working_on(self, size: int) -> AsyncIterator[None]:
        """While a body is parsed and answered: one large one at a time."""
        if size < LARGE:
            yield
            return
        with self.reading() as held:
            held.add(size)
            async with self._turn:
                yield

    def seconds_for(self, most_bytes: int) -> float:
        """How long a body of at most so many bytes may take."""
        return self._seconds + most_bytes / _BYTES_A_SECOND

    def take(self, size: int) -> None:
        """Count bytes as held; raises HTTPException 503 where that would be too many."""
        if self.held + size > self._most:
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE, headers=_CLOSE | {"Retry-After": "1"}
            )
        self.held += size


class Held:
    """What is held of one body."""

    __slots__ = ("_bodies", "size")

    def __init__(self, bodies: Bodies) -> None:
        self._bodies, self.size = bodies, 0

    def add(self, size: int) -> None:
        """So many bytes more; raises HTTPException 503."""
        self._bodies.take(size)
        self.size += size


def too_large(declared: int | None = None) -> HTTPException:
    """The refusal of a body that is too large.

    One whose end is known and not far is read to it and thrown away, since most clients listen
    only when they have sent everything; otherwise the connection is closed.
    """
    near = declared is not None and declared <= _THROWN_AWAY
    headers = None if near else _CLOSE
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers=headers)


def too_slow() -> HTTPException:
    """The refusal of a body that did not come in time."""
    return HTTPException(HTTPStatus.REQUEST_TIMEOUT, headers=_CLOSE)


def require_few_parts(content: bytes, most_bytes: int) -> None:
    """Raise HTTPException 413 for a body of far more values than a record of its size has.

    Eight mebibytes of `[],[],…` are 200 MiB of lists. What is counted here are the marks between
    values, which is quick, and never fewer than the values.
    """
    parts = content.count(b",") + content.count(b"[") + content.count(b"{")
    if parts > max(most_bytes // BYTES_A_PART, 4_096):
        raise too_large(len(content))
