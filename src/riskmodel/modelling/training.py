"""Fit a learner on one block: LightGBM, its logistic rival, and the calibrator after either."""

import warnings

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgWarning
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from riskmodel.modelling.averaging import average
from riskmodel.modelling.calibration import LogisticCalibrator
from riskmodel.modelling.definition import Learner
from riskmodel.modelling.features import AnyFeature
from riskmodel.modelling.normal_scores import normal_scores
from riskmodel.modelling.prepared import Sample

Floats = NDArray[np.float64]


def lightgbm_parameters(
    learner: Learner, features: tuple[AnyFeature, ...], seed: int
) -> dict[str, object]:
    """LightGBM's parameters for one fit of a definition; the same inputs give the same trees.

    Row-wise histograms and `deterministic` make the result independent of the thread count; one
    thread a fit, since OpenMP's waiting threads make a busy machine several times slower, and
    blocks are fitted side by side instead.
    Classes are never re-weighted: that breaks calibration and gains no ranking (van den Goorbergh
    et al. 2022, JAMIA 29:1525).
    """
    return {
        "objective": "binary",
        "num_leaves": learner.leaves,
        "max_depth": learner.depth,
        "learning_rate": learner.learning_rate,
        "min_data_in_leaf": learner.rows_in_leaf,
        "lambda_l2": learner.l2,
        "feature_fraction": learner.feature_share,
        "feature_fraction_bynode": learner.split_feature_share,
        "bagging_fraction": learner.row_share,
        "bagging_freq": 1 if learner.row_share < 1 else 0,
        "monotone_constraints": [f.monotone if learner.monotone else 0 for f in features],
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }


def train_lightgbm(
    sample: Sample, learner: Learner, features: tuple[AnyFeature, ...]
) -> lgb.Booster:
    """Fit LightGBM on one sample, with its survey weights if the learner says so.

    The mean of `learner.fits` fits, as one booster; the features are cut into steps once for all.
    """
    data = training_data(
        sample.X, sample.outcome, _learning_weight(sample.weight, learner), features
    )
    fits = [
        lgb.train(lightgbm_parameters(learner, features, seed), data, learner.trees)
        for seed in learner.seeds
    ]
    return fits[0] if len(fits) == 1 else average(fits, learner.trees)


def training_data(
    X: Floats,
    outcome: Floats,
    weight: Floats | None,
    features: tuple[AnyFeature, ...],
    unknown: tuple[int, ...] = (),
) -> lgb.Dataset:
    """Rows to learn from as LightGBM takes them, not yet cut into steps.

    `unknown` are the places of categorical features that hold no value.
    """
    return lgb.Dataset(
        X,
        label=outcome,
        weight=weight,
        feature_name=[feature.name for feature in features],
        categorical_feature=[
            feature.name
            for place, feature in enumerate(features)
            if feature.categories and place not in unknown
        ],
        params={"verbosity": -1},
        free_raw_data=True,
    )


def _learning_weight(weight: Floats, learner: Learner) -> Floats | None:
    """Of mean one, so that `l2` holds a leaf of as many households back as much as without."""
    return weight / weight.mean() if learner.weights == "survey" else None


def train_logistic(sample: Sample) -> Pipeline:
    """Fit the plain rival: a ridge logit on normal scores; the penalty is scikit-learn's own."""
    pipeline: Pipeline = make_pipeline(
        normal_scores(len(sample.X)), LogisticRegression(max_iter=500)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        pipeline.fit(sample.X, sample.outcome)
    return pipeline


def logistic_score(pipeline: Pipeline, X: Floats) -> Floats:
    """Log-odds of the logistic rival, shape (rows,)."""
    return np.asarray(pipeline.decision_function(X), dtype=np.float64)


def fit_line(score: Floats, outcome: Floats, weight: Floats) -> tuple[float, float]:
    """Intercept and slope of an unpenalised logistic regression of `outcome` on one `score`.

    By Newton's steps, ten times as fast as LBFGS on one score: an evaluation fits hundreds of such
    lines. A score that parts the outcomes wholly gets a steep slope, not an endless one.
    """
    model = LogisticRegression(C=np.inf, tol=1e-8, max_iter=200, solver="newton-cholesky")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", LinAlgWarning)  # a score of one value: LBFGS takes over
        model.fit(score[:, None], outcome, sample_weight=weight)
    return float(model.intercept_[0]), float(model.coef_[0, 0])


def fit_calibrator(raw_score: Floats, sample: Sample) -> LogisticCalibrator:
    """Fit on rows that the learner has not seen: a later year, other villages."""
    return LogisticCalibrator(*fit_line(raw_score, sample.outcome, sample.weight))
