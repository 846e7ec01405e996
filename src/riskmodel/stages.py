"""Where the time of one request goes: a clock that is marked at the end of each stage.

Whoever wants to know starts a clock in its context; a mark where there is none costs nothing much.
"""

from contextvars import ContextVar
from time import perf_counter_ns
from typing import Literal

Stage = Literal["read", "parse", "score", "explain", "rules", "record", "serialise"]
STAGES: tuple[Stage, ...] = (
    "read", "parse", "explain", "score", "rules", "record", "serialise",
)  # fmt: skip


class Clock:
    """Nanoseconds by stage, in the order in which the stages were first reached."""

    __slots__ = ("began", "last", "spent")

    def __init__(self) -> None:
        self.began = self.last = perf_counter_ns()
        self.spent: dict[Stage, int] = {}

    def mark(self, stage: Stage) -> None:
        """What has passed since the last mark went into this stage."""
        now = perf_counter_ns()
        self.spent[stage] = self.spent.get(stage, 0) + now - self.last
        self.last = now


CLOCK: ContextVar[Clock | None] = ContextVar("clock", default=None)
"""The clock of what is being done, also in the threads that it is done in."""


def mark(stage: Stage) -> None:
    """The end of a stage, for the clock that runs, if one does."""
    clock = CLOCK.get()
    if clock is not None:
        clock.mark(stage)
