"""What the benchmark scripts share: candidates that take turns, and a line of the results."""

import statistics
import time
from collections.abc import Callable, Mapping

Result = dict[str, object]


def interleaved(
    candidates: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Median seconds of each, all taking their turn in every round after a warm-up."""
    for candidate in candidates.values():
        candidate()
    held: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, candidate in candidates.items():
            start = clock()
            candidate()
            held[name].append(clock() - start)
    return {name: statistics.median(times) for name, times in held.items()}


def at_least(name: str, value: float, floor: float, unit: str) -> Result:
    """One line of the results, of a figure that should be large."""
    return _result(name, value, floor, unit, met=bool(value >= floor))


def at_most(name: str, value: float, ceiling: float, unit: str) -> Result:
    """One line of the results, of a figure that should be small: its `floor` is a ceiling."""
    return _result(name, value, ceiling, unit, met=bool(value <= ceiling))


def context(name: str, value: float, unit: str) -> Result:
    """One line of the results that no bar was set for; `met` is null."""
    return _result(name, value, None, unit, met=None)


def _result(name: str, value: float, floor: float | None, unit: str, met: bool | None) -> Result:  # noqa: FBT001
    rounded = float(f"{value:.4g}")
    return {"name": name, "value": rounded, "floor": floor, "unit": unit, "met": met}
