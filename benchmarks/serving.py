"""Our service beside `mlflow models serve` of the same champion, under the same load.

Ours checks the record, applies the rules, scores with an interval and explains; MLflow's answers a
row of features with a probability and nothing else. Ours is asked about another household each
time, since what is the same for two of them is remembered; beside it one that is asked about one
household again and again. One worker each, on loopback and on one core;
the load comes from a process of its own on another core. Each is loaded in turn, round by round.
MLServer is measured too where `--mlserver` names a Python that has it (docs/performance.md).
Everything that is started is stopped, whatever happens.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from measure import Result, at_least, at_most, context
from servers import (
    AGAIN,
    ECHO,
    LOAD,
    MLFLOW,
    MLSERVER,
    OURS,
    Server,
    cpu_seconds,
    running,
    servers,
)

ROUNDS, SECONDS, CONCURRENCIES = 3, 5.0, (1, 32)
TIMES_MLFLOW, SHARE_OF_P99, SHARE_OF_MLSERVER, TIMES_GENERATOR = 10, 0.1, 0.5, 3

Figures = dict[str, float]
"""Requests a second, p50 and p99 in milliseconds, and CPU time a request in milliseconds.

The last holds on a busy machine too, where the others say how much of it was left over.
"""


def load(server: Server, group: int, first: int, concurrency: int, core: int) -> Figures:
    """One point: a closed loop of so many connections, from line `first` of its questions on."""
    before = cpu_seconds(group)
    command = [
        sys.executable, str(LOAD), str(server.port), "--path", server.path,
        "--body", str(server.body), "--concurrency", str(concurrency),
        "--seconds", str(SECONDS), "--core", str(core), "--from", str(first),
    ]  # fmt: skip
    found = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=10 * SECONDS)
    figures: Figures = json.loads(found.stdout)
    used = cpu_seconds(group) - before
    return figures | {"cpu": used / figures["answered"] * 1_000}


def measure(held: list[tuple[Server, int]], core: int) -> dict[tuple[str, int], Figures]:
    """Medians over the rounds, by server and concurrency."""
    points: dict[tuple[str, int], list[Figures]] = {}
    answered: Counter[str] = Counter()
    for _ in range(ROUNDS):
        for concurrency in CONCURRENCIES:
            for server, group in held:
                found = load(server, group, answered[server.name], concurrency, core)
                answered[server.name] += int(found["answered"]) + concurrency
                points.setdefault((server.name, concurrency), []).append(found)
    return {
        point: {key: statistics.median(one[key] for one in found) for key in found[0]}
        for point, found in points.items()
    }


def results(found: dict[tuple[str, int], Figures], concurrency: int) -> list[Result]:
    """The bars and figures of one concurrency."""
    of = {name: figures for (name, at), figures in found.items() if at == concurrency}
    connections = "one connection" if concurrency == 1 else f"{concurrency} connections"
    requests = {name: figures["requests"] for name, figures in of.items()}
    fastest = max(figure for name, figure in requests.items() if name != ECHO)
    rows = [
        at_least(
            f"serving, {connections}: requests a second, times mlflow's",
            requests[OURS] / requests[MLFLOW],
            TIMES_MLFLOW,
            "x",
        ),
        at_most(
            f"serving, {connections}: p99 over mlflow's",
            of[OURS]["p99"] / of[MLFLOW]["p99"],
            SHARE_OF_P99,
            "ratio",
        ),
        at_least(
            f"serving, {connections}: what the load generator can drive, times the fastest",
            requests[ECHO] / fastest,
            TIMES_GENERATOR,
            "x",
        ),
    ]
    if MLSERVER in of:
        share = requests[OURS] / requests[MLSERVER]
        name = f"serving, {connections}: requests a second, times MLServer's"
        rows.append(at_least(name, share, SHARE_OF_MLSERVER, "x"))
    for name, figures in of.items():
        where = f"serving, {connections}, {name}"
        rows += [
            context(f"{where}: requests", figures["requests"], "1/s"),
            context(f"{where}: p50", figures["p50"], "ms"),
            context(f"{where}: p99", figures["p99"], "ms"),
            context(f"{where}: CPU time a request", figures["cpu"], "ms"),
        ]
        if name not in (OURS, AGAIN, ECHO):
            times = figures["cpu"] / of[OURS]["cpu"]
            rows.append(context(f"{where}: CPU time a request, times ours", times, "x"))
    return rows


def main() -> None:
    """Start, load, stop, and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--mlserver", help="a Python that has mlserver and mlserver-lightgbm")
    given = arguments.parse_args()
    signal.signal(signal.SIGTERM, terminated)
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:1])  # those that are started inherit it
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        held = [
            (server, stack.enter_context(running(server, folder)).pid)
            for server in servers(folder, given.mlserver)
        ]
        found = measure(held, cores[-1])
    rows = [row for concurrency in CONCURRENCIES for row in results(found, concurrency)]
    print(json.dumps(rows, indent=1))


def terminated(number: int, _: FrameType | None) -> None:
    """End by an exception, so that what was started is stopped."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
