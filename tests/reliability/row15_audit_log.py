"""Row 15: every action is in the audit log, and no tampering with it goes unseen.

PYTHONPATH=src:api:tests python -m reliability.row15_audit_log
"""

import importlib.util
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from reliability.scorecard import ROOT, Row, row
from stores import a_given, a_store, rows
from tampering import unseen

from riskmodel.storage.database import open_engine
from riskmodel.storage.deletion import Order, delete_assessments, of_household
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.store import Habits

CALLERS = 32
MOST_SECONDS = 10.0
ROUNDS = 3
ORDER = Order("Wang Fang", "the household withdrew")


def measure(actions: int = 10_000, tamperings: int = 200, entries: int = 1_000_000) -> Row:
    """Act, tamper and read; the time bar is for a million entries."""
    with tempfile.TemporaryDirectory() as folder:
        logged, expected = acted(place_in(Path(folder) / "acting"), actions)
        missed = unseen(place_in(Path(folder) / "tampering"), tamperings)
        read = benchmark("storage").reading_a_long_log(Path(folder) / "reading", entries, ROUNDS)
    figure = (
        f"{logged:,} of {expected:,} actions logged; {tamperings - len(missed)} of {tamperings} "
        f"tamperings found; {entries:,} entries verified in {read[0]:.1f} s by the clock, of them "
        f"{read[1]:.1f} s of work of one core"
    )
    met = logged == expected and not missed and read[0] <= MOST_SECONDS
    return row(15, figure, met=met)


def acted(place: Place, actions: int) -> tuple[int, int]:
    """How many entries the log has after so many actions, and how many it should have.

    New questions, questions asked again and deletions, by many callers at once, each counted only
    when it was acknowledged.
    """
    draw = random.Random(15)  # noqa: S311 - no secret
    names = [str(draw.randrange(max(1, actions * 9 // 10))) for _ in range(actions)]
    with a_store(place, Habits(beat_seconds=0.5)) as store, ThreadPoolExecutor(CALLERS) as pool:
        done = list(pool.map(lambda name: store.record([a_given(name)]), names))
    engine = open_engine(place.url)
    orders = 0
    for name in sorted(set(names))[:20]:
        gone = delete_assessments(engine, of_household(f"h-{name}", ORDER), ORDER)
        orders += gone.assessments
    engine.dispose()
    ((entries,),) = rows(place, "SELECT count(*) FROM audit_log")
    return entries - 1, len(done) + orders  # the first says that the database was created


def place_in(folder: Path) -> Place:
    """A place of its own on SQLite."""
    return Place.of("", folder / "database", folder / "anchors.jsonl", Keys())


def benchmark(name: str):
    """A script of `benchmarks/`."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    print(measure())  # noqa: T201
