"""What is seen of one request: its id, its clock, and what became of whom it asked about."""

import re
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from contextvars import ContextVar

from riskmodel.assessment import Answer
from riskmodel.stages import CLOCK, Clock

ACCEPTED = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
"""A UUID: the one common form that cannot hold an identity number of eighteen digits."""
NOT_SCORED = "not_scored"
_HEADER = b"x-request-id"
Headers = Sequence[tuple[bytes, bytes]]


class Seen(Clock):
    """One request. `counts` are by what is counted and its label; `key` names who asked."""

    __slots__ = ("counts", "key", "request_id", "status")

    def __init__(self, request_id: str) -> None:
        super().__init__()
        self.request_id = request_id
        self.counts: Counter[tuple[str, str]] = Counter()
        self.key: str | None = None
        self.status = 0


SEEN: ContextVar[Seen | None] = ContextVar("seen", default=None)
"""The request that is being served, also in the threads that serve it."""


def see(headers: Headers) -> Seen:
    """Begin to look at a request, in this context."""
    seen = Seen(request_id(headers))
    SEEN.set(seen)
    CLOCK.set(seen)
    return seen


def request_id(headers: Headers) -> str:
    """The id that came with a request if it is a UUID, else 32 hexadecimal digits made here."""
    for name, value in headers:
        if name == _HEADER and ACCEPTED.fullmatch(value):
            return value.decode()
    return secrets.token_hex(16)


def name_caller(name: str) -> None:
    """Say which key asks, for the log: its name, never the key."""
    seen = SEEN.get()
    if seen is not None:
        seen.key = name


def count_assessed(answers: Iterable[Answer]) -> None:
    """Count what rule and model say of the households that a request asks about."""
    seen = SEEN.get()
    if seen is None:
        return
    for one in answers:
        seen.counts["agreement", one.agreement or NOT_SCORED] += 1
        if one.band == "see_first":
            seen.counts["abstained", ""] += 1
        for code in one.not_scored:
            seen.counts["not_scored", code] += 1
