"""The service as a process of its own, with clients that ask it all the time."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from builders import AS_OF, a_household
from services import is_live, started

PATIENCE = 120
JSON = {"Content-Type": "application/json"}
BODIES = [
    json.dumps({"as_of_date": AS_OF, "household": a_household(household_id=f"h-{n}", **changes)})
    for n, changes in enumerate(
        {"net_income_pc": income, "serious_illness_members": ill}
        for income in (4_000, 7_500, 9_800, 16_000)
        for ill in (0, 1)
    )
]


@dataclass
class Service:
    """A running service."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, Any]:
        """One request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, JSON)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def wait_for(self, holds, seconds: float = PATIENCE) -> Any:
        """Ask the ready probe until its answer is as wished."""
        until = time.monotonic() + seconds
        while True:
            found = self.ask("GET", "/health/ready")
            if holds(*found):
                return found[1]
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < until, f"not within {seconds} s: {found}"
            time.sleep(0.004)

    def memory_mb(self, what: str = "VmRSS") -> float:
        """Resident memory, or its highest so far (`VmHWM`), MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(one for one in status.splitlines() if one.startswith(what))
        return int(line.split()[1]) / 1024


@contextmanager
def a_live_service(state: Path, **settings: object) -> Iterator[Service]:
    """Start it on a free port; `settings` are RISKMODEL_<NAME>."""
    with started(state, **settings) as process:
        service = Service(process.port, process.process, process.log)
        until = time.monotonic() + PATIENCE
        while not is_live(service.port):
            assert service.process.poll() is None, service.log.read_text()[-2000:]
            assert time.monotonic() < until, "the service did not start"
            time.sleep(0.1)
        yield service


class Answer(NamedTuple):
    """What an answer says it was made with, and the figures that tell whether it was."""

    body: int
    version: str
    artifact_sha256: str
    probability: float | None
    raw_score: float | None

    @classmethod
    def of(cls, body: int, message: dict[str, Any]) -> "Answer":
        """Of a whole message, which would be too much to keep."""
        risk, explanation = message["risk"], message["explanation"] or {}
        return cls(
            body,
            risk["version"],
            risk["artifact_sha256"],
            risk["probability"],
            explanation.get("raw_score"),
        )


@dataclass
class Load:
    """What clients got: the answers, and what was no answer."""

    answers: list["Answer"] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def percentile_ms(self, share: float) -> float:
        """A percentile of the waits, ms."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[int(share * (len(ordered) - 1))] if ordered else float("nan")


@dataclass
class _Client:
    """One connection that asks again and again."""

    port: int
    every: float
    first: int
    load: Load
    stopped: threading.Event

    def work(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        due, turn = time.monotonic(), self.first
        while not self.stopped.is_set():
            due += self.every
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                self._ask(connection, turn % len(BODIES))
            except (OSError, HTTPException) as error:
                self.load.failed.append(type(error).__name__)
                connection.close()
            turn += 5
        connection.close()

    def _ask(self, connection: HTTPConnection, body: int) -> None:
        began = time.monotonic()
        connection.request("POST", "/v1/assessments", BODIES[body], JSON)
        answer = connection.getresponse()
        content = answer.read()
        self.load.seconds.append(time.monotonic() - began)
        if answer.status == 200:
            self.load.answers.append(Answer.of(body, json.loads(content)))
        else:
            self.load.failed.append(str(answer.status))


@contextmanager
def a_load(service: Service, per_second: float, clients: int = 4) -> Iterator[Load]:
    """Clients that ask at a steady rate, each on one connection, until the block ends."""
    load, stopped = Load(), threading.Event()
    threads = [
        threading.Thread(
            target=_Client(service.port, clients / per_second, number, load, stopped).work
        )
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
