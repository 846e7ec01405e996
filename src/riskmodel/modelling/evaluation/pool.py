"""All folds of one origin, tested on one day, as one set of households."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.backtest import FittedBlock, Tested
from riskmodel.modelling.evaluation.resampling import Resamples
from riskmodel.modelling.evaluation.welfare import gains
from riskmodel.modelling.prepared import Floats, Places, Prepared, Rows


@dataclass(frozen=True)
class Pool:
    """Households with their outcome and what every score said of them, one entry a household.

    `places` are their rows in the panel. `gains` has the columns of `welfare.gains`. `scores` are
    those that every fold has; `asked` says, of a rival that was not asked about everybody, about
    whom it was.
    """

    origin: np.datetime64
    day: np.datetime64
    blocks: tuple[FittedBlock, ...]
    places: Places
    outcome: Floats
    weight: Floats
    gains: Floats
    scores: dict[str, Floats]
    calibrated: dict[str, Floats]
    asked: dict[str, Rows]
    band: NDArray[np.str_]
    low: Floats
    high: Floats
    resamples: Resamples

    @property
    def events(self) -> int:
        """Households that fell back."""
        return int(self.outcome.sum())

    @property
    def villages(self) -> int:
        """Different villages."""
        return len(np.unique(self.resamples.number))

    def base_rate(self) -> float:
        """The weighted share that fell back."""
        return float(np.average(self.outcome, weights=self.weight))


def design_effect(weight: Floats) -> float:
    """By how much unequal weights alone widen the variance of a mean, at least 1.

    Kish 1992, J Off Stat 8:183. Rows over it are the households, drawn with equal chances, that
    would say as much.
    """
    return float(len(weight) * np.sum(weight**2) / weight.sum() ** 2)


def pools(prepared: Prepared, fitted: list[FittedBlock]) -> list[Pool]:
    """One pool an origin and day, oldest first."""
    found: dict[tuple[np.datetime64, np.datetime64], list[tuple[FittedBlock, Tested]]] = {}
    for block in fitted:
        for tested in block.tested:
            found.setdefault((block.block.origin, tested.day), []).append((block, tested))
    return [_pool(prepared, found[key]) for key in sorted(found)]


def _pool(prepared: Prepared, group: list[tuple[FittedBlock, Tested]]) -> Pool:
    blocks, tests = [block for block, _ in group], [tested for _, tested in group]
    places = np.concatenate([tested.places for tested in tests])
    judgement = prepared.definition.judgement
    sample = prepared.sample(places)
    return Pool(
        origin=tests[0].block.origin,
        day=tests[0].day,
        blocks=tuple(blocks),
        places=places,
        outcome=sample.outcome,
        weight=sample.weight,
        gains=gains(sample.outcome, prepared.later_welfare_to_line()[places]),
        scores=_joined([tested.scores for tested in tests]),
        calibrated=_joined([tested.calibrated for tested in tests]),
        asked={
            name: rival.asked[places]
            for name, rival in blocks[0].rivals.items()
            if rival.asked is not None and not rival.asked[places].all()
        },
        band=np.concatenate([tested.band for tested in tests]),
        low=np.concatenate([tested.low for tested in tests]),
        high=np.concatenate([tested.high for tested in tests]),
        resamples=Resamples.draw(sample.village, judgement.resamples, judgement.seed),
    )


def _joined(held: list[dict[str, Floats]]) -> dict[str, Floats]:
    """Those names that every part has."""
    names = [name for name in held[0] if all(name in part for part in held)]
    return {name: np.concatenate([part[name] for part in held]) for name in names}
