"""Send bodies without end, heads and bodies that never end, and bodies made to fill memory.

    PYTHONPATH=src:api:tests python -m reliability.row11_bodies 400 120

The numbers are of slow sockets and of seconds; the service waits for them as long as its settings
say by default. Meanwhile others ask as often as row 7 promises to answer, and with its tool, whose
process has nothing else to do; its p99 is judged only at that rate.
"""

import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from reliability.loading import (
    MEBIBYTE,
    SETTLING_SECONDS,
    UNHINDERED,
    WORKERS,
    Loaded,
    answered,
)
from reliability.memory import resident
from reliability.row07_load import A_SECOND, MOST_MILLISECONDS
from reliability.running import run
from reliability.scorecard import Row, row
from services import a_question, a_service, ask

LONG = {"sockets": 400, "seconds": 120}
MOST_GROWTH = 64 * 2**20
MOST_HOSTILE_GROWTH = 256 * 2**20
"""For three batch bodies at once, each as large as is accepted; without a bound it was a GiB."""
HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
ONE, BATCH = "/v1/assessments", "/v1/assessments/batch"


def measure(
    champions: Path,
    folder: Path,
    sockets: int,
    seconds: int,
    a_second: int = A_SECOND,
    **settings: object,
) -> Row:
    """The row, for so many slow sockets that are fed for so many seconds."""
    several = {"workers": WORKERS}
    with a_service(champions, folder, **UNHINDERED | several | settings) as service:
        for number in range(20):
            ask(service.port, "POST", ONE, a_question(f"warm-{number}"))
        before = resident(service.process.pid)
        answers = [declared(service.port), *(endless(service.port) for _ in range(3))]
        held, still_open = while_slow(service.port, folder, sockets, seconds, a_second)
        grown = resident(service.process.pid, "VmHWM") - before
        hostile = hostile_bodies(service)
        swollen = resident(service.process.pid, "VmHWM") - before
        sound = ask(service.port, "POST", ONE, a_question("after"))[0] == 200
    p99 = held.quantile(0.99)
    bad = {status: n for status, n in held.statuses.items() if status != 200}
    refused = all(answer == 413 and sent < MEBIBYTE for answer, sent in answers)
    figure = (
        f"endless bodies {'413' if refused else 'not refused'} after "
        f"{max(sent for _, sent in answers) / 1024:.0f} KiB; of {sockets} slow sockets "
        f"{still_open} open after {seconds} s; memory at most +{grown / MEBIBYTE:.0f} MiB, "
        f"{len(held.at):,} asked meanwhile at {len(held.at) / seconds:.0f} a second, "
        f"{bad or 'none'} other than 200, p99 {p99:.1f} ms; three hostile bodies of 8 MB at once "
        f"{sorted(hostile)}, with them at most +{swollen / MEBIBYTE:.0f} MiB (bound "
        f"{MOST_HOSTILE_GROWTH // MEBIBYTE})"
    )
    harmless = (
        refused and still_open == 0 and grown <= MOST_GROWTH and swollen <= MOST_HOSTILE_GROWTH
        and all(400 <= status < 500 or status == 503 for status in hostile) and sound
        and not bad
    )  # fmt: skip
    if harmless and a_second < A_SECOND:
        return row(11, figure, met=None)
    return row(11, figure, met=harmless and p99 <= MOST_MILLISECONDS)


def declared(port: int) -> tuple[int, int]:
    """The answer to a body of 10 GiB that is only announced."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as one:
        one.sendall((HEAD.format(path=BATCH) + f"Content-Length: {10 * 2**30}\r\n\r\n").encode())
        return int(one.recv(12).split()[1]), 0


def endless(port: int) -> tuple[int, int]:
    """The answer to a body in parts without end, and the bytes that could be sent until then."""
    sent = 0
    part = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as one:
        one.sendall((HEAD.format(path=ONE) + "Transfer-Encoding: chunked\r\n\r\n").encode())
        one.settimeout(0.02)
        while sent < 10 * 2**30:
            try:
                one.sendall(part)
                sent += len(part)
                return int(one.recv(12).split()[1]), sent
            except TimeoutError:
                continue
            except OSError:
                break
        one.settimeout(60)
        return int((one.recv(12) or b"x 0").split()[1]), sent


def while_slow(
    port: int, folder: Path, sockets: int, seconds: int, a_second: int
) -> tuple[Loaded, int]:
    """What others are answered once they have settled in, and the slow sockets open at the end."""
    settled = min(SETTLING_SECONDS, seconds / 3)
    with ThreadPoolExecutor(1) as pool:
        start = time.time()
        others = pool.submit(
            answered, [(settled + seconds, a_second)], port, folder / "answers.csv"
        )
        time.sleep(settled)
        still_open = slowly(port, sockets, seconds)
    return others.result().between(start + settled, start + settled + seconds), still_open


def slowly(port: int, sockets: int, seconds: int) -> int:
    """Sockets still open after being fed a byte a second for so long."""
    head = HEAD.format(path=ONE)
    begun = [
        (head + "X-Slow: " if number % 2 else head + "Content-Length: 5000\r\n\r\n{").encode()
        for number in range(sockets)
    ]
    held = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in begun]
    for one, first in zip(held, begun, strict=True):
        one.sendall(first)
        one.settimeout(0)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(1)
        held = [one for one in held if feeds(one)]
    for one in held:
        one.close()
    return len(held)


def feeds(one: socket.socket) -> bool:
    """Send one byte more; whether the other side still takes it."""
    try:
        one.send(b" ")
        return bool(one.recv(1_000)) and feeds(one)
    except BlockingIOError:
        return True
    except OSError:
        one.close()
        return False


def hostile_bodies(service) -> list[int]:
    """What is answered to three bodies at once that are small as text and large in memory."""
    start = '{"as_of_date":"2025-06-30","households":['
    room = 8 * 2**20 - len(start) - 10
    bodies = [
        start + ",".join(["[]"] * (room // 3)) + "]}",
        start + ",".join(['{"a":{}}'] * (room // 9)) + "]}",
        start + ",".join(f'"{number:013}"' for number in range(room // 16)) + "]}",
    ]
    found: list[int] = []

    def send(body: str) -> None:
        found.append(ask(service.port, "POST", BATCH, body)[0])

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


if __name__ == "__main__":
    sys.exit(run(measure, *LONG.values()))
