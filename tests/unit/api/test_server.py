"""The service as a process of its own, on a real socket."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest
from builders import AS_OF, a_household

MARK = "110101199003078515"
BODY = json.dumps({"as_of_date": AS_OF, "household": a_household(household_id=f"h-{MARK}")})
JSON = {"Content-Type": "application/json"}
PATIENCE = 60


@contextmanager
def a_service(champions, state):
    """A port, and the process that listens on it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    (state / "champions").symlink_to(champions)
    settings = {"RISKMODEL_STATE": str(state), "RISKMODEL_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "riskmodel_api"],
        env=os.environ | settings | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_until_live(port)
        yield port, process
    finally:
        process.kill()
        process.communicate()


def wait_until_live(port):
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return ask(port, "GET", "/health/live")
        except OSError:
            assert time.monotonic() < until, "the service did not start"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def port(champions, tmp_path_factory):
    with a_service(champions, tmp_path_factory.mktemp("state")) as (port, _):
        yield port


def ask(port, method, path, body=None, headers=JSON):
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def test_it_answers_on_the_loopback_address(port):
    assert ask(port, "GET", "/health/ready")[0] == 200
    status, content, headers = ask(port, "POST", "/v1/assessments", BODY)
    assert status == 200
    assert json.loads(content)["household_id"] == f"h-{MARK}"
    assert "server" not in headers


def test_a_body_declared_as_10_gib_is_refused_before_it_is_sent(port):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as one:
        head = "POST /v1/assessments/batch HTTP/1.1\r\nHost: localhost\r\n"
        length = f"Content-Type: application/json\r\nContent-Length: {10 * 2**30}\r\n\r\n"
        one.sendall((head + length).encode())
        assert one.recv(12) == b"HTTP/1.1 413"


def test_a_body_without_end_is_refused_before_a_mebibyte_is_read(port):
    """What the two sockets' own buffers hold is more than the service reads."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as one:
        head = "POST /v1/assessments HTTP/1.1\r\nHost: localhost\r\n"
        kind = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        one.sendall((head + kind).encode())
        one.settimeout(0.05)
        while sent < 2**20:
            try:
                one.sendall(b"1000\r\n" + b" " * 0x1000 + b"\r\n")
                sent += 0x1000
                answer = one.recv(12)
                break
            except TimeoutError:
                continue
            except OSError:
                answer = one.recv(12)
                break
    assert answer == b"HTTP/1.1 413"
    assert sent < 2**20


def test_it_stops_when_asked_and_has_logged_no_id(champions, tmp_path):
    with a_service(champions, tmp_path) as (port, process):
        assert ask(port, "POST", f"/v1/assessments?id={MARK}", BODY)[0] == 200
        assert ask(port, "GET", f"/{MARK}")[0] == 404
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode in {0, -signal.SIGTERM}
    assert "Finished server process" in output
    assert MARK not in output
