"""Measure scores against outcomes, in the sample and in each resample of villages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.ranking import Ranking, found_with_ties
from riskmodel.modelling.evaluation.resampling import Resamples, figure
from riskmodel.modelling.evaluation.results import Compared, Figure, Ranked, Ties
from riskmodel.modelling.evaluation.welfare import EVENT, GAP, WELFARE
from riskmodel.modelling.prepared import Floats, Rows
from riskmodel.modelling.rivals import RIVALS
from riskmodel.truth import ratio

_PERFECT = "a perfect list"


@dataclass(frozen=True)
class Draws:
    """One score's measures; the first entry is the sample, the others its resamples.

    `auc` and `average_precision` have shape (draws,), the others (draws, capacities).
    """

    auc: Floats
    average_precision: Floats
    recall: Floats
    precision: Floats
    gap_recall: Floats
    welfare: Floats
    one_more_point: Floats


@dataclass(frozen=True)
class Measured:
    """Every score on the same rows and the same resamples of villages."""

    capacities: tuple[float, ...]
    draws: dict[str, Draws]
    ties: dict[str, dict[str, Ties]]
    rows: int
    events: int

    def ranked(self, name: str) -> Ranked:
        """One score's figures."""
        held = self.draws[name]
        return Ranked(
            auc=figure(held.auc),
            average_precision=figure(held.average_precision),
            recall=self.by_capacity(held.recall),
            precision=self.by_capacity(held.precision),
            gap_recall=self.by_capacity(held.gap_recall),
            welfare=self.by_capacity(held.welfare),
            one_more_point=self.by_capacity(held.one_more_point),
            ties=self.ties[name],
        )

    def compared(self, name: str, rival: str, margin: float) -> Compared:
        """One score minus a rival, resample by resample."""
        own, other = self.draws[name], self.draws[rival]
        auc = figure(own.auc - other.auc)
        precision = figure(own.average_precision - other.average_precision)
        return Compared(
            rival=rival,
            rows=self.rows,
            events=self.events,
            auc=auc,
            average_precision=precision,
            recall=self.by_capacity(own.recall - other.recall),
            model_auc=float(own.auc[0]),
            rival_auc=float(other.auc[0]),
            verdict=verdict(auc, precision),
            not_worse=max(auc.value, precision.value) <= margin,
        )

    def by_capacity(self, draws: Floats) -> dict[str, Figure]:
        """Figures by capacity in per cent, of shape (draws, capacities); none that is NaN."""
        return {
            f"{k:g}": figure(held)
            for k, held in zip(self.capacities, draws.T, strict=True)
            if not np.isnan(held[0])
        }


def verdict(auc: Figure, precision: Figure) -> Literal["beats", "ties", "loses"]:
    """What paired intervals of AUC and average precision say of the model against its rival.

    AUC decides who beats, since it uses every pair of households and so says most from a few
    hundred events; a model whose top of the list is worse for certain loses whatever its AUC.
    """
    if auc.high < 0 or precision.high < 0:
        return "loses"
    return "beats" if auc.low > 0 else "ties"


def measure(
    pool: Pool,
    scores: Mapping[str, Floats],
    capacities: tuple[float, ...],
    *,
    rows: Rows | None = None,
) -> Measured:
    """Measure scores on the rows of a pool, or on some; `capacities` are per cent, ascending."""
    chosen = np.ones(len(pool.outcome), dtype=bool) if rows is None else rows
    outcome, gains, weight = pool.outcome[chosen], pool.gains[chosen], pool.weight[chosen]
    shares = _with_one_more(capacities)
    perfect = {_PERFECT: gains[:, WELFARE]}
    rankings = {
        name: Ranking(score, outcome, gains, shares)
        for name, score in ({n: s[chosen] for n, s in scores.items()} | perfect).items()
    }
    whole: dict[str, list[Floats]] = {name: [] for name in rankings}
    captured: dict[str, list[Floats]] = {name: [] for name in rankings}
    for drawn in (weight, *pool.resamples.of(chosen).weights(weight)):
        for name, ranking in rankings.items():
            one, held = ranking.measures(drawn)
            whole[name].append(one)
            captured[name].append(held)
    best = np.array(captured[_PERFECT])
    return Measured(
        capacities=capacities,
        draws={
            name: _draws(np.array(whole[name]), np.array(captured[name]), best, capacities)
            for name in scores
        },
        ties={
            name: {f"{k:g}": _ties(score[chosen], outcome, weight, k / 100) for k in capacities}
            for name, score in scores.items()
        },
        rows=len(outcome),
        events=int(outcome.sum()),
    )


def _with_one_more(capacities: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sorted({min(c + more, 100.0) / 100 for c in capacities for more in (0.0, 1.0)}))


def _draws(whole: Floats, captured: Floats, best: Floats, capacities: tuple[float, ...]) -> Draws:
    shares = _with_one_more(capacities)
    at = [shares.index(k / 100) for k in capacities]
    one_more = [shares.index(min(k + 1.0, 100.0) / 100) for k in capacities]
    room = whole[:, 2, None] * np.array([shares[place] for place in at])
    total = captured[:, -1, :]
    found = captured[:, at, EVENT]
    return Draws(
        auc=whole[:, 0],
        average_precision=whole[:, 1],
        recall=found / total[:, None, EVENT],
        precision=found / room,
        gap_recall=_share(captured[:, at, GAP], total[:, None, GAP]),
        welfare=_share(captured[:, at, WELFARE], best[:, at, WELFARE]),
        one_more_point=(captured[:, one_more, EVENT] - found) / total[:, None, EVENT],
    )


def _share(part: Floats, whole: Floats) -> Floats:
    share: Floats = ratio(*np.broadcast_arrays(part, whole))
    return share


def _ties(score: Floats, outcome: Floats, weight: Floats, capacity: float) -> Ties:
    worst, drawn, best = found_with_ties(score, outcome, weight, capacity)
    return Ties(worst=worst, drawn=drawn, best=best)


def judge_scores(
    pool: Pool, model: str, definition: ModelDefinition
) -> tuple[dict[str, Ranked], list[Compared]]:
    """Every score on its own, and the model beside each rival.

    A rival that was not asked about every household is judged, and compared, on those it was
    asked about.
    """
    capacities, margin = definition.review.capacities, definition.judgement.margin
    order = [model, *(rival.name for rival in RIVALS if rival.name in pool.scores)]
    everyone = {name: pool.scores[name] for name in order if name not in pool.asked}
    measured = measure(pool, everyone, capacities)
    ranked = {name: measured.ranked(name) for name in everyone}
    compared = [measured.compared(model, rival, margin) for rival in everyone if rival != model]
    for rival, rows in pool.asked.items():
        both = {name: pool.scores[name] for name in (model, rival)}
        held = measure(pool, both, capacities, rows=rows)
        ranked[rival] = held.ranked(rival)
        compared.append(held.compared(model, rival, margin))
    return ranked, compared


def village_to_row_width(pool: Pool, model: str) -> float:
    """The width of the interval of AUC by villages over that by rows drawn alone.

    Above 1 rows of a village resemble each other in how they are ordered; measured, not assumed.
    """
    drawn = Resamples.draw(np.arange(len(pool.outcome)), len(pool.resamples.counts), 0)
    held = [
        measure(one, {model: pool.scores[model]}, (10.0,)).ranked(model).auc
        for one in (pool, replace(pool, resamples=drawn))
    ]
    by_village, by_row = (auc.high - auc.low for auc in held)
    return by_village / by_row
