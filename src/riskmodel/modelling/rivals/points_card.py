"""A card of ten lines that a field worker can add up by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from riskmodel.modelling.features import AnyFeature
from riskmodel.modelling.features.feature import Unit
from riskmodel.modelling.prepared import Places, Prepared, Sample
from riskmodel.modelling.rivals.rival import Fitted, Floats
from riskmodel.modelling.splits import Block

LINES = 10
MOST_POINTS = 10
LINES_A_FEATURE = 3
_CUTS = (0.1, 0.25, 0.5, 0.75, 0.9)
_FEWEST_TICKED = 0.01


@dataclass(frozen=True)
class Question:
    """One thing that can be ticked: a feature below a figure, at least a figure, or one value."""

    place: int
    kind: str
    figure: float

    def ticked(self, X: Floats) -> NDArray[np.bool_]:
        """Whether it holds, shape (rows,); an unknown answer is not ticked."""
        column = X[:, self.place]
        match self.kind:
            case "below":
                return np.asarray(column < self.figure)
            case "at least":
                return np.asarray(column >= self.figure)
            case _:
                return np.asarray(column == self.figure)


@dataclass(frozen=True)
class PointsCard:
    """Questions with their points; the score is the sum of the points of what is ticked."""

    questions: tuple[Question, ...]
    points: tuple[int, ...]

    def total(self, X: Floats) -> Floats:
        """The sum of points, shape (rows,)."""
        ticked = np.column_stack([question.ticked(X) for question in self.questions])
        return np.asarray(ticked @ np.array(self.points, dtype=np.float64))


def points_card(prepared: Prepared, block: Block) -> Fitted:
    """Fitted on the block's training rows."""
    card = fit_points_card(prepared.sample(block.train), prepared.features)

    def score(places: Places) -> Floats:
        return card.total(prepared.X[places])

    return Fitted(score, log_odds=True, lines=_in_words(card, prepared.features))


def fit_points_card(sample: Sample, features: Sequence[AnyFeature]) -> PointsCard:
    """Choose questions one by one, each the most telling beside those before it, then round.

    A question is chosen by the score statistic of a logistic regression on the questions so far
    (Rao 1948); the coefficients are scaled so that the largest is ten points and rounded, as of a
    Framingham-style points system (Sullivan, Massaro and D'Agostino 2004, Stat Med 23:1631). All
    points are positive: a question whose answer protects is asked the other way round.
    """
    candidates = _candidates(sample.X, features)
    ticked = np.column_stack([one.ticked(sample.X) for one in candidates]).astype(np.float64)
    chosen: list[int] = []
    chance = np.full(len(sample.outcome), sample.outcome.mean())
    while len(chosen) < LINES:
        best = _most_telling(ticked, sample.outcome, chance, _free(candidates, chosen))
        if best is None:
            break
        chosen.append(best)
        fitted = _fit(ticked[:, chosen], sample.outcome)
        chance = fitted.predict_proba(ticked[:, chosen])[:, 1]
    slopes = _fit(ticked[:, chosen], sample.outcome).coef_[0]
    points = np.maximum(np.round(MOST_POINTS * slopes / slopes.max()), 0).astype(int)
    kept = [(candidates[c], int(p)) for c, p in zip(chosen, points, strict=True) if p > 0]
    kept.sort(key=lambda held: -held[1])
    return PointsCard(tuple(q for q, _ in kept), tuple(p for _, p in kept))


def _candidates(X: Floats, features: Sequence[AnyFeature]) -> list[Question]:
    found = []
    for place, feature in enumerate(features):
        known = X[~np.isnan(X[:, place]), place]
        values = np.unique(known)
        if feature.categories or feature.unit is Unit.YES_NO or len(values) <= 2:
            found += [Question(place, "is", float(value)) for value in values]
        elif len(values):
            cuts = np.unique([_rounded(cut) for cut in np.quantile(known, _CUTS)])
            found += [
                Question(place, kind, float(c)) for c in cuts for kind in ("below", "at least")
            ]
    share = [one.ticked(X).mean() for one in found]
    return [
        one
        for one, ticked in zip(found, share, strict=True)
        if _FEWEST_TICKED <= ticked <= 1 - _FEWEST_TICKED
    ]


def _rounded(figure: float) -> float:
    """Two figures, which a person can compare with."""
    return float(f"{figure:.2g}")


def _free(candidates: list[Question], chosen: list[int]) -> NDArray[np.bool_]:
    used = [candidates[place].place for place in chosen]
    return np.array(
        [
            place not in chosen and used.count(one.place) < LINES_A_FEATURE
            for place, one in enumerate(candidates)
        ]
    )


def _most_telling(
    ticked: Floats, outcome: Floats, chance: Floats, free: NDArray[np.bool_]
) -> int | None:
    """The free question that raises the likelihood most by being ticked; None where none does."""
    spread = chance * (1 - chance)
    share = spread @ ticked / spread.sum()
    pull = (outcome - chance) @ ticked
    information = np.maximum(spread @ ticked - share * (spread @ ticked), 1e-12)
    telling = np.where(free & (pull > 0), pull / np.sqrt(information), 0.0)
    best = int(np.argmax(telling))
    return best if telling[best] > 2 else None


def _fit(ticked: Floats, outcome: Floats) -> LogisticRegression:
    fitted: LogisticRegression = LogisticRegression(C=10.0, max_iter=200).fit(ticked, outcome)
    return fitted


def _in_words(
    card: PointsCard, features: Sequence[AnyFeature]
) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (*_words(question, features[question.place]), points)
        for question, points in zip(card.questions, card.points, strict=True)
    )


def _words(question: Question, feature: AnyFeature) -> tuple[str, str]:
    if feature.categories:
        choice = feature.categories[int(question.figure)]
        return f"{feature.label_zh}:{choice.name_zh}", f"{feature.label_en}: {choice.name_en}"
    if question.kind == "is" and question.figure in (0.0, 1.0):
        yes = question.figure == 1.0
        return (
            f"{feature.label_zh}:{'是' if yes else '否'}",
            f"{feature.label_en}: {'yes' if yes else 'no'}",
        )
    zh = {"below": "低于", "at least": "不低于", "is": "等于"}[question.kind]
    unit = "" if feature.unit in (Unit.RATIO, Unit.SHARE) else f" {feature.unit.value}"
    return (
        f"{feature.label_zh}{zh}{question.figure:g}",
        f"{feature.label_en}: {question.kind} {question.figure:g}{unit}",
    )
