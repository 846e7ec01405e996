"""How fast somebody may ask: token buckets in memory, one a name."""

import time
from collections import OrderedDict
from collections.abc import Callable

MOST_NAMES = 10_000


class Rates:
    """Buckets that hold `burst` and gain `per_second`; the least used are forgotten.

    Each process has its own: a rate bounds what one process has to do, and a budget what a caller
    may learn. Used from the event loop only.
    """

    def __init__(
        self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second, self._burst, self._clock = per_second, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take one; 0, or the seconds until there is one, and then nothing is taken."""
        now = self._clock()
        level = self._level(name, now)
        if level < 1:
            return (1 - level) / self._per_second
        self._buckets[name] = (level - 1, now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > MOST_NAMES:
            self._buckets.popitem(last=False)
        return 0.0

    def give_back(self, name: str) -> None:
        """Put one back that was taken and not used."""
        now = self._clock()
        self._buckets[name] = (min(self._burst, self._level(name, now) + 1), now)

    def wait(self, name: str) -> float:
        """The seconds until there is one, 0 where there is; nothing is taken."""
        level = self._level(name, self._clock())
        return 0.0 if level >= 1 else (1 - level) / self._per_second

    def _level(self, name: str, now: float) -> float:
        held = self._buckets.get(name)
        if held is None:
            return self._burst
        level, since = held
        return min(self._burst, level + (now - since) * self._per_second)
