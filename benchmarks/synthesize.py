"""How fast the synthetic panel is made: household-years a second on one core.

The baseline, in the same run, draws as many columns of as many rows of plain independent noise
with NumPy's Generator: what a panel without a society in it would cost. CPU time, so that other
work on the machine does not count.
"""

import json
import time

import numpy as np
from measure import at_least

from riskmodel.sources.synthetic import synthesize

HOUSEHOLDS = 150_000
SLOWEST = 50_000
"""Household-years a second: a million in 20 seconds."""
SLOWEST_SHARE = 0.06
"""Of the speed of plain noise: a society may cost some fifteen times what such numbers do."""


def noise(rows: int, columns: int) -> float:
    """CPU seconds to draw `columns` arrays of `rows` independent normal numbers."""
    rng = np.random.default_rng(1)
    start = time.process_time()
    for _ in range(columns):
        rng.standard_normal(rows)
    return time.process_time() - start


def main() -> None:
    """Print the two figures as JSON."""
    start = time.process_time()
    panel = synthesize(HOUSEHOLDS).panel
    seconds = time.process_time() - start
    speed = panel.rows / seconds
    share = noise(panel.rows, len(panel.columns.given)) / seconds
    figures = [
        at_least("synthetic household-years, one core", speed, SLOWEST, "rows/s"),
        at_least(
            "the same, against as many columns of plain NumPy noise", share, SLOWEST_SHARE, "share"
        ),
    ]
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
