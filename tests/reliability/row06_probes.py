"""Break what the service stands on, five ways, and see what its probes say of it.

    PYTHONPATH=src:api:tests python -m reliability.row06_probes

The disk is full: no file may grow (RLIMIT_FSIZE), as on a full disk. The model hangs: a file makes
every score sleep.
"""

import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from reliability.row04_stop import workers_of
from reliability.running import run
from reliability.scorecard import Row
from services import a_service, is_live, is_ready, wait_until_ready

WITHIN_SECONDS = 5.0
HANG = """
import threading, time
from pathlib import Path
from riskmodel.assessment import Assessor
whole = Assessor.assess_records
def assess_records(self, *given):
    while Path({flag!r}).exists():
        time.sleep(0.05)
    return whole(self, *given)
Assessor.assess_records = assess_records
"""


class Seen(NamedTuple):
    """How long the ready probe went on to say yes, and whether the live probe did as it should."""

    fault: str
    seconds: float
    live_was_true: bool

    @property
    def met(self) -> bool:
        return self.seconds <= WITHIN_SECONDS and self.live_was_true


def measure(champions: Path, folder: Path) -> Row:
    """The row: each fault in a service of its own."""
    faults = (database_gone, disk_full, manifest_corrupt, model_hangs, workers_killed)
    seen = [fault(champions, folder / fault.__name__) for fault in faults]
    met = sum(one.met for one in seen)
    told = ", ".join(
        f"{one.fault} {one.seconds:.1f} s{'' if one.live_was_true else ' (live was false)'}"
        for one in seen
    )
    return Row(
        6,
        "Probes tell the truth",
        "ready false within 5 s in 5/5; live stays true where a restart would not help",
        f"{met}/{len(seen)}: {told}",
        met == len(seen),
    )


def database_gone(champions: Path, state: Path) -> Seen:
    """The folder of the database is moved away."""
    with a_service(champions, state) as service:
        return until_not_ready(
            "database gone", service, lambda: shutil.move(state / "database", state / "away")
        )


def disk_full(champions: Path, state: Path) -> Seen:
    """No file of the process can grow any more."""
    with a_service(champions, state) as service:

        def fill() -> None:
            resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (0, 0))

        return until_not_ready("disk full", service, fill)


def manifest_corrupt(champions: Path, state: Path) -> Seen:
    """A byte of the champion's manifest is another."""
    own = state / "own"
    shutil.copytree(champions, own)
    with a_service(own, state) as service:
        (manifest,) = own.glob("*/*/manifest.json")

        def spoil() -> None:
            content = bytearray(manifest.read_bytes())
            content[len(content) // 2] ^= 1
            manifest.write_bytes(content)

        return until_not_ready("manifest corrupt", service, spoil)


def model_hangs(champions: Path, state: Path) -> Seen:
    """No score comes back; nobody but the watchdog asks for one."""
    state.mkdir(parents=True)
    flag = state / "hang"
    with a_service(champions, state, HANG.format(flag=str(flag))) as service:
        seen = until_not_ready("model hung", service, flag.touch)
        flag.unlink()
        wait_until_ready(service)
        return seen


def workers_killed(champions: Path, state: Path) -> Seen:
    """Every worker is killed while nothing can replace them; then they are replaced."""
    with a_service(champions, state, workers=2) as service:

        def kill() -> None:
            service.process.send_signal(signal.SIGSTOP)
            for worker in workers_of(service):
                os.kill(worker, signal.SIGKILL)

        try:
            seen = until_not_ready("workers killed", service, kill, live_helps=True)
        finally:
            service.process.send_signal(signal.SIGCONT)
        wait_until_ready(service)
        return seen


def until_not_ready(
    fault: str, service, happen: Callable[[], object], *, live_helps: bool = False
) -> Seen:
    """Let it happen, and ask until the answer is no."""
    assert is_ready(service.port)
    happen()
    began = time.monotonic()
    while is_ready(service.port) and time.monotonic() - began < 4 * WITHIN_SECONDS:
        time.sleep(0.05)
    seconds = time.monotonic() - began
    return Seen(fault, seconds, is_live(service.port, timeout=5) is not live_helps)


if __name__ == "__main__":
    sys.exit(run(measure))
