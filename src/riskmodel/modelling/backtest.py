"""Fit every block and test it on its own index date and on all later ones."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from riskmodel.modelling.fitting import Learn, fit_block, learn_here
from riskmodel.modelling.model import RiskModel
from riskmodel.modelling.prepared import Places, Prepared
from riskmodel.modelling.rivals import RIVALS, Fitted, NotAvailableError
from riskmodel.modelling.splits import Block, village_folds
from riskmodel.modelling.training import fit_calibrator

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
"""Told the step, how many are done and how many there are."""

MODEL = "lightgbm"


@dataclass(frozen=True)
class Tested:
    """One block on one index date: its own, or a later one in the same unseen villages.

    `places` are the panel rows tested, and every array has one entry a place. `scores` holds the
    model and each rival; `calibrated` holds those of them that are probabilities. `band`, `low`
    and `high` are the model's band and the ends of its interval.
    """

    block: Block
    day: np.datetime64
    places: Places
    scores: dict[str, Floats]
    calibrated: dict[str, Floats]
    band: NDArray[np.str_]
    low: Floats
    high: Floats


@dataclass(frozen=True)
class FittedBlock:
    """One block's model and rivals, and what they said of the households tested.

    `absent` says, by rival, why the panel cannot give it.
    """

    block: Block
    model: RiskModel
    rivals: dict[str, Fitted]
    absent: dict[str, str]
    training_events: int
    tested: list[Tested]
    """On the block's own day, then on every later one."""

    @property
    def own_day(self) -> Tested:
        """The test on the block's own day."""
        return self.tested[0]


def backtest(
    prepared: Prepared, progress: Progress, learn: Learn = learn_here
) -> list[FittedBlock]:
    """Every block in order, as many side by side as there are processors.

    A block's linear algebra has one thread: with more, those of one block wait for the others'.
    """
    step, total = "training and testing", len(prepared.blocks)
    progress(step, 0, total)

    def work(block: Block) -> FittedBlock:
        return fit_and_test(prepared, block, learn)

    fitted = []
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        for done, one in enumerate(threads.map(work, prepared.blocks), start=1):
            fitted.append(one)
            progress(step, done, total)
    return fitted


def fit_and_test(prepared: Prepared, block: Block, learn: Learn = learn_here) -> FittedBlock:
    """Fit the model and every rival on one block; test them on its day and on all later days."""
    model = fit_block(prepared, block, learn)
    rivals, absent = {}, {}
    for rival in RIVALS:
        try:
            rivals[rival.name] = rival.fit(prepared, block)
        except NotAvailableError as error:
            absent[rival.name] = str(error)
    places = {block.origin: np.flatnonzero(block.test)} | _later_places(prepared, block)
    return FittedBlock(
        block=block,
        model=model,
        rivals=rivals,
        absent=absent,
        training_events=prepared.sample(block.train).events,
        tested=[_test(prepared, block, model, rivals, where) for where in places.values()],
    )


def _later_places(prepared: Prepared, block: Block) -> dict[np.datetime64, Places]:
    """The unseen villages of a block on every later index date with known outcomes."""
    if prepared.definition.split.time == "same_wave":
        return {}
    fold = village_folds(prepared.village, prepared.definition.split)
    unseen = prepared.labels.usable & (fold == block.fold) & (prepared.days > block.origin)
    return {
        day: np.flatnonzero(unseen & (prepared.days == day))
        for day in np.unique(prepared.days[unseen])
    }


def _test(
    prepared: Prepared, block: Block, model: RiskModel, rivals: dict[str, Fitted], places: Places
) -> Tested:
    prediction = model.predict(prepared.X[places])
    low, high = model.uncertainty.interval(prediction.raw_score, prediction.probability)
    calibrated = {MODEL: prediction.probability} | {
        name: _calibrated(prepared, block, rival, places)
        for name, rival in rivals.items()
        if rival.log_odds
    }
    plain = {name: rival.score(places) for name, rival in rivals.items() if not rival.log_odds}
    return Tested(
        block=block,
        day=prepared.days[places[0]],
        places=places,
        scores=plain | calibrated,
        calibrated=calibrated,
        band=model.band(prediction),
        low=low,
        high=high,
    )


def _calibrated(prepared: Prepared, block: Block, rival: Fitted, places: Places) -> Floats:
    """A rival's probability, calibrated on the same rows as the model's.

    Folds are judged together, and what one fold's rival calls 3 another's may call 5.
    """
    held_back = np.flatnonzero(block.calibrate)
    calibrator = fit_calibrator(rival.score(held_back), prepared.sample(held_back))
    return calibrator.predict(rival.score(places))
