"""Pictures of an evaluation, as PNG bytes."""

import io

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from riskmodel.modelling.evaluation.card import score_name
from riskmodel.modelling.evaluation.results import Evaluation


def pictures(evaluation: Evaluation) -> dict[str, bytes]:
    """File name to PNG: calibration, recall by capacity, AUC by origin."""
    drawings = {
        "calibration.png": _calibration,
        "recall-at-capacity.png": _recall,
        "auc-by-origin.png": _origins,
    }
    found = {}
    for name, draw in drawings.items():
        canvas = Canvas(figsize=(6, 4.5), layout="constrained")
        draw(canvas.subplots(), evaluation)
        content = io.BytesIO()
        canvas.savefig(content, format="png", dpi=110)
        found[name] = content.getvalue()
    return found


def _calibration(axes: Axes, evaluation: Evaluation) -> None:
    bins = evaluation.calibration.bins
    predicted = [one.predicted for one in bins]
    observed = np.array([one.observed.value for one in bins])
    low = observed - [one.observed.low for one in bins]
    high = np.array([one.observed.high for one in bins]) - observed
    axes.errorbar(predicted, observed, yerr=np.abs([low, high]), fmt="o", capsize=3)
    top = max(*predicted, *observed) * 1.1
    axes.plot([0, top], [0, top], linestyle="--", color="grey", label="as said")
    axes.set_xlabel("predicted probability")
    axes.set_ylabel("share that fell back")
    axes.set_title("Calibration by tenths, with 95 % intervals by village")
    axes.legend()


def _recall(axes: Axes, evaluation: Evaluation) -> None:
    for name, ranked in evaluation.headline.scores.items():
        capacities = [float(capacity) for capacity in ranked.recall]
        recall = [figure.value for figure in ranked.recall.values()]
        axes.plot(capacities, recall, marker="o", label=score_name(name))
    axes.plot([0, max(capacities)], [0, max(capacities) / 100], "--", color="grey", label="a draw")
    axes.set_xlabel("households that can be visited, %")
    axes.set_ylabel("share of the later poor among them")
    axes.set_title("Recall at capacity")
    axes.legend()


def _origins(axes: Axes, evaluation: Evaluation) -> None:
    years = [block.origin for block in evaluation.blocks]
    for place, name in enumerate(evaluation.headline.scores):
        figures = [block.scores[name].auc for block in evaluation.blocks]
        value = np.array([figure.value for figure in figures])
        spread = [value - [f.low for f in figures], [f.high for f in figures] - value]
        offset = np.arange(len(years)) + 0.08 * place
        axes.errorbar(offset, value, yerr=spread, fmt="o", capsize=3, label=score_name(name))
    axes.set_xticks(range(len(years)), [str(year) for year in years])
    axes.set_ylabel("AUC")
    axes.set_title("AUC by origin")
    axes.legend()
