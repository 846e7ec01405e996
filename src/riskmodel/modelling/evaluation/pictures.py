"""Pictures of an evaluation, as PNG bytes."""

import datetime
import io
from collections.abc import Callable, Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch

from riskmodel.modelling.backtest import MODEL
from riskmodel.modelling.evaluation.card import score_name
from riskmodel.modelling.evaluation.results import Evaluation, Figure, LaterTest

UNWEIGHTED = "unweighted-"
"""What the name of a picture without survey weights starts with."""
_COLOURS = {"train": "#4c72b0", "embargo": "#cccccc", "calibrate": "#dd8452", "test": "#55a868"}


Picture = tuple[str, str, bytes]
"""File name, caption and PNG."""


def pictures(evaluation: Evaluation) -> Iterator[Picture]:
    """Every picture that the evaluation can give.

    Where the panel has survey weights, each picture of figures comes without them too.
    """
    for name, caption, draw in (_BLOCKS, *_FIGURES):
        if content := _drawn(draw, evaluation):
            yield name, caption, content
    if evaluation.unweighted:
        for name, caption, draw in _FIGURES:
            if content := _drawn(draw, evaluation.unweighted):
                yield f"{UNWEIGHTED}{name}", f"{caption}, without survey weights", content


def _drawn(draw: "_Draw", evaluation: Evaluation) -> bytes | None:
    canvas = Canvas(figsize=(7, 4.5), layout="constrained")
    return png(canvas) if draw(canvas.subplots(), evaluation) else None


def png(canvas: Canvas) -> bytes:
    """A picture as PNG bytes."""
    content = io.BytesIO()
    canvas.savefig(content, format="png", dpi=110)
    return content.getvalue()


def _legend_below(axes: Axes) -> None:
    """Below the axes, where it hides no figure."""
    canvas = axes.get_figure()
    if isinstance(canvas, Canvas):
        canvas.legend(loc="outside lower center", ncols=4, fontsize=8, frameon=False)


def _bars(figures: list[Figure]) -> tuple[np.ndarray, np.ndarray]:
    """Values, and how far their intervals reach below and above."""
    value = np.array([figure.value for figure in figures])
    low = value - np.array([figure.low for figure in figures])
    high = np.array([figure.high for figure in figures]) - value
    return value, np.abs([low, high])


def _blocks(axes: Axes, evaluation: Evaluation) -> bool:
    """Each origin as a row: what it learnt from, what lies fallow, what it was tested on."""
    horizon = _years(evaluation.horizon_months)
    for row, block in enumerate(evaluation.blocks):
        parts = {"train": block.training_days, "calibrate": block.calibration_days}
        for part, days in parts.items():
            for day in days:
                _span(axes, row, day, horizon, part)
        _span(axes, row, block.origin, horizon, "test")
        _embargo(axes, row, block.training_days, block.origin, horizon)
    names = {"train": "learnt from", "embargo": "left fallow (embargo)",
             "calibrate": "calibrated on", "test": "tested on"}  # fmt: skip
    handles = [Patch(color=colour, label=names[part]) for part, colour in _COLOURS.items()]
    axes.set_yticks(
        range(len(evaluation.blocks)), [f"origin {block.origin}" for block in evaluation.blocks]
    )
    axes.xaxis_date()
    axes.invert_yaxis()
    axes.set_xlabel("from index date to the end of the horizon, in villages kept apart")
    axes.legend(handles=handles, loc="upper right", fontsize=8)
    return evaluation.future_year


def _day_number(day: datetime.date) -> int:
    """Days since 1970, as matplotlib counts them."""
    return (day - datetime.date(1970, 1, 1)).days


def _years(months: int) -> datetime.timedelta:
    return datetime.timedelta(days=round(months * 365.25 / 12))


def _span(axes: Axes, row: int, day: datetime.date, length: datetime.timedelta, part: str) -> None:
    axes.barh(
        row,
        length.days,
        left=_day_number(day),
        height=0.7,
        color=_COLOURS[part],
        edgecolor="white",
    )


def _embargo(
    axes: Axes,
    row: int,
    learnt: list[datetime.date],
    origin: datetime.date,
    horizon: datetime.timedelta,
) -> None:
    """From the end of the last training label to the origin, thin, above what else is there."""
    start = max(learnt) + horizon
    if origin > start:
        left = _day_number(start)
        axes.barh(row, (origin - start).days, left=left, height=0.25, color=_COLOURS["embargo"])


def _calibration(axes: Axes, evaluation: Evaluation) -> bool:
    bins = evaluation.calibration.bins
    predicted = [one.predicted for one in bins]
    observed, spread = _bars([one.observed for one in bins])
    axes.errorbar(predicted, observed, yerr=spread, fmt="o", capsize=3)
    top = max(*predicted, *observed) * 1.1
    axes.plot([0, top], [0, top], linestyle="--", color="grey", label="as said")
    axes.set_xlabel("predicted probability")
    axes.set_ylabel("share that fell back")
    axes.legend()
    return True


def _recall(axes: Axes, evaluation: Evaluation) -> bool:
    for name, ranked in evaluation.headline.scores.items():
        capacities = [float(capacity) for capacity in ranked.recall]
        value, spread = _bars(list(ranked.recall.values()))
        if name == MODEL:
            axes.fill_between(capacities, value - spread[0], value + spread[1], alpha=0.15)
        axes.plot(capacities, value, marker="o", label=score_name(name))
    axes.plot([0, max(capacities)], [0, max(capacities) / 100], "--", color="grey", label="a draw")
    axes.set_xlabel("households that can be visited, %")
    axes.set_ylabel("share of the later poor among them")
    _legend_below(axes)
    return True


def _origins(axes: Axes, evaluation: Evaluation) -> bool:
    blocks = evaluation.blocks
    years = [block.origin for block in blocks]
    names = [name for name in blocks[-1].scores if all(name in one.scores for one in blocks)]
    for place, name in enumerate(names):
        value, spread = _bars([block.scores[name].auc for block in blocks])
        offset = np.arange(len(years)) + 0.09 * (place - (len(names) - 1) / 2)
        axes.errorbar(offset, value, yerr=spread, fmt="o", capsize=3, label=score_name(name))
    axes.set_xticks(range(len(years)), [str(year) for year in years])
    axes.set_ylabel("AUC")
    _legend_below(axes)
    return True


def _ageing(axes: Axes, evaluation: Evaluation) -> bool:
    by_origin: dict[datetime.date, list[LaterTest]] = {}
    for one in evaluation.later:
        by_origin.setdefault(one.origin, []).append(one)
    for place, (origin, tests) in enumerate(by_origin.items()):
        value, spread = _bars([one.auc for one in tests])
        months = np.array([one.months_old for one in tests]) + 0.4 * place
        axes.errorbar(months, value, yerr=spread, marker="o", capsize=3, label=f"of {origin}")
    axes.set_xlabel("months from the model's own test to the one shown")
    axes.set_ylabel("AUC")
    axes.legend(title="model", fontsize=8)
    return len(evaluation.later) > len(evaluation.blocks)


def _decisions(axes: Axes, evaluation: Evaluation) -> bool:
    held = evaluation.net_benefit
    for name, curve in held.curves.items():
        style = "-" if name == MODEL else "--"
        axes.plot(held.thresholds, curve, style, label=score_name(name))
    bottom = min(min(c) for n, c in held.curves.items() if n not in ("visit all", "rule"))
    top = max(max(curve) for curve in held.curves.values())
    axes.set_ylim(min(bottom, -0.1 * top), 1.05 * top)
    axes.set_xlabel("risk from which a visit is worth making")
    axes.set_ylabel("net benefit a household")
    _legend_below(axes)
    return True


def _groups(axes: Axes, evaluation: Evaluation) -> bool:
    single = [group for group in evaluation.groups if not group.crossed]
    told = [(group, group.exclusion_error) for group in single]
    shown = [(group, error) for group, error in told if error is not None]
    if not shown:
        return False
    value, spread = _bars([error for _, error in shown])
    rows = np.arange(len(shown))
    axes.errorbar(value, rows, xerr=spread, fmt="o", capsize=3)
    axes.set_yticks(rows, [group.label_en for group, _ in shown], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel("share of the later poor that the list misses")
    return True


_Draw = Callable[[Axes, Evaluation], bool]
_BLOCKS = ("rolling-blocks.png", "What each origin learnt from and was tested on", _blocks)
_FIGURES: tuple[tuple[str, str, _Draw], ...] = (
    ("recall-at-capacity.png", "Recall at capacity", _recall),
    ("calibration.png", "Calibration by tenths, with 95 % intervals by village", _calibration),
    ("decision-curves.png", "Decision curves over the band of the definition", _decisions),
    ("auc-by-origin.png", "AUC by origin", _origins),
    ("ageing.png", "How a model ages", _ageing),
    ("groups.png", "Exclusion error by group", _groups),
)
"""File, caption and how it is drawn; a picture that has nothing to show says False."""
