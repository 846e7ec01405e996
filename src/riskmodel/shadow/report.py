"""Compare what champion and challenger made of the same households."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from riskmodel.shadow.scores import ShadowScore

Floats = NDArray[np.float64]
SHARES = (0.5, 0.9, 0.99, 1.0)


class ShadowReport(BaseModel):
    """A pair of versions over the households that both were asked about, each counted once.

    `difference` is of the probabilities, challenger less champion: mean, and by share of the
    households the largest absolute one. `rank_correlation` is Spearman's. `bands` counts by
    champion's band and challenger's, `not_scored` where a version gave none. `same_listed` is the
    share of the champion's households in the upper two bands that the challenger has there too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    champion: str
    challenger: str
    households: int
    both_scored: int
    mean_difference: float | None
    difference: dict[str, float]
    rank_correlation: float | None
    bands: dict[str, dict[str, int]]
    same_listed: float | None
    milliseconds: dict[str, float]
    dropped: int


def compare(scores: Iterable[ShadowScore]) -> list[ShadowReport]:
    """One report for each pair of versions, in the order of their first household."""
    pairs: dict[tuple[str, str], dict[str, ShadowScore]] = {}
    dropped: Counter[tuple[str, str]] = Counter()
    for one in scores:
        pair = (one.champion.version, one.challenger.version)
        pairs.setdefault(pair, {})[one.assessment_id] = one
        dropped[pair] += one.dropped_before
    return [_report(pair, list(held.values()), dropped[pair]) for pair, held in pairs.items()]


def _report(pair: tuple[str, str], held: list[ShadowScore], dropped: int) -> ShadowReport:
    both = np.array(
        [
            (one.champion.probability, one.challenger.probability)
            for one in held
            if one.champion.probability is not None and one.challenger.probability is not None
        ],
        dtype=np.float64,
    ).reshape(-1, 2)
    difference = both[:, 1] - both[:, 0]
    bands = Counter(
        (one.champion.band or "not_scored", one.challenger.band or "not_scored") for one in held
    )
    took = np.array([one.milliseconds for one in held])
    return ShadowReport(
        champion=pair[0],
        challenger=pair[1],
        households=len(held),
        both_scored=len(both),
        mean_difference=float(difference.mean()) if len(both) else None,
        difference=_quantiles(np.abs(difference)),
        rank_correlation=_rank_correlation(both),
        bands={
            mine: {theirs: n for (one, theirs), n in sorted(bands.items()) if one == mine}
            for mine, _ in sorted(bands)
        },
        same_listed=_same_listed(bands),
        milliseconds=_quantiles(took),
        dropped=dropped,
    )


def _quantiles(values: Floats) -> dict[str, float]:
    if not len(values):
        return {}
    return {f"{share:.0%}": float(np.quantile(values, share)) for share in SHARES}


def _rank_correlation(both: Floats) -> float | None:
    """None where there are fewer than two households, or one version ranks none of them."""
    if len(both) < 2 or (np.ptp(both, axis=0) == 0).any():
        return None
    ranks = np.array([_ranks(column) for column in both.T])
    return float(np.corrcoef(ranks)[0, 1])


def _ranks(values: Floats) -> Floats:
    """Equal values share their middle rank."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count - 1) / 2
    return np.asarray(middle[place], dtype=np.float64)


def _same_listed(bands: Counter[tuple[str, str]]) -> float | None:
    upper = ("high", "elevated")
    listed = sum(n for (mine, _), n in bands.items() if mine in upper)
    same = sum(n for (mine, theirs), n in bands.items() if mine in upper and theirs in upper)
    return same / listed if listed else None
