"""Row 8, who is shed: a real server that two keys flood over many connections.

Many connections ask without a pause. Whatever is answered is 200, 429 or 503, the probes answer
all along, and a third key is served after it. How quick it is then, the other half measures.

    PYTHONPATH=src:api:tests RISKMODEL_STATE=var python -m reliability.row08_overload
"""

import json
import sys
import tempfile
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from builders import AS_OF, a_household
from callers import make_keys
from reliability.scorecard import Row
from services import a_service

from riskmodel.access.keeping import Grant
from riskmodel.settings import Settings

PROMISE = "Overload is shed / 过载时有序拒绝"
TARGET = "only 200, 429 and 503 from two keys that flood it; probes answer; a third key is served"
PATIENCE = 60
BODY = json.dumps({"as_of_date": AS_OF, "household": a_household()})


class Size(NamedTuple):
    """How long, and from how many connections."""

    seconds: float = 60
    connections: int = 64
    in_flight: int = 8


def measure(champions: Path, folder: Path, size: Size | None = None) -> Row:
    """Flood a server with two keys that are allowed little, and see it recover for a third."""
    tried = size or Size()
    *hasty, calm = make_keys(
        Settings(state=folder),
        *(
            Grant(name, ["assess"], ["CN"], daily_queries=100_000_000)
            for name in ("platform", "another", "calm")
        ),
    )
    limits = {
        "max_in_flight": tried.in_flight,
        "rate_per_second": 5,
        "daily_household_queries": 100_000_000,
    }
    with a_service(champions, folder, **limits) as service:
        port = service.port
        statuses, probes, after = Counter[str](), Counter[str](), Counter[str]()
        until = time.monotonic() + tried.seconds
        threads = [
            Thread(target=_flood, args=(port, token, until, statuses))
            for token in hasty
            for _ in range(tried.connections // 2)
        ]
        threads.append(Thread(target=_probe, args=(port, until, probes)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        recovered = time.monotonic()
        time.sleep(1)
        while time.monotonic() < recovered + min(9, tried.seconds):
            after[_once(port, calm)] += 1
    strange = {name: n for name, n in statuses.items() if name not in {"200", "429", "503"}}
    met = (
        not strange
        and statuses["503"] > 0
        and statuses["200"] > 0
        and set(probes) == {"200"}
        and set(after) == {"200"}
    )
    told = ", ".join(f"{n:,} × {name}" for name, n in sorted(statuses.items()))
    figure = (
        f"{told} in {tried.seconds:g} s from {tried.connections} connections; "
        f"{probes['200']} of {probes.total()} probes answered; {after['200']} of {after.total()} "
        "of another key after it"
    )
    return Row(8, PROMISE, TARGET, figure, met)


def _flood(port: int, token: str, until: float, statuses: Counter[str]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    mine = Counter[str]()
    while time.monotonic() < until:
        try:
            mine[_ask(connection, "POST", "/v1/assessments", token)] += 1
        except OSError as error:
            mine[type(error).__name__] += 1
            connection.close()
    connection.close()
    statuses.update(mine)


def _probe(port: int, until: float, statuses: Counter[str]) -> None:
    while time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            statuses[_ask(connection, "GET", "/health/live")] += 1
        except OSError as error:
            statuses[type(error).__name__] += 1
        connection.close()
        time.sleep(0.2)


def _once(port: int, token: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    status = _ask(connection, "POST", "/v1/assessments", token)
    connection.close()
    time.sleep(0.02)
    return status


def _ask(connection: HTTPConnection, method: str, path: str, token: str = "") -> str:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    connection.request(method, path, BODY if method == "POST" else None, headers if token else {})
    answer = connection.getresponse()
    answer.read()
    return str(answer.status)


def main() -> int:
    """The long form, with the champion of the settings."""
    with tempfile.TemporaryDirectory() as folder:
        row = measure(Settings().champions, Path(folder))
    sys.stdout.write(f"{row}\n")
    return 0 if row.met else 1


if __name__ == "__main__":
    sys.exit(main())
