"""Row 20, the half of MLflow: a server that is down, slow or lying does not touch serving.

PYTHONPATH=src:api:tests python -m reliability.row20_mlflow
"""

import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from reliability.live_service import BODIES, a_live_service
from reliability.scorecard import Row
from versions import NAME, fitted, small_definition, written

from riskmodel.registry.champion import move_pointer, place_version

WAYS = ("hangs", "resets", "sends half", "sends a page", "sends other JSON", "says 500")
LONGEST_SECONDS = 120
CLEAR = {"RegistryUnavailableError", "ModelNotFoundError"}
"""The second where what it sends reads as "there is none"."""
_ASK = """
import sys
from pathlib import Path
from riskmodel.errors import ModelError
from riskmodel.registry.tracking import Registry
try:
    Registry(Path(sys.argv[1]), sys.argv[2]).version("return-to-poverty-12m", "1")
except ModelError as error:
    sys.stdout.write(type(error).__name__)
"""


@dataclass
class FakeServer:
    """Listens as an MLflow server would, and misbehaves as told."""

    way: str = WAYS[0]
    connections: int = 0
    held: list[socket.socket] = field(default_factory=list)
    port: int = 0

    def answer(self, one: socket.socket) -> None:
        self.connections += 1
        if self.way == "hangs":
            self.held.append(one)
            return
        if self.way == "resets":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            one.close()
            return
        with one:
            one.settimeout(5)
            one.recv(65536)
            one.sendall(self.content())

    def content(self) -> bytes:
        """What is sent, with a length that is a lie where it sends half."""
        body = b"<html>sign in</html>" if self.way == "sends a page" else b'{"a": [1, {}]}'
        length = 9_999 if self.way == "sends half" else len(body)
        status = b"500 Oops" if self.way == "says 500" else b"200 OK"
        return b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
            status, length, body,
        )  # fmt: skip


@contextmanager
def a_fake_server() -> Iterator[FakeServer]:
    server = FakeServer()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]

        def run() -> None:
            while True:
                try:
                    one, _ = listening.accept()
                except OSError:
                    return
                try:
                    server.answer(one)
                except OSError:
                    continue

        threading.Thread(target=run, daemon=True).start()
        yield server
        for one in server.held:
            one.close()


def asked_for_a_version(state: Path, address: str) -> tuple[str, float]:
    """The kind of error that a command ends with, and after how long."""
    began = time.monotonic()
    path = ":".join(entry for entry in sys.path if entry)
    environment = {
        "PYTHONPATH": path,
        "MLFLOW_HTTP_REQUEST_TIMEOUT": "2",
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    }
    found = subprocess.run(
        [sys.executable, "-c", _ASK, str(state), address],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS * 2,
    )
    return found.stdout or found.stderr[-300:], time.monotonic() - began


def measure(ways: tuple[str, ...] = WAYS, requests: int = 50) -> Row:
    """Serve with the address of a server that misbehaves in every way, and ask it too."""
    answered = wanted = 0
    errors: dict[str, str] = {}
    slowest = 0.0
    with tempfile.TemporaryDirectory() as scratch, a_fake_server() as fake:
        state = Path(scratch)
        text = small_definition()
        version = written(*fitted(text), text, state / "made")
        champions = state / "champions"
        move_pointer(champions, place_version(champions, NAME, "1", state / "made", version))
        address = f"http://127.0.0.1:{fake.port}"
        with a_live_service(state, tracking_uri=address) as service:
            for way in ways:
                fake.way = way
                for turn in range(requests):
                    wanted += 1
                    status, _ = service.ask("POST", "/v1/assessments", BODIES[turn % len(BODIES)])
                    answered += status == 200
                answered += service.ask("GET", "/health/ready")[0] == 200
                wanted += 1
        touched = fake.connections
        for way in ways:
            fake.way = way
            errors[way], seconds = asked_for_a_version(state, address)
            slowest = max(slowest, seconds)
    named = set(errors.values()) <= CLEAR
    figure = (
        f"{answered} of {wanted} answered while the server {', '.join(ways)}; {touched} "
        f"connections to it from serving; a command ends with one clear error in each way, "
        f"after {slowest:.0f} s at most" + ("" if named else f"; not: {errors}")
    )
    return Row(
        20,
        "Faults of MLflow degrade and do not corrupt",
        "MLflow down, slow or lying: serving unaffected, commands say so",
        figure,
        answered == wanted and not touched and named and slowest < LONGEST_SECONDS,
    )


if __name__ == "__main__":
    sys.stdout.write(f"{measure()}\n")
