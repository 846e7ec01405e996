"""The engine of one machine: parts in threads, which share one model."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import NamedTuple

from riskmodel.errors import ConfigurationError, DataError
from riskmodel.scale.asked import PartRecord, PartSpec
from riskmodel.scale.part import run_part


class PartFailed(NamedTuple):
    """A part that could not be made, and what is to be mended."""

    spec: PartSpec
    words: str


Outcome = PartRecord | PartFailed
Engine = Callable[[Sequence[PartSpec]], Iterator[Outcome]]
"""Runs `try_part` once for each specification, anywhere; what became of it comes in any order."""


BASE_GIGABYTES, PART_GIGABYTES = 0.6, 0.35
"""What the program and its model take, and each part at once beside them (docs/batch.md)."""


def workers_within(gigabytes: float, most: int) -> int:
    """How many parts can be made at once in so much memory; raises ConfigurationError for none."""
    fit = int((gigabytes - BASE_GIGABYTES) / PART_GIGABYTES)
    if fit < 1:
        message = f"a batch takes {BASE_GIGABYTES + PART_GIGABYTES:g} GB at least: allow it more"
        raise ConfigurationError(message)
    return min(fit, most)


def try_part(spec: PartSpec) -> Outcome:
    """Make a part; what a person can mend of its input is told and keeps no other part waiting."""
    try:
        return run_part(spec)
    except DataError as error:
        return PartFailed(spec, str(error))


def in_threads(workers: int, starting: Callable[[PartSpec], None] = lambda _: None) -> Engine:
    """The engine with so many threads: most of the work is in code that holds no lock.

    `starting` is called in the thread that begins a part.
    """

    def begin(spec: PartSpec) -> Outcome:
        starting(spec)
        return try_part(spec)

    def run(specs: Sequence[PartSpec]) -> Iterator[Outcome]:
        pool = ThreadPoolExecutor(workers, thread_name_prefix="part")
        waiting: list[Future[Outcome]] = []
        try:
            waiting = [pool.submit(begin, spec) for spec in specs]
            for future in as_completed(waiting):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)

    return run
