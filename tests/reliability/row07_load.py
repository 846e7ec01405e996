"""Row 7: the service holds its load.

PYTHONPATH=src:api:tests python -m reliability.row07_load [seconds]
"""

import os
import sys
from pathlib import Path

from reliability.loading import SETTLING_SECONDS, WORKERS, loaded
from reliability.picture import draw
from reliability.scorecard import ROOT, Row, row

from riskmodel.settings import Settings

A_SECOND = 100
MOST_MILLISECONDS, MOST_GROWTH = 50.0, 0.05
SECONDS = 30 * 60
LEAST_SHARE_OF_RATE = 0.95


def measure(
    seconds: float = SECONDS,
    a_second: int = A_SECOND,
    champions: Path | None = None,
    picture: Path = ROOT / "var" / "load" / "load.svg",
) -> Row:
    """So many assessments a second for so long; the first part warms up and is left out."""
    whole = loaded([(seconds, a_second)], champions or Settings().champions)
    draw(whole, MOST_MILLISECONDS, picture)
    held = whole.between(min(SETTLING_SECONDS, seconds / 3), seconds)
    reached = len(held.at) / (held.at.max() - held.at.min())
    bad = {status: n for status, n in held.statuses.items() if status != 200}
    p50, p99 = held.quantile(0.5), held.quantile(0.99)
    figure = (
        f"{reached:.0f} assessments a second for {seconds / 60:.3g} min by {WORKERS} workers on "
        f"{os.cpu_count()} cores that the callers share: p50 {p50:.1f} ms, p99 {p99:.1f} ms; "
        f"{bad or 'none'} other than 200; memory {whole.growth:+.1%}"
    )
    met = p99 <= MOST_MILLISECONDS and not bad and whole.growth <= MOST_GROWTH
    return row(7, figure, met=bool(met and reached >= LEAST_SHARE_OF_RATE * a_second))


if __name__ == "__main__":
    print(measure(*(float(one) for one in sys.argv[1:])))  # noqa: T201
