from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    number: int
    promise: str
    target: str
    figure: str
    met: bool
