"""The service as a process of its own, on a real socket."""

import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection

import pytest
from builders import AS_OF, a_household
from services import PATIENCE, a_service, ask

MARK = "110101199003078515"
KEPT_SECONDS = 2
BODY = json.dumps({"as_of_date": AS_OF, "household": a_household(household_id=f"h-{MARK}")})


@pytest.fixture(scope="module")
def port(champions, tmp_path_factory):
    state = tmp_path_factory.mktemp("state")
    with a_service(champions, state, keep_alive_seconds=KEPT_SECONDS) as service:
        yield service.port


def test_it_answers_on_the_loopback_address(port):
    assert ask(port, "GET", "/health/ready")[0] == 200
    status, content, headers = ask(port, "POST", "/v1/assessments", BODY)
    assert status == 200
    assert json.loads(content)["household_id"] == f"h-{MARK}"
    assert "server" not in headers


def test_a_connection_is_kept_as_long_as_the_settings_say(port):
    """Less than uvicorn would keep it by itself."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as one:
        for _ in range(2):
            one.request("GET", "/health/live")
            assert one.getresponse().read()
            told = time.monotonic()
            time.sleep(KEPT_SECONDS / 2)
        assert one.sock.recv(1) == b""
        assert KEPT_SECONDS - 0.5 < time.monotonic() - told < KEPT_SECONDS + 2


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


SLOW = """
import time
from riskmodel.assessment import Assessor
quick = Assessor.answer
Assessor.answer = lambda *asked: (time.sleep(0.05), quick(*asked))[1]
"""


def test_many_who_come_at_once_are_told_at_once_and_not_one_after_the_other(champions, tmp_path):
    """Let in one a turn of the loop, each would wait until all before it are answered."""
    with (
        a_service(champions, tmp_path, SLOW, max_in_flight=8) as service,
        ThreadPoolExecutor(200) as pool,
    ):
        asked = ("POST", "/v1/assessments", BODY)
        answers = list(pool.map(lambda _: service.ask(*asked)[0], range(200)))
    assert set(answers) == {200, 503}
    assert answers.count(503) > 100


def test_it_stops_when_asked_and_has_logged_no_id(champions, tmp_path):
    with a_service(champions, tmp_path) as service:
        assert service.ask("POST", f"/v1/assessments?id={MARK}", BODY)[0] == 200
        assert service.ask("GET", f"/{MARK}")[0] == 404
        service.stop(signal.SIGTERM)
    output = service.log.read_text()
    assert service.process.returncode in {0, -signal.SIGTERM}
    assert "Finished server process" in output
    assert "route=/v1/assessments status=200" in output
    assert MARK not in output
