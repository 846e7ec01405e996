"""How far the engine is from what the machine could do: what it counts, and a roofline.

Not one of the bars: run it by hand. Counts what a row asks of the tables, times the engine and, in
turns with it, three plain loops over as many rows: only the look-ups (read a place, read a figure,
add), only the answers (compare), only the literals (combine bits). The loops are what is left when
everything that is particular to trees is taken away.
"""

import json
import os
import time

import numba
import numpy as np
from explain import ROUNDS, ROWS, engine_of, make_booster, make_table
from measure import context, interleaved

from riskmodel.explanation.contributions import Explainer
from riskmodel.explanation.trees import kernels
from riskmodel.explanation.trees.kernels import BLOCK


@numba.njit(nogil=True)
def look_up(figures, places, sums, times):
    """Gather and add, a block at a time, from a table that stays in the first-level cache."""
    for turn in range(times):
        held, total = places[turn % len(places)], sums[turn % len(sums)]
        for row in range(BLOCK):
            total[row] += figures[held[row]]


@numba.njit(nogil=True)
def compare(codes, answers, times):
    """Add a shift, compare with a limit, keep a mask."""
    for turn in range(times):
        held, into = codes[turn % len(codes)], answers[turn % len(answers)]
        for row in range(BLOCK):
            into[row] = np.uint16(65_535) * np.uint16(np.uint16(held[row] + 1) <= turn % 200)


@numba.njit(nogil=True)
def combine(answers, failed, times):
    """Exclusive or, and, or."""
    for turn in range(times):
        held, into = answers[turn % len(answers)], failed[turn % 2]
        for row in range(BLOCK):
            into[row] |= (held[row] ^ 65_535) & np.uint16(1 << turn % 8)


def encode(tables, rows, codes):
    """The engine's own first step, alone."""
    for first in range(0, len(rows), BLOCK):
        kernels._encode(tables, rows[first : first + BLOCK], codes)  # noqa: SLF001


def main() -> None:
    """Measure and print."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    X, y = make_table(ROWS)
    ours = Explainer.of(make_booster(X, y))
    engine = engine_of(ours)
    tables = engine.tables
    look_ups, literals = len(tables.column_sum), len(tables.literal_split)
    splits, groups = len(tables.split_feature), len(tables.group_bits)
    random = np.random.default_rng(1)
    blocks = ROWS // BLOCK
    width = int(np.median(np.diff(tables.column_start)))
    patterns = int(np.median(1 << tables.group_bits.astype(int)))
    figures = random.normal(size=patterns * width)
    places = (random.integers(0, patterns, (30, BLOCK)) * width).astype(np.uint16)
    sums = np.zeros((engine.features + 1, BLOCK))
    words = random.integers(0, 200, (engine.features, BLOCK)).astype(np.uint16)
    answers = np.empty((32, BLOCK), dtype=np.uint16)
    failed = np.zeros((2, BLOCK), dtype=np.uint16)
    codes = np.zeros((engine.features, BLOCK), dtype=np.uint16)
    rows = X[: blocks * BLOCK]
    seconds = interleaved(
        {
            "engine": lambda: ours.explain(rows),
            "look-ups": lambda: look_up(figures, places, sums, look_ups * blocks),
            "answers": lambda: compare(words, answers, splits * blocks),
            "literals": lambda: combine(answers, failed, literals * blocks),
            "codes": lambda: encode(tables, rows, codes),
            "score alone": lambda: engine.raw_score(rows),
        },
        ROUNDS,
        time.process_time,
    )
    each = {name: taken / len(rows) * 1e6 for name, taken in seconds.items()}
    categories = int((tables.split_table >= 0).sum())
    counts = {
        "trees": len(tables.split_start) - 1,
        "splits": splits,
        "of them of categories": categories,
        "groups": groups,
        "literals": literals,
        "look-ups": look_ups,
        "figures": len(tables.figures),
        "figures of the median group": patterns * width,
    }
    results = [context(f"limit: {name}", count, "count") for name, count in counts.items()]
    results += [context(f"limit: {name} of a row", taken, "µs") for name, taken in each.items()]
    results.append(
        context("limit: one look-up of the plain loop", each["look-ups"] / look_ups * 1e3, "ns")
    )
    bound = each["look-ups"] + each["answers"] + each["literals"]
    results.append(context("limit: engine over the three loops", each["engine"] / bound, "x"))
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
