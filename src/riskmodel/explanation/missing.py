"""Which unanswered field of a record could still move its band, and how far the score.

Two figures for each. The bound is guaranteed: no answer can take the score beyond it, the other
fields being as they are. The likely range comes from the households of the version's background
sample that know the answer: their values are put in the place of the gap. It is likely only as
far as this household is like those.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.reachable import bounds, trees_of
from riskmodel.explanation.reader import Known, Reader
from riskmodel.modelling.features import Feature, Unit
from riskmodel.modelling.model import RiskModel
from riskmodel.schema.columns import Columns

Floats = NDArray[np.float64]

AREA = ("county_code", "province_code")
"""What the monitoring line in force is found by."""
FEWEST_DRAWS = 20
_LIKELY = (0.05, 0.95)


@dataclass(frozen=True)
class Range:
    """Two raw scores, in log-odds before calibration."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart they are."""
        return self.high - self.low


@dataclass(frozen=True)
class Answer:
    """One unanswered field.

    `needed` is set where there is no score without it; the figures are None where there is none.
    `likely` holds nine in ten of the draws and `changing` is the share of them in another band;
    both are None where too few households of the background know the answer.
    """

    field: str
    needed: bool
    bound: Range | None = None
    can_change_band: bool | None = None
    likely: Range | None = None
    changing: float | None = None


@dataclass(frozen=True)
class Missing:
    """The unanswered fields, the first to ask in front.

    `bound` is for all of them together; `stop_asking` says that not even that changes the band.
    """

    answers: tuple[Answer, ...]
    bound: Range | None
    stop_asking: bool


def missing_answers(reader: Reader, background: Floats, known: Known) -> Missing:
    """Order what is missing; `background` has shape (rows, features)."""
    model, features = reader.model, reader.features
    X = reader.matrix(known.columns, known.line)
    names = unanswered(features, known)
    unscorable = model.unscorable(X[0].tolist())
    if unscorable:
        lacking = [feature for feature in features if feature.name in unscorable]
        answers = [Answer(name, any(reads(one, name) for one in lacking)) for name in names]
        return Missing(tuple(sorted(answers, key=lambda one: not one.needed)), None, False)  # noqa: FBT003
    if not names:
        raw = float(reader.raw_score(X)[0])
        return Missing((), Range(raw, raw), True)  # noqa: FBT003
    free = np.array([[reads(feature, name) for feature in features] for name in names])
    free = free.reshape(len(names), len(features))
    low, high = bounds(trees_of(model), X[0], np.vstack([free, free.any(axis=0)]))
    ranges = [Range(*ends) for ends in zip(low.tolist(), high.tolist(), strict=True)]
    band = model.band(model.calibrated(reader.raw_score(X)))[0]
    movable = [_can_change(model, one, band) for one in ranges]
    draws = [_draws(reader, background, known, X[0], name) for name in names]
    answers = [
        _answer(model, name, drawn, band, (held, can))
        for name, drawn, held, can in zip(names, draws, ranges, movable, strict=False)
    ]
    return Missing(tuple(sorted(answers, key=_last)), ranges[-1], not movable[-1])


def unanswered(features: Sequence[Feature], known: Known) -> list[str]:
    """The record fields read by the features that are not known, in the order of the record.

    The area counts where it is all that keeps a line from being in force.
    """
    read = {name for feature in features for name in feature.inputs}
    if np.isnan(known.line):
        read |= set(AREA)
    return [name for name in known.columns.fields if name in read and _gap(known.columns, name)]


def reads(feature: Feature, name: str) -> bool:
    """Whether an answer to a field can move a feature; money is set against the line."""
    return name in feature.inputs or (name in AREA and feature.unit is Unit.TIMES_LINE)


def _gap(columns: Columns, name: str) -> bool:
    return columns.value(name, 0) is None


def _can_change(model: RiskModel, held: Range, band: str) -> bool:
    """Whether a score within a range has another band; bands rise with the score."""
    ends = model.band(model.calibrated(np.array([held.low, held.high])))
    return bool((ends != band).any()) or model.calibrator.slope <= 0


def _draws(
    reader: Reader, background: Floats, known: Known, x: Floats, name: str
) -> Floats | None:
    """The raw scores with the answers of background households; None where too few know theirs.

    Only those features move that this one answer makes known; where there is none the score
    stays.
    """
    places = [
        place
        for place, feature in enumerate(reader.features)
        if name in feature.inputs and np.isnan(x[place]) and _alone(feature, name, known)
    ]
    if not places:
        return reader.raw_score(x[None, :])
    rows = background[:, places]
    rows = rows[~np.isnan(rows).any(axis=1)]
    if len(rows) < FEWEST_DRAWS:
        return None
    X = np.tile(x, (len(rows), 1))
    X[:, places] = rows
    return reader.raw_score(X)


def _alone(feature: Feature, name: str, known: Known) -> bool:
    """Whether the one answer is all that a feature lacks."""
    return not any(_gap(known.columns, other) for other in feature.inputs if other != name)


def _answer(
    model: RiskModel, name: str, drawn: Floats | None, band: str, bounded: tuple[Range, bool]
) -> Answer:
    held, can = bounded
    if drawn is None:
        return Answer(name, False, held, can)  # noqa: FBT003
    likely = Range(*np.quantile(drawn, _LIKELY).tolist())
    changing = float((model.band(model.calibrated(drawn)) != band).mean())
    return Answer(name, False, held, can, likely, changing)  # noqa: FBT003


def _last(answer: Answer) -> tuple[float, float, float]:
    """Smallest for the one to ask first."""
    likely = answer.likely.width if answer.likely else 0.0
    bound = answer.bound.width if answer.bound else 0.0
    return -(answer.changing or 0.0), -likely, -bound
