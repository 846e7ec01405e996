"""Kill a batch at random moments, again and again, and let it go on.

In the end its folder is to be, byte by byte, that of a run that nobody disturbed.
"""

import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from serving_only import serving_path

CAPACITY = 1_000
RUN = f"""
import sys
from pathlib import Path
from riskmodel.scale import Batch, run_batch
from riskmodel.scale.asked import Desk
from riskmodel.scale.local import in_threads
from riskmodel.scale.summing import write_summary

given, out, champions, name, threads = sys.argv[1:]
desk = Desk(Path(champions), name)
def tell(progress, record):
    if record is None:
        print("begun", flush=True)
done = run_batch(Batch(Path(given), Path(out), desk), tell, in_threads(int(threads)))
write_summary(Path(out), done, desk, {CAPACITY})
print("done", flush=True)
"""


class Run(NamedTuple):
    """What to run: input, output, folder of champions, model, threads."""

    given: Path
    out: Path
    champions: Path
    model: str
    threads: int = 1

    def start(self) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", RUN, *map(str, self)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": serving_path()},
        )


def kill_again_and_again(run: Run, kills: int, longest: float, seed: int = 5) -> int:
    """Kill it so many times, each at a random moment of its work; how many fell into it.

    Where it is done before it is killed, its output is taken away and it begins anew.
    """
    moments = random.Random(seed)  # noqa: S311 - no secret
    fallen = 0
    while fallen < kills:
        process = run.start()
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        ready, _, _ = select.select([process.stdout], [], [], moments.uniform(0, longest))
        if ready:  # it is done: a kill now would fall into nothing
            process.wait()
            undo_some(run.out, moments)
        else:
            process.send_signal(signal.SIGKILL)
            process.wait()
            fallen += 1
        process.stdout.close()
    return fallen


def undo_some(out: Path, moments: random.Random) -> None:
    """Take the records of half of the parts away, so that there is work to kill."""
    for record in sorted((out / "records").glob("*.json")):
        if moments.random() < 0.5:
            record.unlink()


def finish(run: Run) -> float:
    """Run it undisturbed to its end; the seconds that it took."""
    began = time.monotonic()
    process = run.start()
    told, _ = process.communicate()
    assert process.returncode == 0
    assert told.endswith("done\n")
    return time.monotonic() - began
