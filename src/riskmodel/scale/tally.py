"""Counts of a part, which add up over parts to what a summary says."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from riskmodel.assessment.table import TableAssessed
from riskmodel.modelling.labels import is_monitored
from riskmodel.modelling.model import Band, RiskModel
from riskmodel.monitoring.drift import FeatureCounts, count_feature
from riskmodel.scale.columns_out import why_not_scored
from riskmodel.scale.faults import RowFault
from riskmodel.schema.columns import Columns
from riskmodel.scoring import Figures

Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]

COUNTED = ("households", "rule_fires", "scored", *(band.value for band in Band))
"""What is counted of each area."""
TENTHS = 10
NOT_SAID = ""
"""The area of records that name no county."""
NOT_SCORED = "not_scored"


class Tally(BaseModel):
    """Counts by code.

    `areas` are by county code, each as `COUNTED` says; `matrix` by `fires|silent` and band;
    `drift` by feature, of the households that the model was made for, and `tenths` counts those
    by the tenth of the reference that their score is in. `expected` is the sum of probabilities.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    faults: dict[str, int] = {}
    status: dict[str, int] = {}
    rules: dict[str, int] = {}
    agreement: dict[str, int] = {}
    matrix: dict[str, dict[str, int]] = {}
    bands: dict[str, int] = {}
    not_scored: dict[str, int] = {}
    quality: dict[str, int] = {}
    areas: dict[str, list[int]] = {}
    drift: dict[str, FeatureCounts] = {}
    tenths: list[int] = [0] * TENTHS
    expected: float = 0.0


def add_tallies(tallies: Iterable[Tally]) -> Tally:
    """The counts of all parts; the order matters to the last bit of a sum, so it is theirs."""
    whole = Tally()
    for one in tallies:
        whole = Tally(
            **{name: _added(getattr(whole, name), getattr(one, name)) for name in _BY_CODE},
            matrix=_matrices(whole.matrix, one.matrix),
            areas=_lists(whole.areas, one.areas),
            drift={
                name: one.drift[name].plus(whole.drift.get(name)) for name in one.drift
            } | {name: held for name, held in whole.drift.items() if name not in one.drift},
            tenths=[a + b for a, b in zip(whole.tenths, one.tenths, strict=True)],
            expected=whole.expected + one.expected,
        )  # fmt: skip
    return whole


_Matrix = dict[str, dict[str, int]]
_BY_CODE = ("faults", "status", "rules", "agreement", "bands", "not_scored", "quality")


def _added(left: Mapping[str, int], right: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted((Counter(left) + Counter(right)).items()))


def _matrices(left: _Matrix, right: _Matrix) -> _Matrix:
    names = sorted({*left, *right})
    return {name: _added(left.get(name, {}), right.get(name, {})) for name in names}


def _lists(left: dict[str, list[int]], right: dict[str, list[int]]) -> dict[str, list[int]]:
    nothing = [0] * len(COUNTED)
    pairs = {name: (left.get(name, nothing), right.get(name, nothing)) for name in {*left, *right}}
    return {name: [a + b for a, b in zip(*pairs[name], strict=True)] for name in sorted(pairs)}


def tally_faults(faults: Sequence[RowFault]) -> Tally:
    """By `field: reason`, how often."""
    return Tally(faults=_counted(f"{one.field}: {one.reason}" for one in faults))


def tally_scores(model: RiskModel, columns: Columns, figures: Figures, unasked: Texts) -> Tally:
    """What there is to count of scores alone."""
    scored = ~np.isnan(figures.probability)
    cohort = _cohort(model, columns) & (unasked == "")
    placed = figures.percentile[cohort & scored]
    return Tally(
        bands=_counted_text(_bands(figures)),
        not_scored=_sums(why_not_scored(figures, unasked)),
        areas=_areas(columns, figures, np.zeros(columns.rows, dtype=bool)),
        drift=_drift(model, figures, cohort),
        tenths=np.histogram(placed, np.linspace(0, 100, TENTHS + 1))[0].tolist(),
        expected=float(figures.probability[scored].sum()),
    )


def tally_assessed(model: RiskModel, columns: Columns, found: TableAssessed) -> Tally:
    """What there is to count of rule and score."""
    rules, bands = found.eligibility, _bands(found.scores)
    fires = rules.rule_fires
    of_scores = tally_scores(model, columns, found.scores, found.unasked)
    return of_scores.model_copy(
        update={
            "status": _counted_text(rules.proposed_status),
            "rules": _sums({name: one.is_true for name, one in rules.outcomes.items()}),
            "agreement": _counted_text(found.agreement[found.agreement != ""]),
            "matrix": {
                "fires": _counted_text(bands[fires]),
                "silent": _counted_text(bands[~fires]),
            },
            "quality": _sums(
                # a plain bool where the table has one row
                {name: np.asarray(one.is_true) for name, one in found.quality.found.items()}
            ),
            "areas": _areas(columns, found.scores, fires),
        }
    )


def _bands(figures: Figures) -> NDArray[np.str_]:
    return np.where(figures.band == "", NOT_SCORED, figures.band)


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _counted_text(values: NDArray[np.str_]) -> dict[str, int]:
    names, counts = np.unique(values, return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def _sums(rows: Mapping[str, Bools]) -> dict[str, int]:
    return {name: count for name, held in sorted(rows.items()) if (count := int(held.sum()))}


def _cohort(model: RiskModel, columns: Columns) -> Bools:
    """The households that the model was made for."""
    if not model.definition.cohort.not_monitored:
        return np.ones(columns.rows, dtype=bool)
    monitored: Bools = is_monitored(columns).is_true
    return ~monitored


def _areas(columns: Columns, figures: Figures, fires: Bools) -> dict[str, list[int]]:
    names, place = np.unique(columns.text("county_code"), return_inverse=True)
    scored = ~np.isnan(figures.probability)
    counted = [np.ones(columns.rows, dtype=bool), fires, scored]
    counted += [figures.band == band for band in Band]
    sums = [np.bincount(place[held], minlength=len(names)) for held in counted]
    return dict(zip(names.tolist(), np.array(sums).T.tolist(), strict=True))


def _drift(model: RiskModel, figures: Figures, cohort: Bools) -> dict[str, FeatureCounts]:
    distributions = model.reference.distributions
    X = figures.X[cohort]
    return {
        feature.name: count_feature(distributions[feature.name], X[:, place])
        for place, feature in enumerate(figures.features)
        if feature.name in distributions
    }
