"""Kill the service under load, again and again: what it acknowledged is there afterwards.

    PYTHONPATH=src:api:tests python -m reliability.row05_service_kills 500

Each kill is of a worker of a service of two, at a random moment, while clients go on asking; every
tenth is of the whole service. A kill is no power cut.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kept import findings, messages
from reliability.row04_stop import workers_of
from reliability.running import run
from reliability.scorecard import Row
from services import Load, a_service

from riskmodel.storage.database import FILE

LONG = {"kills": 500}
A_LIFE = 10
"""Kills until the whole service is killed."""


def measure(champions: Path, folder: Path, kills: int, pause: float = 0.0) -> Row:
    """The row, after so many kills; clients pause between questions."""
    moments = random.Random(5)  # noqa: S311 - no secret
    acknowledged: dict[str, str] = {}
    for life in range(0, kills, A_LIFE):
        load = partial(Load, clients=6, name=f"h{life}", pause=pause)
        acknowledged |= one_life(champions, folder, load, min(A_LIFE, kills - life), moments)
    kept = messages(folder / "database" / FILE)
    lost = sum(kept.get(name) != words for name, words in acknowledged.items())
    wrong = findings(folder)
    figure = (
        f"{kills} kills of the service's processes, {len(acknowledged):,} assessments "
        f"acknowledged, {lost} lost, {len(wrong)} findings in the audit log"
    )
    met = lost == 0 and not wrong and len(acknowledged) > kills
    return Row(5, "Crash loses nothing acknowledged", "0 acknowledged lost", figure, met)


def one_life(
    champions: Path,
    folder: Path,
    load_on: Callable[[int], Load],
    kills: int,
    moments: random.Random,
) -> dict[str, str]:
    """Kill workers, and at last the whole service; what was acknowledged meanwhile."""
    service_of = a_service(champions, folder, workers=2)
    with service_of as service, load_on(service.port) as load:
        for _ in range(kills - 1):
            before = len(load.acknowledged)
            os.kill(moments.choice(wait_for_two(service)), signal.SIGKILL)
            wait_for(lambda before=before: len(load.acknowledged) > before + 5)
            time.sleep(moments.uniform(0, 0.5))
        whole = [*wait_for_two(service), service.process.pid]
        time.sleep(moments.uniform(0, 0.5))
        for process in whole:
            os.kill(process, signal.SIGKILL)
        service.process.wait()
    return load.acknowledged


def wait_for_two(service) -> list[int]:
    """Both workers."""
    wait_for(lambda: len(workers_of(service)) == 2)
    return workers_of(service)


def wait_for(condition, seconds=90.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(run(measure, *LONG.values()))
