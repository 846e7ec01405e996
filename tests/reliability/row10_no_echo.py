"""Send every hostile body to every route, and bytes that are no HTTP; then look for the mark.

    PYTHONPATH=src:api:tests python -m reliability.row10_no_echo

Looked through are all answers, the log in both forms, the metrics, and what a collector of traces
is sent. The mark lies in accepted records too, whose answers rightly hold their own id: those are
not looked through, all else is.
"""

import http.server
import re
import socket
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from hostile import BATCHES, BODIES, MARK, MARKED_VALUE
from hostile_wire import REQUESTS
from reliability.running import run
from reliability.scorecard import Row
from services import JSON, a_service, ask

ROUTES = (
    "/v1/assessments",
    "/v1/assessments/batch",
    "/v1/assessments/change",
    "/v1/assessments/missing-answers",
    "/v1/assessments/levers",
    "/v1/rules/check",
    "/v1/rules/simulate",
)
MARKS = (MARK.encode(), str(MARKED_VALUE).encode())


def measure(champions: Path, folder: Path, routes: int = len(ROUTES)) -> Row:
    """The row, for so many of the routes."""
    found = Counter[str]()
    statuses = Counter[int]()
    with a_collector() as (collector, spans):
        for form in ("plain", "json"):
            state = folder / form
            with a_service(
                champions, state, log_format=form, traces=collector, head_seconds=1, body_seconds=1
            ) as service:
                for route in ROUTES[:routes] if form == "json" else ROUTES[:1]:
                    for body in (*BODIES.values(), *BATCHES.values()):
                        status, content, headers = ask(service.port, "POST", route, body, JSON)
                        statuses[status] += 1
                        if route != "/v1/assessments/batch" or status != 200:
                            found["answers"] += marks(content + str(headers).encode())
                for request in REQUESTS.values():
                    answer = say(service.port, request)
                    statuses.update(int(one) for one in re.findall(rb"HTTP/1.1 (\d{3})", answer))
                    found["answers"] += marks(answer)
                found["metrics"] += marks(ask(service.port, "GET", "/metrics")[1])
            found["logs"] += marks(service.log.read_bytes())
    found["traces"] += sum(marks(one) for one in spans)
    asked = sum(statuses.values())
    figure = (
        f"{len(BODIES) + len(BATCHES)} bodies and {len(REQUESTS)} requests as bytes, {asked:,} "
        f"answers, {sum(status >= 500 for status in statuses.elements())} of 5xx; marks found: "
        f"{dict(found)}; {len(spans)} parcels of traces"
    )
    met = not sum(found.values()) and max(statuses) < 500 and bool(spans)
    return Row(10, "Errors never echo personal data", "0 markers found", figure, met)


def marks(content: bytes) -> int:
    """How often a mark is in it."""
    return sum(content.count(mark) for mark in MARKS)


def say(port: int, request: bytes) -> bytes:
    """All that is answered to bytes, until the other side closes or is silent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=4) as one:
        try:
            one.sendall(request)
            one.shutdown(socket.SHUT_WR)
            while part := one.recv(65_536):
                answer += part
        except OSError:
            pass
    return answer


@contextmanager
def a_collector():
    """The address of a collector of traces, and what it was sent."""
    sent: list[bytes] = []

    class Collect(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collect)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", sent
    finally:
        time.sleep(0.2)
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    sys.exit(run(measure))
