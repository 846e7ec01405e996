"""From a panel and a definition to an evaluated model, step by step."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import DataError
from riskmodel.modelling.calibration import LogisticCalibrator
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.assemble import MODEL, Tested, evaluate
from riskmodel.modelling.evaluation.results import Evaluation
from riskmodel.modelling.features import AnyFeature, panel_matrix
from riskmodel.modelling.inputs import features_of
from riskmodel.modelling.labels import Labels, label_panel
from riskmodel.modelling.leaks import refuse_leaks, refuse_too_good, suspects_of
from riskmodel.modelling.model import RiskModel, make_reference
from riskmodel.modelling.splits import Block, blocks, villages
from riskmodel.modelling.training import (
    Sample,
    fit_calibrator,
    logistic_score,
    train_lightgbm,
    train_logistic,
)
from riskmodel.schema.panel import Panel

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
"""Told the step, how many are done and how many there are."""

BACKGROUND_ROWS = 200


@dataclass(frozen=True)
class Prepared:
    """A panel made ready: features, labels and blocks, one entry a row of the panel."""

    panel: Panel
    features: tuple[AnyFeature, ...]
    X: Floats
    labels: Labels
    village: NDArray[np.intp]
    weight: Floats
    blocks: list[Block]

    def sample(self, rows: NDArray[np.bool_]) -> Sample:
        """The rows where the mask is set."""
        return Sample(
            X=self.X[rows],
            outcome=self.labels.outcome[rows],
            weight=self.weight[rows],
            village=self.village[rows],
        )


@dataclass(frozen=True)
class Trained:
    """What a training run made."""

    model: RiskModel
    background: Floats
    """Training rows drawn for the explanation's background, shape (rows, features)."""
    evaluation: Evaluation


def prepare(panel: Panel, definition: ModelDefinition) -> Prepared:
    """Cohort, labels, features and splits; raises DataError where the panel cannot bear them."""
    features = features_of(definition.features)
    labels = label_panel(panel, definition.cohort, definition.label)
    if not labels.usable.any():
        message = (
            "no household of the cohort has a known outcome: look at [cohort] and [label], and at "
            "measured_welfare_pc and monitoring_line in the panel"
        )
        raise DataError(message)
    weight = panel.columns.number("weight")
    return Prepared(
        panel=panel,
        features=features,
        X=panel_matrix(panel, features),
        labels=labels,
        village=villages(panel),
        weight=np.where(np.isnan(weight), 1.0, weight),
        blocks=blocks(panel, labels, definition.label, definition.split),
    )


def run(
    panel: Panel, definition: ModelDefinition, panel_sha256: str, progress: Progress
) -> Trained:
    """Train, calibrate and judge on every block; the newest block's first fold is the model.

    The model that is returned is the one that was tested: it is not fitted again on more rows.
    Raises LeakageError for a panel or a model that is too good to be true.
    """
    prepared = prepare(panel, definition)
    _look_for_leaks(prepared, definition, progress)
    fitted = _fit_and_test(prepared, definition, progress)
    newest = prepared.blocks[-1].origin
    served = next((f for f in fitted if f.tested.block.origin == newest), None)
    if served is None or served.tested.block.fold != 0:
        message = "the newest origin has no first fold: give the panel more villages"
        raise DataError(message)
    progress("judging with resampled villages", 0, 1)
    tested = [one.tested for one in fitted]
    evaluation = evaluate(definition, prepared.panel, prepared.labels, tested, panel_sha256)
    progress("judging with resampled villages", 1, 1)
    refuse_too_good(evaluation.headline.scores[MODEL].auc.value)
    background = _background(prepared, served.tested.block, definition)
    return Trained(served.model, background, evaluation)


def _look_for_leaks(prepared: Prepared, definition: ModelDefinition, progress: Progress) -> None:
    progress("looking for leaks", 0, 1)
    names = tuple(feature.name for feature in prepared.features)
    refuse_leaks(
        suspects_of(
            prepared.panel,
            names,
            prepared.X,
            prepared.labels,
            definition.label,
            prepared.village,
        )
    )
    progress("looking for leaks", 1, 1)


@dataclass(frozen=True)
class _Fitted:
    """One block's model and what it said of the block's test rows."""

    model: RiskModel
    tested: Tested


def _fit_and_test(
    prepared: Prepared, definition: ModelDefinition, progress: Progress
) -> list[_Fitted]:
    """Every block in order, as many side by side as there are processors."""
    step, total = "training and testing", len(prepared.blocks)
    progress(step, 0, total)

    def work(block: Block) -> _Fitted:
        model = _fit(prepared, block, definition)
        return _Fitted(model, _test(prepared, block, model, definition))

    fitted = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        for done, one in enumerate(threads.map(work, prepared.blocks), start=1):
            fitted.append(one)
            progress(step, done, total)
    return fitted


def _fit(prepared: Prepared, block: Block, definition: ModelDefinition) -> RiskModel:
    train, calibrate = prepared.sample(block.train), prepared.sample(block.calibrate)
    for name, sample in (("training", train), ("calibration", calibrate)):
        if not 0 < sample.events < len(sample.outcome):
            message = f"the {name} rows hold {sample.events} events: add waves or villages"
            raise DataError(message)
    booster = train_lightgbm(train, definition.learner, prepared.features)
    raw = np.asarray(booster.predict(calibrate.X, raw_score=True, num_threads=1), dtype=np.float64)
    calibrator: LogisticCalibrator = fit_calibrator(raw, calibrate)
    return RiskModel(
        definition=definition,
        features=prepared.features,
        booster=booster,
        calibrator=calibrator,
        reference=make_reference(prepared.features, train.X, calibrator.predict(raw)),
    )


def _test(
    prepared: Prepared, block: Block, model: RiskModel, definition: ModelDefinition
) -> Tested:
    test = prepared.sample(block.test)
    prediction = model.predict(test.X)
    logistic = train_logistic(prepared.sample(block.train))
    return Tested(
        block=block,
        sample=test,
        training_events=prepared.sample(block.train).events,
        probability=prediction.probability,
        scores={
            "lightgbm": prediction.probability,
            "logistic": logistic_score(logistic, test.X),
            "income_line": _income_line(prepared, test.X, definition),
        },
    )


def _income_line(prepared: Prepared, X: Floats, definition: ModelDefinition) -> Floats:
    """The rival's score: the poorer, the higher; an unknown figure is put last.

    A county that does not know a household's income does not find it by its income.
    """
    names = [feature.name for feature in prepared.features]
    figure = X[:, names.index(definition.income_line.feature)]
    sign = -1.0 if definition.income_line.poorer_is == "lower" else 1.0
    poorest_first: Floats = np.nan_to_num(sign * figure, nan=-1e300)
    return poorest_first


def _background(prepared: Prepared, block: Block, definition: ModelDefinition) -> Floats:
    rows = np.flatnonzero(block.train)
    random = np.random.default_rng(definition.learner.seed)
    drawn = np.sort(random.choice(rows, size=min(BACKGROUND_ROWS, len(rows)), replace=False))
    background: Floats = prepared.X[drawn]
    return background
