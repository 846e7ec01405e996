"""Whether a version may be promoted, by its own evaluation."""

from collections.abc import Iterator

from riskmodel.modelling.evaluation.card import score_name, shown
from riskmodel.modelling.evaluation.results import Evaluation, Figure

AGAINST = {"beats": "beats", "ties": "ties with", "loses": "loses to"}
"""A verdict as it stands before the rival's name."""

CALIBRATED = (0.9, 1.1)
"""Observed over expected, and the slope, of a calibrated model."""
DISPARITY = 1.25
"""A group's exclusion error over that of the others, above which help is not even-handed."""


def reasons_to_refuse(evaluation: Evaluation) -> list[str]:
    """Why the version should not serve; empty where it may.

    It must beat every rival that the panel gives, paired on the same villages (see
    `measures.verdict`): otherwise the simpler of them should serve. It must have enough events to
    say so, not be miscalibrated for certain, and not miss a group for certain more than others.
    """
    return [
        *_events(evaluation),
        *_rivals(evaluation),
        *_calibration(evaluation),
        *_groups(evaluation),
    ]


def _events(evaluation: Evaluation) -> Iterator[str]:
    events = evaluation.headline.events
    if events < evaluation.fewest_events:
        yield f"{events} test events are too few to say: at least {evaluation.fewest_events}"


def _rivals(evaluation: Evaluation) -> Iterator[str]:
    for one in evaluation.compared:
        if one.verdict != "beats":
            yield (
                f"it {AGAINST[one.verdict]} {score_name(one.rival)}: AUC differs by "
                f"{shown(one.auc)}, average precision by {shown(one.average_precision)}"
            )


def _calibration(evaluation: Evaluation) -> Iterator[str]:
    held = evaluation.calibration
    named = {"observed over expected": held.observed_over_expected, "slope": held.slope}
    low, high = CALIBRATED
    for name, figure in named.items():
        if figure.low > high or figure.high < low:
            yield (
                f"it is miscalibrated: {name} is {shown(figure)}, to be within {low:g} to {high:g}"
            )


def _groups(evaluation: Evaluation) -> Iterator[str]:
    for group in evaluation.groups:
        ratio: Figure | None = group.exclusion_ratio
        if group.disparity and ratio is not None and ratio.low > DISPARITY:
            yield (
                f"it misses the group '{group.label_en}' more than others: exclusion errors "
                f"stand as {shown(ratio)} to 1, to be at most {DISPARITY:g}"
            )
