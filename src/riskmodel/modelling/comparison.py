"""Two versions side by side on the same households: figures, and whose place changed and why."""

import numpy as np

from riskmodel.errors import DataError
from riskmodel.modelling.evaluation.paired import Pair, Resampling, judge_pair
from riskmodel.modelling.evaluation.ranking import on_list
from riskmodel.modelling.evaluation.results.part import Part
from riskmodel.modelling.features import DIMENSION_EN, DIMENSION_ZH, Dimension
from riskmodel.modelling.model import RiskModel
from riskmodel.modelling.pipeline import served_block
from riskmodel.modelling.prepared import Floats, Places, Prepared, prepare
from riskmodel.modelling.robustness.trial import Contributions
from riskmodel.schema.panel import Panel

MOVERS = 10
_DIMENSIONS = tuple(Dimension)


class Mover(Part):
    """A household whose place on the list changed, and the policy dimension that moved it most."""

    household_id: str
    first_percentile: float
    second_percentile: float
    dimension_en: str
    dimension_zh: str
    change: float
    """Of the dimension's pull, in log-odds before calibration."""


class Comparison(Part):
    """Two versions on households that neither has seen.

    `capacity` is the upper band of the first, in per cent, at which recall is taken and lists are
    compared; `weighted` is with the survey's weights, `unweighted` with every household counted
    once, None where the panel has no weights. The lists are weighted, as visits are planned.
    """

    rows: int
    events: int
    capacity: float
    weighted: Pair
    unweighted: Pair | None
    list_overlap: float
    entering: int
    leaving: int
    entering_events: int
    leaving_events: int
    movers: list[Mover]
    """Those who moved furthest, of both directions."""


def compare(
    first: RiskModel, second: RiskModel, panel: Panel, contributions: Contributions
) -> Comparison:
    """Compare on the rows that both were, or would have been, tested on.

    Raises DataError where the two predict different things, or share no test household.
    """
    sides = [prepare(panel, model.definition) for model in (first, second)]
    _refuse_other_questions(first, second)
    places = _shared(sides)
    prepared = sides[0]
    sample = prepared.sample(places)
    capacity = first.definition.review.high
    raw = [m.predict(p.X[places]).raw_score for m, p in zip((first, second), sides, strict=True)]
    judgement = first.definition.judgement
    how = Resampling(judgement.resamples, judgement.seed, capacity / 100)
    once = prepared.counted_once().sample(places)
    lists = [on_list(score, sample.weight, capacity / 100) >= 0.5 for score in raw]
    entering, leaving = lists[1] & ~lists[0], lists[0] & ~lists[1]
    moved = entering | leaving
    before, after = (_percentiles(score)[moved] for score in raw)
    return Comparison(
        rows=len(places),
        events=sample.events,
        capacity=capacity,
        weighted=judge_pair(raw[0], raw[1], sample, how),
        unweighted=judge_pair(raw[0], raw[1], once, how) if prepared.weighted else None,
        list_overlap=float((lists[0] & lists[1]).sum() / max(lists[0].sum(), 1)),
        entering=int(entering.sum()),
        leaving=int(leaving.sum()),
        entering_events=int(sample.outcome[entering].sum()),
        leaving_events=int(sample.outcome[leaving].sum()),
        movers=_movers((first, second), sides, places[moved], (before, after), contributions)
        if moved.any()
        else [],
    )


def _refuse_other_questions(first: RiskModel, second: RiskModel) -> None:
    one, other = first.definition, second.definition
    if (one.cohort, one.label) != (other.cohort, other.label):
        message = (
            "the two versions predict different things: their [cohort] or [label] differ, so that "
            "no figure of one can stand beside that of the other"
        )
        raise DataError(message)


def _shared(sides: list[Prepared]) -> Places:
    tested = [served_block(prepared).test for prepared in sides]
    places = np.flatnonzero(tested[0] & tested[1])
    if len(places) == 0:
        message = (
            "no household was tested by both versions: their [split] deals villages or origins "
            "out differently, so train one of them again with the other's"
        )
        raise DataError(message)
    return places


def _movers(
    models: tuple[RiskModel, RiskModel],
    sides: list[Prepared],
    moved: Places,
    percentiles: tuple[Floats, Floats],
    contributions: Contributions,
) -> list[Mover]:
    """Those of the panel rows `moved` whose percentile, one entry a row, changed most."""
    furthest = np.argsort(-np.abs(percentiles[1] - percentiles[0]), kind="stable")[:MOVERS]
    rows = moved[furthest]
    before, after = (
        _by_dimension(model, contributions(model.booster, prepared.X[rows]))
        for model, prepared in zip(models, sides, strict=True)
    )
    change = after - before
    most = np.argmax(np.abs(change), axis=1)
    ids = sides[0].panel.columns.text("household_id")[rows]
    return [
        Mover(
            household_id=str(household),
            first_percentile=float(percentiles[0][furthest[place]]),
            second_percentile=float(percentiles[1][furthest[place]]),
            dimension_en=DIMENSION_EN[_DIMENSIONS[most[place]]],
            dimension_zh=DIMENSION_ZH[_DIMENSIONS[most[place]]],
            change=float(change[place, most[place]]),
        )
        for place, household in enumerate(ids)
    ]


def _by_dimension(model: RiskModel, pull: Floats) -> Floats:
    """Pulls summed by policy dimension, shape (rows, dimensions)."""
    member = [[feature.dimension == one for one in _DIMENSIONS] for feature in model.features]
    return np.asarray(pull @ np.array(member, dtype=np.float64))


def _percentiles(score: Floats) -> Floats:
    return np.asarray(100 * np.searchsorted(np.sort(score), score) / len(score))
