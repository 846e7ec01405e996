"""Time the queue of a million open cases: a page, its total, and counts, against a plain scan.

python benchmarks/cases.py [CASES]
"""

import argparse
import datetime
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, func, insert, select, text

from riskmodel.casework.queue import Filters, Order, Queue
from riskmodel.casework.steps import State
from riskmodel.storage.database import address, open_engine, reading, writing
from riskmodel.storage.migrate import upgrade
from riskmodel.storage.tables import Assessed, Case

TOWNSHIPS = 300
DAY = datetime.date(2025, 7, 1)
NOW = datetime.datetime(2025, 7, 1, tzinfo=datetime.UTC)


def fill(engine: Engine, cases: int) -> None:
    """Cases of random need in a province's townships, all on one assessment."""
    draw = random.Random(1)
    with writing(engine) as connection:
        connection.execute(
            insert(Assessed),
            [
                {
                    "assessment_id": "0" * 32, "household_id": "h", "as_of_date": DAY,
                    "asked": "{}", "versions": "{}", "message": b"", "given_at": NOW,
                    "asked_by": "local", "recorded": 1,
                }
            ],
        )  # fmt: skip
        for start in range(0, cases, 10_000):
            connection.execute(
                insert(Case),
                [a_case(draw, number) for number in range(start, min(start + 10_000, cases))],
            )
        if engine.dialect.name == "sqlite":
            connection.execute(text("ANALYZE"))


def a_case(draw: random.Random, number: int) -> dict[str, object]:
    """One waiting case."""
    probability = draw.betavariate(1, 12)
    return {
        "case_id": f"{number:032x}", "household_id": f"h-{number}", "assessment_id": "0" * 32,
        "state": State.WAITING, "steps": 1, "origin": "batch", "opened_at": NOW,
        "decide_by": DAY + datetime.timedelta(days=draw.randrange(15)),
        "blind_first": False, "judged_blind": False, "drawn_for_review": False,
        "area": f"5304{draw.randrange(TOWNSHIPS):05}001",
        "proposed_status": draw.choice(("no_finding", "clue_verify", "propose_include")),
        "agreement": draw.choice(("model_only", "rule_only", "neither", "rule_and_model")),
        "band": "low", "probability": probability, "low": probability, "high": probability,
        "need": probability,
    }  # fmt: skip


def median_ms(work: Callable[[], object], times: int = 7) -> float:
    """The median time of some work."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken)


def main() -> None:
    """Print each figure beside a scan of the whole table in the same run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", type=int, nargs="?", default=1_000_000)
    cases = parser.parse_args().cases
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(address("", Path(folder)))
        upgrade(engine)
        fill(engine, cases)
        queue, own = Queue(engine), Queue(engine, within=["530400007"])
        waiting = Filters(states=(State.WAITING,))
        first = queue.page(waiting)

        def scan() -> None:
            with reading(engine) as connection:
                connection.scalar(select(func.sum(Case.need)))

        works: dict[str, Callable[[], object]] = {
            "a scan of the table": scan,
            "first page, all": lambda: queue.page(waiting),
            "second page, all": lambda: queue.page(waiting, after=first.next),
            "first page by due day, all": lambda: queue.page(waiting, Order.DUE),
            "first page, one township": lambda: own.page(waiting),
            "counts by agreement, all": lambda: queue.counts(waiting, "agreement"),
            "counts by agreement, one township": lambda: own.counts(waiting, "agreement"),
        }
        base = median_ms(scan)
        for name, work in works.items():
            taken = median_ms(work)
            print(f"{name:36} {taken:9.1f} ms {taken / base:8.2f} of a scan")
        engine.dispose()


if __name__ == "__main__":
    main()
