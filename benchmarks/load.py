"""A closed loop of requests over kept connections: each is sent when the last was answered.

Its own process, HTTP/1.1 over bare sockets, so that the server is what is measured: `serving.py`
first has it drive a server that only echoes. A body that ends in `.ndjson` is one a line, sent one
after the other from line `--from` on. Prints a JSON object of requests a second, p50 and p99 in
milliseconds, and how many were answered in all.
"""

import argparse
import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
import uvloop

_END_OF_HEAD = b"\r\n\r\n"
_OK = b"HTTP/1.1 200"


class Connection(asyncio.Protocol):
    """One connection: sends the next request as soon as its answer is whole."""

    def __init__(self, requests: Iterator[bytes], taken: list[tuple[float, float]]) -> None:
        self._requests = requests
        self._taken = taken
        self._transport: asyncio.WriteTransport
        self._held = bytearray()
        self._whole = 0
        self._sent = 0.0
        self.fault = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.WriteTransport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Note the time of a whole answer, and ask again."""
        self._held += data
        if not self._whole:
            self._whole = self._length()
        if self._whole and len(self._held) >= self._whole:
            now = time.perf_counter()
            self._taken.append((now, now - self._sent))
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """A server that hangs up is a fault while the loop runs."""
        self.fault = self.fault or f"the connection was lost ({type(exc).__name__})"

    def close(self) -> None:
        """Hang up."""
        self._transport.abort()

    def _send(self) -> None:
        self._held.clear()
        self._whole = 0
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def _length(self) -> int:
        """Bytes of the whole answer; 0 until its head is there."""
        end = self._held.find(_END_OF_HEAD)
        if end < 0:
            return 0
        head = bytes(self._held[:end]).lower()
        _, found, rest = head.partition(b"\r\ncontent-length:")
        if not head.startswith(_OK.lower()) or not found:
            self.fault = head.split(b"\r\n", 1)[0].decode("latin-1")
            self.close()
            return 0
        return end + len(_END_OF_HEAD) + int(rest.split(b"\r\n", 1)[0])


def request_of(path: str, body: bytes) -> bytes:
    """The bytes of one POST."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def requests_of(path: str, body: Path, first: int) -> Iterator[bytes]:
    """The requests of a file, without end."""
    content = body.read_bytes()
    bodies = content.splitlines() if body.suffix == ".ndjson" else [content]
    made = [request_of(path, one) for one in bodies]
    return itertools.islice(itertools.cycle(made), first % len(made), None)


async def drive(
    port: int, requests: Iterator[bytes], concurrency: int, seconds: float
) -> dict[str, float]:
    """Load a server; what is answered in the first fifth of the time is left out."""
    loop = asyncio.get_running_loop()
    taken: list[tuple[float, float]] = []
    start = time.perf_counter()
    held = [
        (await loop.create_connection(lambda: Connection(requests, taken), "127.0.0.1", port))[1]
        for _ in range(concurrency)
    ]
    await asyncio.sleep(seconds)
    end = time.perf_counter()
    faults = {connection.fault for connection in held} - {""}
    for connection in held:
        connection.close()
    if faults:
        sys.exit(f"the server did not answer as it should: {sorted(faults)}")
    from_now = start + seconds / 5
    times = np.array([took for at, took in taken if at >= from_now])
    if not len(times):
        sys.exit("the server answered nothing in time")
    p50, p99 = np.quantile(times, [0.5, 0.99]) * 1_000
    rate = len(times) / (end - from_now)
    return {"requests": rate, "p50": p50, "p99": p99, "answered": len(taken)}


class Echo(asyncio.Protocol):
    """Answers every request with its own body: what a server costs that does nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to answer."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Loopback brings a small request whole."""
        body = data[data.find(_END_OF_HEAD) + len(_END_OF_HEAD) :]
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


async def echo(port: int) -> None:
    """Serve until stopped."""
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """Drive, or echo, as told."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("port", type=int)
    arguments.add_argument("--echo", action="store_true", help="be the server that only echoes")
    arguments.add_argument("--path", default="/")
    arguments.add_argument("--body", type=Path, help="file of the body that is sent")
    arguments.add_argument("--from", dest="first", type=int, default=0, help="line to begin with")
    arguments.add_argument("--concurrency", type=int, default=1)
    arguments.add_argument("--seconds", type=float, default=5.0)
    arguments.add_argument("--core", type=int, help="bind to this core")
    given = arguments.parse_args()
    if given.core is not None:
        os.sched_setaffinity(0, {given.core})
    if given.echo:
        uvloop.run(echo(given.port))
        return
    requests = requests_of(given.path, given.body, given.first)
    print(json.dumps(uvloop.run(drive(given.port, requests, given.concurrency, given.seconds))))


if __name__ == "__main__":
    main()
