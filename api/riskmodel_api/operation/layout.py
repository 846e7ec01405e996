"""Which figure is which number of a ledger: families of figures, with every label known ahead.

No label can be made up by whoever asks: what is not in the list is counted as `other`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Member = tuple[str, ...]
OTHER = "other"


@dataclass(frozen=True)
class Family:
    """Figures of one name: a member for each combination of labels.

    `bounds` are the upper ends of a histogram's buckets, in seconds.
    """

    name: str
    help: str
    kind: Literal["counter", "histogram", "gauge"]
    labels: tuple[str, ...] = ()
    members: tuple[Member, ...] = ((),)
    bounds: tuple[float, ...] = ()

    @property
    def width(self) -> int:
        """Cells of a member: for a histogram the buckets, one for what is above, and the sum."""
        return len(self.bounds) + 2 if self.kind == "histogram" else 1


class Layout:
    """Where each member of each family begins."""

    def __init__(self, families: Sequence[Family], first: int = 1) -> None:
        self.families = tuple(families)
        self.places: dict[str, dict[Member, int]] = {}
        for family in families:
            places = range(first, first + len(family.members) * family.width, family.width)
            self.places[family.name] = dict(zip(family.members, places, strict=True))
            first = places.stop
        self.cells = first
