"""Stop the service under load, again and again, and once let it renew its two workers.

    PYTHONPATH=src:api:tests python -m reliability.row04_stop 100

A request counts as accepted when its connection was let in. SIGTERM ends the service; SIGHUP has
each worker replaced.
"""

import json
import random
import signal
import sys
import time
from pathlib import Path

from reliability.running import run
from reliability.scorecard import Row
from services import Load, a_service, ask

from riskmodel.storage.database import FILE

LONG = {"stops": 100}
ROLL_SECONDS = 90
PAUSE = 1.5
"""Seconds, in which every client is told on its connection to make another."""


def measure(champions: Path, folder: Path, stops: int, pause: float = 0.0) -> Row:
    """The row, after so many stops and one rolling restart; clients pause between questions."""
    moments = random.Random(4)  # noqa: S311 - no secret
    lost: list[str] = []
    answered, longest = 0, 0.0
    for number in range(stops):
        state = folder / f"stop-{number}"
        with (
            a_service(champions, state, stop_pause_seconds=PAUSE) as service,
            Load(service.port, pause=pause) as load,
        ):
            time.sleep(moments.uniform(0.05, 0.6))
            longest = max(longest, service.stop(signal.SIGTERM))
        lost += load.lost
        lost += missing(state / "database" / FILE, load.acknowledged)
        answered += len(load.acknowledged)
    rolled = roll(champions, folder / "rolling", pause)
    lost += rolled.lost
    answered += len(rolled.acknowledged)
    figure = (
        f"{stops} stops and a rolling restart of 2 workers, {answered:,} requests answered,"
        f" {len(lost)} lost, {rolled.refused} refused while rolling, "
        f"longest stop {longest:.1f} s"
    )
    if lost:
        figure += f" ({', '.join(sorted(set(lost))[:5])})"
    met = not lost and not rolled.refused and longest <= 30 and answered > 0
    return Row(4, "Stop loses nothing accepted", "0 accepted lost; exit within 30 s", figure, met)


def roll(champions: Path, state: Path, pause: float) -> Load:
    """Renew both workers under load."""
    with a_service(champions, state, workers=2) as service:
        before = workers_of(service)
        with Load(service.port, pause=pause) as load:
            service.process.send_signal(signal.SIGHUP)
            until = time.monotonic() + ROLL_SECONDS
            while set(workers_of(service)) & set(before) or len(workers_of(service)) < 2:
                assert time.monotonic() < until, service.log.read_text()
                time.sleep(0.2)
            time.sleep(1)
        for identity, content in load.acknowledged.items():
            status, found, _ = ask(service.port, "GET", f"/v1/assessments/{identity}")
            assert status == 200
            assert json.loads(found) == json.loads(content)
    return load


def workers_of(service) -> list[int]:
    """The processes below the service that serve; the first child is Python's own tracker."""
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children")
    found = []
    for child in children.read_text().split():
        try:
            line = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in line:
            found.append(int(child))
    return found


def missing(database: Path, acknowledged: dict[str, str]) -> list[str]:
    """Of what was acknowledged, what is not on record to the letter."""
    from kept import messages  # noqa: PLC0415

    found = messages(database)
    return ["not on record" for name, words in acknowledged.items() if found.get(name) != words]


if __name__ == "__main__":
    sys.exit(run(measure, *LONG.values()))
