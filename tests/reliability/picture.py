"""The times of answers and the memory of the service, drawn as one picture."""

from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from reliability.loading import Loaded

BINS = 120


def draw(loaded: Loaded, most_milliseconds: float, path: Path) -> None:
    """Write a picture (SVG): p50, p99 and the slowest by moment, answers by status, memory."""
    edges = np.linspace(0, max(loaded.at.max(), loaded.memory_at.max()) + 1e-3, BINS + 1)
    parts = [loaded.between(*pair) for pair in pairwise(edges)]
    middle = (edges[:-1] + edges[1:]) / 2
    with mpl.rc_context({"svg.hashsalt": "load", "font.size": 8, "svg.fonttype": "none"}):
        figure = Figure(figsize=(8, 6), layout="constrained")
        times, counts, memory = figure.subplots(3, 1, sharex=True)
        for share, name in ((0.5, "p50"), (0.99, "p99"), (1.0, "slowest")):
            figures = [part.quantile(share) for part in parts]
            times.plot(middle, np.where(np.isfinite(figures), figures, np.nan), label=name)
        times.axhline(most_milliseconds, linestyle=":", color="black", label="p99 promised")
        times.set(yscale="log", ylabel="ms, answered 200")
        times.legend(ncols=4, loc="upper left")
        for status in loaded.statuses:
            rate = [(part.status == status).sum() / (edges[1] - edges[0]) for part in parts]
            counts.plot(middle, rate, label=str(status or "no answer"))
        counts.set(ylabel="answers a second")
        counts.legend(ncols=4, loc="upper left")
        memory.plot(loaded.memory_at, loaded.memory)
        memory.set(ylabel="memory, MiB", xlabel="seconds", ylim=(0, 1.2 * loaded.memory.max()))
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})
