"""A model of every feature of the record, for what must hold over a whole population."""

from dataclasses import dataclass, replace

import lightgbm as lgb
import numpy as np
import pytest

from riskmodel.modelling.features import FEATURES, panel_matrix
from riskmodel.modelling.model import RiskModel, make_reference
from riskmodel.schema.panel import Panel
from riskmodel.sources.synthetic import synthesize


@dataclass(frozen=True)
class Population:
    """Synthetic households, those a model was trained on (`train`), and the model."""

    panel: Panel
    X: np.ndarray
    train: np.ndarray
    model: RiskModel


@pytest.fixture(scope="session")
def population(trained) -> Population:
    panel = synthesize(2_400, seed=5, years=range(2023, 2025)).panel
    X = panel_matrix(panel, FEATURES)
    train = np.arange(panel.rows) % 2 == 0
    welfare = panel.columns.number("measured_welfare_pc")
    poorest = welfare < np.nanquantile(welfare, 0.2)
    data = lgb.Dataset(
        X[train], poorest[train], params={"verbosity": -1},
        categorical_feature=[n for n, f in enumerate(FEATURES) if f.categories],
    )  # fmt: skip
    wanted = {
        "objective": "binary", "verbosity": -1, "num_leaves": 12, "learning_rate": 0.2,
        "monotone_constraints": [f.monotone for f in FEATURES], "feature_fraction": 0.3,
        "seed": 1, "num_threads": 1,
    }  # fmt: skip
    booster = lgb.train(wanted, data, 60)
    calibrated = trained.model.calibrator.predict(booster.predict(X[train], raw_score=True))
    reference = make_reference(FEATURES, X[train], calibrated)
    model = replace(trained.model, features=FEATURES, booster=booster, reference=reference)
    return Population(panel, X, train, model)
