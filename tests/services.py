"""The service as a process of its own, asked over a real socket."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from builders import AS_OF, a_household
from serving_only import serving_path

JSON = {"Content-Type": "application/json"}
PATIENCE = 60
START_PATIENCE = 180
QUICK = {"stop_pause_seconds": 0.2, "stop_seconds": 20}
"""A stop that is not waited for long."""


@dataclass
class Service:
    """A process that listens on a port, and the file that it logs to."""

    port: int
    process: subprocess.Popen
    log: Path

    def ask(self, method, path, body=None, headers=JSON, timeout=PATIENCE):
        return ask(self.port, method, path, body, headers, timeout)

    def stop(self, signal_number, timeout=PATIENCE):
        """Send a signal and give the seconds that it took to end."""
        began = time.monotonic()
        self.process.send_signal(signal_number)
        self.process.wait(timeout)
        return time.monotonic() - began


SERVES = "from riskmodel.settings import Settings\nfrom riskmodel_api.server import serve\n"


def new_interpreter(code, environment, log):
    """The service as production starts it, or by code of its own."""
    command = ["-c", code] if code else ["-m", "riskmodel_api"]
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, *command], env=environment, stdout=file, stderr=file
        )


START = new_interpreter
"""How a service is started: tests fork it (`forked.py`), what is measured does not."""


@contextmanager
def a_service(champions, state, code="", **settings):
    """A service that is ready; `code` runs in it before it is started."""
    _link(champions, state)
    with started(state, code, **settings) as service:
        wait_until_ready(service)
        yield service


@contextmanager
def started(state, code="", **settings):
    """A service with what lies in its state folder, from its start to its end."""
    port = free_port()
    given = {"state": state, "port": port, **QUICK, **settings}
    environment = {f"RISKMODEL_{name.upper()}": str(value) for name, value in given.items()}
    log = state / "service.log"
    whole = f"{SERVES}{code}\nserve(Settings())" if code else ""
    process = START(whole, os.environ | environment | {"PYTHONPATH": serving_path()}, log)
    try:
        yield Service(port, process, log)
    finally:
        _end(process)


def _link(champions, state):
    state.mkdir(parents=True, exist_ok=True)
    link = state / "champions"
    if not link.exists():
        link.symlink_to(champions)


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
    process.wait()


def wait_until_ready(service, seconds=START_PATIENCE):
    until = time.monotonic() + seconds
    while not is_ready(service.port):
        assert service.process.poll() is None, service.log.read_text()
        assert time.monotonic() < until, service.log.read_text()
        time.sleep(0.05)


def is_ready(port, timeout=1.0):
    """What a load balancer thinks of the service."""
    try:
        return ask(port, "GET", "/health/ready", timeout=timeout)[0] == 200
    except (OSError, HTTPException):
        return False


def is_live(port, timeout=1.0):
    try:
        return ask(port, "GET", "/health/live", timeout=timeout)[0] == 200
    except (OSError, HTTPException):
        return False


def ask(port, method, path, body=None, headers=JSON, timeout=PATIENCE):
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def a_question(name):
    return json.dumps({"as_of_date": AS_OF, "household": a_household(household_id=name)})


@dataclass
class Load:
    """Clients that ask again and again; what was answered, and what was lost.

    Lost is whatever was sent on a connection that was let in and had no whole answer of 200.
    Each client waits for `pause` seconds between an answer and its next question.
    """

    port: int
    clients: int = 4
    pause: float = 0.0
    name: str = "h"
    acknowledged: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    refused: int = 0

    def __enter__(self):
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._ask_on, args=(number,)) for number in range(self.clients)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _ask_on(self, client):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        number = 0
        while not self._stopped.is_set():
            number += 1
            try:
                if connection.sock is None:
                    connection.connect()
            except OSError:
                self.refused += 1
                connection.close()
                time.sleep(0.01)
                continue
            try:
                connection.request(
                    "POST", "/v1/assessments", a_question(f"{self.name}-{client}-{number}"), JSON
                )
                answer = connection.getresponse()
                content = answer.read().decode()
                if answer.status == 200:
                    self.acknowledged[json.loads(content)["assessment_id"]] = content
                else:
                    self.lost.append(str(answer.status))
                self._stopped.wait(self.pause)
            except (OSError, HTTPException) as error:
                self.lost.append(type(error).__name__)
                connection.close()
        connection.close()
