"""Load a real service with a real load tool (Locust), and say how it held.

The service is started as it is shipped, with storage on and a worker a core; the callers are
another process. Rows 7 and 8 are read from what they noted.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from reliability.memory import resident
from reliability.scorecard import ROOT
from services import Service, a_service

LOCUST = Path(__file__).with_name("locustfile.py")
QUESTION = ROOT / "docs" / "examples" / "household.json"
UNHINDERED = {"rate_per_second": 1_000_000, "rate_burst": 1_000_000, "daily_queries": 10**9}
"""What is measured is the load, not the budget of one caller."""
WORKERS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
FIRST = [nice, "-n", "-10"] if (nice := shutil.which("nice")) else []
"""Callers are other machines: where it is allowed, they need not wait for the service's cores."""
SETTLING_SECONDS = 30
MEBIBYTE = 2**20


@dataclass(frozen=True)
class Loaded:
    """What was noted: each answer's moment (s from the start), ms and status; memory by second."""

    at: NDArray[np.float64]
    milliseconds: NDArray[np.float64]
    status: NDArray[np.int64]
    memory_at: NDArray[np.float64]
    memory: NDArray[np.float64]
    """Resident memory of the service's processes, MiB."""

    def between(self, start: float, end: float) -> "Loaded":
        """What was asked for in a part of the time."""
        kept = (self.at >= start) & (self.at < end)
        held = (self.memory_at >= start) & (self.memory_at < end)
        return Loaded(
            self.at[kept], self.milliseconds[kept], self.status[kept],
            self.memory_at[held], self.memory[held],
        )  # fmt: skip

    def quantile(self, share: float) -> float:
        """A quantile of the times of those answered with 200, ms."""
        times = self.milliseconds[self.status == 200]
        return float(np.quantile(times, share)) if len(times) else float("inf")

    @property
    def statuses(self) -> dict[int, int]:
        """How many answers of each status; 0 is no answer."""
        return dict(sorted(Counter(self.status.tolist()).items()))

    @property
    def growth(self) -> float:
        """Memory at the end over memory once settled, as a share above it."""
        settled = self.memory_at >= min(SETTLING_SECONDS, self.memory_at.max() / 3)
        held = self.memory[settled]
        part = max(1, len(held) // 10)
        return float(np.median(held[-part:]) / np.median(held[:part]) - 1)


def loaded(stages: Sequence[tuple[float, int]], champions: Path) -> Loaded:
    """Load a service with so many callers for so many seconds, stage by stage.

    Each caller asks once a second on average, at moments of a Poisson process, about a household
    that nobody asked about before.
    """
    with tempfile.TemporaryDirectory() as name, running(champions, Path(name)) as service:
        start = time.time()
        with sampled(service.process.pid) as memory:
            held = answered(stages, service.port, Path(name) / "answers.csv")
    moments = np.array([moment for moment, _ in memory]) - start
    resident_then = np.array([one for _, one in memory])
    return replace(held, at=held.at - start, memory_at=moments, memory=resident_then)


def answered(stages: Sequence[tuple[float, int]], port: int, answers: Path) -> Loaded:
    """Let the load tool call a service; moments by the clock, and nothing of memory."""
    command = [
        *FIRST, sys.executable, "-m", "locust", "--locustfile", str(LOCUST), "--headless",
        "--only-summary", "--exit-code-on-error", "0", "--stop-timeout", "30",
        "--host", f"http://127.0.0.1:{port}",
    ]  # fmt: skip
    told = {
        "LOAD_STAGES": json.dumps(stages),
        "LOAD_ANSWERS": str(answers),
        "LOAD_QUESTION": str(QUESTION),
    }
    done = subprocess.run(command, env=os.environ | told, capture_output=True, check=False)
    if done.returncode or not answers.is_file():
        message = f"the load tool failed: {done.stderr.decode()[-2000:]}"
        raise RuntimeError(message)
    found = np.loadtxt(answers, delimiter=",", ndmin=2)
    found = found[np.argsort(found[:, 0])]
    nothing = np.empty(0)
    return Loaded(found[:, 0], found[:, 1], found[:, 2].astype(np.int64), nothing, nothing)


@contextmanager
def running(champions: Path, folder: Path) -> Iterator[Service]:
    """The service with a state folder of its own, on the disk."""
    if not champions.is_dir():
        message = f"there is no champion in {champions}: run `make demo` first"
        raise RuntimeError(message)
    with a_service(champions, folder / "state", workers=WORKERS, **UNHINDERED) as service:
        yield service


@contextmanager
def sampled(pid: int) -> Iterator[list[tuple[float, float]]]:
    """Memory of a process and its children, MiB, every second."""
    found: list[tuple[float, float]] = []
    stop = threading.Event()

    def sample() -> None:
        while not stop.wait(1.0):
            found.append((time.time(), resident(pid) / MEBIBYTE))

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        yield found
    finally:
        stop.set()
        sampler.join()
