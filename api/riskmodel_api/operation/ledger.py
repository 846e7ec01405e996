"""Figures of several processes: each writes a file of its own, whoever is asked adds them up.

A file is an array of doubles whose layout all processes agree on before they start, so that to
count is to add to a number in memory, and nothing is lost with a process that dies: the one that
replaces it goes on with its file.
"""

import mmap
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_BYTES = 8
STALE_SECONDS = 10.0
"""A process that has not said for so long that it is there does not count as there."""
BEAT = 0
"""Cell of the moment, on the machine's monotonic clock, at which the process was last there."""


@dataclass(frozen=True)
class Slot:
    """The place of a worker among several: its number, and the folder of their figures."""

    number: int = 0
    folder: Path | None = None

    @property
    def ledger(self) -> Path | None:
        """The file of the worker's figures; None where it is alone."""
        return self.folder / f"{self.number:04}.ledger" if self.folder else None


ALONE = Slot()


class Ledger:
    """The figures of this process; only its event loop may write them.

    Two threads that add to one number at once would lose one of the two.
    """

    def __init__(self, cells: int, file: Path | None = None) -> None:
        self._length = (cells + 1) * _BYTES
        self._file = file
        if file is None:
            self._memory = mmap.mmap(-1, self._length)
        else:
            with file.open("a+b") as opened:
                opened.truncate(self._length)
                self._memory = mmap.mmap(opened.fileno(), self._length)
        self.cells = memoryview(self._memory).cast("d")

    def beat(self) -> None:
        """Say that this process is there."""
        self.cells[BEAT] = time.monotonic()

    def everyone(self) -> list[Sequence[float]]:
        """The cells of every process, this one's as they are now."""
        if self._file is None:
            return [self.cells]
        files = sorted(self._file.parent.glob(f"*{self._file.suffix}"))
        return [memoryview(file.read_bytes()).cast("d") for file in files]


def last_beat(file: Path) -> float:
    """When the process of a file was last there; 0 where it never was."""
    content = file.read_bytes()[:_BYTES] if file.is_file() else b""
    return float(memoryview(content).cast("d")[BEAT]) if len(content) == _BYTES else 0.0


def is_there(cells: Sequence[float]) -> bool:
    """Whether the process of these cells was there a moment ago."""
    return time.monotonic() - cells[BEAT] < STALE_SECONDS
