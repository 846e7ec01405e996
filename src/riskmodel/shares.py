"""A share of counted things: with its interval, or the word that there are too few to say."""

import math
from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, ConfigDict

FEWEST = 20
"""Below this many no share is given: it would tell of chance, or of one person."""
_Z = 1.96


class Share(BaseModel):
    """`count` of `of`; the share and its 95 % interval are None where they are fewer than 20."""

    model_config = ConfigDict(frozen=True)

    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None

    @classmethod
    def counted(cls, count: int, of: int) -> Self:
        """The share of so many of so many."""
        if of < FEWEST:
            return cls(count=count, of=of, value=None, low=None, high=None)
        low, high = share_interval(count, of)
        return cls(count=count, of=of, value=count / of, low=low, high=high)

    @classmethod
    def known(cls, told: Iterable[bool | None]) -> Self:
        """The share of those that are true among those of which anything is known."""
        held = [one for one in told if one is not None]
        return cls.counted(sum(held), len(held))


def share_interval(events: int, rows: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, JASA 22:209)."""
    share, z2 = events / rows, _Z**2
    centre = (share + z2 / (2 * rows)) / (1 + z2 / rows)
    spread = _Z * math.sqrt(share * (1 - share) / rows + z2 / (4 * rows**2)) / (1 + z2 / rows)
    return max(0.0, centre - spread), min(1.0, centre + spread)
