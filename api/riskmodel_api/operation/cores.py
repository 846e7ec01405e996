"""Which processor cores a worker keeps to."""

import os
from collections.abc import Collection


def cores_of(number: int, count: int, cores: Collection[int]) -> set[int]:
    """The cores of one of several workers: equal shares, all of them where there are too few.

    A worker's threads take turns at the interpreter's lock. On cores of their own they find their
    data in the cache, and no turn waits until another core has woken.
    """
    held = sorted(cores)
    each = len(held) // count
    return set(held[number * each : (number + 1) * each]) or set(held)


def keep_to_own_cores(number: int, count: int) -> None:
    """Keep this process, and what it starts, to its share, where the system has such a call."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores_of(number, count, os.sched_getaffinity(0)))
