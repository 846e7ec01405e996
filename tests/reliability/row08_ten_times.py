"""Row 8: ten times the load is shed, and is recovered from.

PYTHONPATH=src:api:tests python -m reliability.row08_ten_times [seconds]
"""

import sys
from pathlib import Path

import numpy as np
from reliability.loading import loaded
from reliability.picture import draw
from reliability.row07_load import A_SECOND, MOST_MILLISECONDS
from reliability.scorecard import ROOT, Row, row

from riskmodel.settings import Settings

ALLOWED = {200, 429, 503}
TIMES, SECONDS, RECOVERY_SECONDS = 10, 60, 10


def measure(
    seconds: float = SECONDS,
    a_second: int = A_SECOND,
    champions: Path | None = None,
    picture: Path = ROOT / "var" / "load" / "overload.svg",
) -> Row:
    """The ordinary load, ten times of it, and the ordinary load again for half a minute."""
    before, after = seconds / 3, 2 * RECOVERY_SECONDS + seconds / 6
    stages = [(before, a_second), (seconds, TIMES * a_second), (after, a_second)]
    whole = loaded(stages, champions or Settings().champions)
    draw(whole, MOST_MILLISECONDS, picture)
    # The tool's clock starts some seconds after ours, with its first call.
    end = float(whole.at.min()) + before + seconds
    other = {status: n for status, n in whole.statuses.items() if status not in ALLOWED}
    recovered = whole.between(end + RECOVERY_SECONDS, np.inf)
    overload = whole.between(end - seconds, end)
    shed = sum(n for status, n in overload.statuses.items() if status in ALLOWED - {200})
    p99 = recovered.quantile(0.99)
    figure = (
        f"{len(overload.at) / seconds:.0f} requests a second for {seconds:.0f} s: "
        f"{shed / max(1, len(overload.at)):.0%} shed, p99 of the others "
        f"{overload.quantile(0.99):.0f} ms; {other or 'none'} other than 200, 429, 503; p99 "
        f"{p99:.1f} ms from {RECOVERY_SECONDS} s after"
    )
    return row(8, figure, met=bool(p99 <= MOST_MILLISECONDS and not other))


if __name__ == "__main__":
    print(measure(*(float(one) for one in sys.argv[1:])))  # noqa: T201
