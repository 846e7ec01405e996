"""A row of the reliability scorecard."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A promise, what it is measured against, what was measured, and whether it is kept."""

    number: int
    promise: str
    target: str
    figure: str
    met: bool
