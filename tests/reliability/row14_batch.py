"""Kill a batch of a million households fifty times: its bytes are those of an undisturbed run.

    PYTHONPATH=src:api:tests python -m reliability.row14_batch 50 20 50000

The numbers are kills, input parts, and rows of each. One row in a hundred is bad.
"""

import resource
import sys
import time
from pathlib import Path

from batch_kills import Run, finish, kill_again_and_again
from batches import digests, write_input
from reliability.running import run
from reliability.scorecard import Row, row

from riskmodel.settings import Settings

LONG = {"kills": 50, "parts": 20, "rows": 50_000}
MOST_MINUTES, MOST_BYTES = 30, 2 * 1024**3


def measure(champions: Path, folder: Path, kills: int, parts: int, rows: int) -> Row:
    """The row, after so many kills; the time is of the killed run with all its starts."""
    bad = write_input(folder / "in", parts, rows)
    name = Settings().model_name
    whole = Run(folder / "in", folder / "whole", champions, name, 2)
    undisturbed = finish(whole)
    disturbed = whole._replace(out=folder / "killed")
    began = time.monotonic()
    fallen = kill_again_and_again(disturbed, kills, undisturbed * 0.7)
    finish(disturbed)
    minutes = (time.monotonic() - began) / 60
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    same = digests(disturbed.out) == digests(whole.out)
    told = quarantined(disturbed.out)
    figure = (
        f"{parts * rows:,} households, {fallen} kills, {told:,} of {bad:,} bad rows in quarantine "
        f"with their reasons, every file {'the same' if same else 'NOT the same'} as of a run "
        f"nobody disturbed; {minutes:.1f} min with all starts (undisturbed {undisturbed:.0f} s), "
        f"peak {peak / 1024**3:.2f} GiB"
    )
    met = same and told == bad and fallen == kills
    return row(14, figure, met=met and minutes <= MOST_MINUTES and peak <= MOST_BYTES)


def quarantined(out: Path) -> int:
    """Rows that are told of."""
    files = (out / "quarantine").iterdir()
    return sum(len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in files)


if __name__ == "__main__":
    sys.exit(run(measure, *LONG.values()))
