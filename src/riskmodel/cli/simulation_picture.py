"""A reform simulation as one picture: who enters and leaves by province, and the error rates.

The words are English: a machine may have no Chinese font.
"""

import io
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from riskmodel.cli.language import Language
from riskmodel.cli.simulation_words import word
from riskmodel.modelling.evaluation.results import Figure
from riskmodel.simulation.counts import Count
from riskmodel.simulation.result import Compared, Crossing, NextYear, Simulation

_ENTERS, _LEAVES, _BEFORE, _AFTER, _QUIET = "#1f6f9f", "#c9622e", "#9aa1ab", "#1d2733", "#6b7280"
_STYLE: Any = {
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#c5cad1",
    "text.color": _AFTER,
    "axes.titleweight": "bold",
    "svg.hashsalt": "riskmodel",
}
_ROW_INCHES, _HEAD_INCHES, _LEAST_ROWS = 0.26, 1.7, 12
_ROOM, _LEAST_SIDE = 1.2, 0.45
"""How much wider than its longest bar a side is; how wide at least, as a share of the other."""


def picture(simulation: Simulation, form: Literal["svg", "png"] = "svg") -> bytes:
    """The picture; the same simulation gives the same bytes."""
    codes = sorted({moved.code for one in simulation.crossings for moved in one.by_province})
    height = _HEAD_INCHES + _ROW_INCHES * max(len(codes), _LEAST_ROWS)
    with mpl.rc_context(_STYLE):
        canvas = Canvas(figsize=(13, height), layout="constrained")
        later = simulation.next_year
        widths = [1, 1, 1.5] if later else [1, 1]
        axes = canvas.subplots(1, len(widths), width_ratios=widths)
        for place, crossing in enumerate(simulation.crossings):
            _bars(axes[place], crossing, codes, named=place == 0)
        if later:
            _errors(axes[2], later)
        _words(canvas, simulation)
        content = io.BytesIO()
        canvas.savefig(content, format=form, dpi=110, metadata={"Date": None})
    return content.getvalue()


def _words(canvas: Canvas, simulation: Simulation) -> None:
    changes = ", ".join(text for one in simulation.changed for text in one.changes)
    canvas.suptitle(
        f"If {changes}: {simulation.households.households:,} households as known on "
        f"{simulation.last_day}\n",
        fontsize=13, fontweight="bold", ha="left", x=0.01,
    )  # fmt: skip
    canvas.supxlabel(
        "Households, unweighted, each picture on its own scale; a count of 1 to 4 is written <5 "
        "and has no bar. Provinces stand in the order of their codes. This is what the rules "
        "would find: a named person decides.",
        fontsize=8.5, color=_QUIET, ha="left", x=0.01,
    )  # fmt: skip


def _bars(axes: Axes, crossing: Crossing, codes: list[str], *, named: bool) -> None:
    """Who leaves to the left of zero, who enters to the right."""
    by_code = {moved.code: moved for moved in crossing.by_province}
    longest = {1: 0, -1: 0}
    for row, code in enumerate(codes):
        moved = by_code.get(code)
        if moved is not None:
            for side, held in ((1, moved.entering), (-1, moved.leaving)):
                longest[side] = max(longest[side], held.shown or 0)
                _bar(axes, row, held, side)
    least = max(1, _LEAST_SIDE * max(longest.values()))
    axes.set_xlim(-_ROOM * max(longest[-1], least), _ROOM * max(longest[1], least))
    axes.set_ylim(max(len(codes), _LEAST_ROWS) - 0.4, -1.6)
    axes.set_yticks(range(len(codes)), [_name(code) for code in codes] if named else [])
    axes.plot([0, 0], [-0.5, len(codes) - 0.5], color=_AFTER, linewidth=0.8)
    axes.tick_params(length=0)
    axes.set_xticks([])
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set_title(_title(crossing.group))
    _end(axes, (0, -1), f"enter {_text(crossing.entering)} →", 1, _ENTERS)
    _end(axes, (0, -1), f"← leave {_text(crossing.leaving)}", -1, _LEAVES)


def _bar(axes: Axes, row: int, held: Count, side: int) -> None:
    if held.households != 0:
        length = side * (held.shown or 0)
        axes.barh(row, length, height=0.72, color=_ENTERS if side > 0 else _LEAVES)
        _end(axes, (length, row), _text(held), side, _AFTER if held.shown else _QUIET)


def _end(axes: Axes, at: tuple[float, float], text: str, side: int, colour: str) -> None:
    axes.annotate(
        text, at, xytext=(4 * side, 0), textcoords="offset points", fontsize=9,
        ha="left" if side > 0 else "right", va="center", color=colour,
    )  # fmt: skip


def _errors(axes: Axes, later: NextYear) -> None:
    """Each error rate before and after, with its interval, and the change in words."""
    labels = []
    for one in later.targeting:
        for code in ("inclusion_error", "exclusion_error"):
            labels.append(f"{_title(one.group)}:\n{code.replace('_', ' ')}")
            _rate(axes, len(labels) - 1, getattr(one.weighted, code))
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.8)
    axes.set_xlim(0, 100)
    axes.xaxis.set_major_formatter("{x:g} %")
    axes.tick_params(length=0)
    axes.grid(axis="x", color="#e7e9ec")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.set_title("Against the poverty measured a year later")
    axes.text(
        1, -0.68, f"{_text(later.poor)} poor of {_text(later.households)}, weighted; "
        "grey before, black after, 95 % intervals",
        va="center", fontsize=8.5, color=_QUIET,
    )  # fmt: skip


def _rate(axes: Axes, row: int, held: Compared | None) -> None:
    if held is None:
        axes.text(1, row, "too few to say", va="center", color=_QUIET)
        return
    _whisker(axes, row - 0.09, held.before, _BEFORE)
    _whisker(axes, row + 0.09, held.after, _AFTER)
    change = held.change
    axes.text(
        1, row + 0.32,
        f"{held.before.value:.1%} before, {held.after.value:.1%} after: {_points(change.value)} "
        f"points ({_points(change.low)} to {_points(change.high)})",
        va="center", fontsize=8.5,
    )  # fmt: skip


def _whisker(axes: Axes, height: float, figure: Figure, colour: str) -> None:
    value = 100 * figure.value
    spread = [[value - 100 * figure.low], [100 * figure.high - value]]
    axes.errorbar(value, height, xerr=spread, fmt="o", markersize=5.5, capsize=3.5, color=colour)


def _points(share: float) -> str:
    return f"{100 * share:+.2f}".replace("-", "−")


def _title(group: str) -> str:
    return {"pointed_to": "The rules point to", "monitored": "To include or keep"}[group]


def _name(code: str) -> str:
    return word(code, Language.EN)


def _text(held: Count) -> str:
    return f"{held.households:,}" if held.shown is not None else str(held.households)
