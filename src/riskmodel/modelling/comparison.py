"""Two versions side by side on the same households: figures, and whose place changed and why."""

import numpy as np

from riskmodel.errors import DataError
from riskmodel.modelling.evaluation.ranking import Ranking, on_list
from riskmodel.modelling.evaluation.resampling import Resamples, figure
from riskmodel.modelling.evaluation.results.part import Figure, Part
from riskmodel.modelling.features import DIMENSION_EN, DIMENSION_ZH, Dimension
from riskmodel.modelling.model import RiskModel
from riskmodel.modelling.pipeline import served_block
from riskmodel.modelling.prepared import Floats, Places, Prepared, prepare
from riskmodel.modelling.robustness.trial import Contributions
from riskmodel.schema.panel import Panel

MOVERS = 10
_DIMENSIONS = tuple(Dimension)


class Side(Part):
    """One version's figures on the shared households."""

    auc: Figure
    average_precision: Figure
    recall: Figure


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
    compared. Differences are the second minus the first, paired within each resample of villages.
    """

    rows: int
    events: int
    capacity: float
    first: Side
    second: Side
    auc: Figure
    average_precision: Figure
    recall: Figure
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
    resamples = Resamples.draw(sample.village, judgement.resamples, judgement.seed)
    weights = [sample.weight, *resamples.weights(sample.weight)]
    drawn = [_draws(score, sample.outcome, weights, capacity / 100) for score in raw]
    lists = [on_list(score, sample.weight, capacity / 100) >= 0.5 for score in raw]
    entering, leaving = lists[1] & ~lists[0], lists[0] & ~lists[1]
    auc, precision, recall = (figure(d) for d in (drawn[1] - drawn[0]).T)
    moved = entering | leaving
    before, after = (_percentiles(score)[moved] for score in raw)
    return Comparison(
        rows=len(places),
        events=sample.events,
        capacity=capacity,
        first=_side(drawn[0]),
        second=_side(drawn[1]),
        auc=auc,
        average_precision=precision,
        recall=recall,
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


def _draws(score: Floats, outcome: Floats, weights: list[Floats], capacity: float) -> Floats:
    """AUC, average precision and recall at the capacity, shape (draws, 3)."""
    ranking = Ranking(score, outcome, outcome[:, None], (capacity,))
    found = []
    for weight in weights:
        whole, captured = ranking.measures(weight)
        found.append((whole[0], whole[1], captured[0, 0] / captured[1, 0]))
    return np.array(found)


def _side(drawn: Floats) -> Side:
    auc, precision, recall = (figure(held) for held in drawn.T)
    return Side(auc=auc, average_precision=precision, recall=recall)


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
