"""One booster for many fits: the mean of theirs, in score and in reasons."""

import lightgbm as lgb
import numpy as np
import pytest

from riskmodel.modelling.averaging import average
from riskmodel.modelling.definition import Learner
from riskmodel.modelling.features import FEATURE_BY_NAME
from riskmodel.modelling.prepared import Sample
from riskmodel.modelling.training import train_lightgbm

FEATURES = tuple(
    FEATURE_BY_NAME[name]
    for name in ("net_income_pc_to_line", "head_age", "housing_grade", "household_type")
)
LEARNER = Learner(
    fits=3, trees=12, leaves=6, depth=4, learning_rate=0.2, rows_in_leaf=10, l2=1.0,
    feature_share=1.0, split_feature_share=0.5, row_share=0.7, monotone=True, seed=5,
)  # fmt: skip


@pytest.fixture(scope="module")
def sample():
    """Two measured features with gaps, and two of categories."""
    random = np.random.default_rng(3)
    rows = 900
    X = np.column_stack(
        [
            random.lognormal(0.5, 0.6, rows),
            random.integers(20, 90, rows),
            random.integers(0, 4, rows),
            random.integers(0, 3, rows),
        ]
    ).astype(float)
    risk = 1.2 - X[:, 0] + 0.8 * (X[:, 2] == 3) + 0.02 * (X[:, 1] - 50)
    outcome = (random.random(rows) < 1 / (1 + np.exp(-risk))).astype(float)
    X[random.random(X.shape) < 0.1] = np.nan
    return Sample(X, outcome, np.ones(rows), np.arange(rows) // 10)


def alone(sample, learner, number):
    one = {"fits": 1, "seed": learner.seeds[number]}
    return train_lightgbm(sample, learner.model_copy(update=one), FEATURES)


@pytest.fixture(scope="module")
def apart(sample):
    return [alone(sample, LEARNER, number) for number in range(LEARNER.fits)]


@pytest.fixture(scope="module")
def together(sample):
    return train_lightgbm(sample, LEARNER, FEATURES)


def contributions(booster, X, **trees):
    return np.asarray(booster.predict(X, pred_contrib=True, num_threads=1, **trees))


def test_the_score_is_the_mean_of_separate_fits(sample, apart, together):
    X = sample.X
    each = [fit.predict(X, raw_score=True, num_threads=1) for fit in apart]
    assert np.ptp(each, axis=0).max() > 0.01, "the fits differ"
    found = together.predict(X, raw_score=True, num_threads=1)
    assert np.abs(found - np.mean(each, axis=0)).max() < 1e-12


def test_contributions_are_the_mean_of_separate_fits(sample, apart, together):
    each = [contributions(fit, sample.X) for fit in apart]
    assert np.abs(contributions(together, sample.X) - np.mean(each, axis=0)).max() < 1e-12


def test_a_fit_has_its_own_trees(sample, apart, together, trained):
    fits = trained.model.fits
    assert (fits.count, fits.trees) == (
        trained.model.definition.learner.fits,
        trained.model.definition.learner.trees,
    )
    for number, fit in enumerate(apart):
        place = range(number * LEARNER.trees, (number + 1) * LEARNER.trees)
        own = contributions(
            together, sample.X, start_iteration=place.start, num_iteration=len(place)
        )
        assert np.abs(LEARNER.fits * own - contributions(fit, sample.X)).max() < 1e-12


def test_one_fit_is_left_as_lightgbm_made_it(sample):
    single = alone(sample, LEARNER, 0)
    data = lgb.Dataset(
        sample.X,
        sample.outcome,
        feature_name=[feature.name for feature in FEATURES],
        categorical_feature=[feature.name for feature in FEATURES if feature.categories],
    )
    parameters = {
        "objective": "binary", "num_leaves": 6, "max_depth": 4, "learning_rate": 0.2,
        "min_data_in_leaf": 10, "lambda_l2": 1.0, "feature_fraction_bynode": 0.5,
        "bagging_fraction": 0.7, "bagging_freq": 1, "seed": 5, "deterministic": True,
        "monotone_constraints": [f.monotone for f in FEATURES], "force_row_wise": True,
        "num_threads": 1, "verbosity": -1,
    }  # fmt: skip
    assert single.model_to_string() == lgb.train(parameters, data, 12).model_to_string()


def test_the_bytes_are_the_same_every_time_and_survive_being_read(sample, together):
    text = together.model_to_string()
    assert train_lightgbm(sample, LEARNER, FEATURES).model_to_string() == text
    again = lgb.Booster(model_str=text)
    assert again.model_to_string() == text
    raw = [held.predict(sample.X, raw_score=True, num_threads=1) for held in (together, again)]
    assert np.array_equal(*raw)


def test_counts_and_weights_stay_and_values_are_divided(apart, together):
    """Shapley values weigh the branches of a tree by its counts."""

    def nodes(tree):
        if "leaf_value" in tree:
            yield tree["leaf_count"], tree["leaf_weight"], tree["leaf_value"]
        else:
            yield tree["internal_count"], tree["internal_weight"], tree["internal_value"]
            for side in ("left_child", "right_child"):
                yield from nodes(tree[side])

    single, whole = (held.dump_model()["tree_info"] for held in (apart[1], together))
    for own, merged in zip(single, whole[LEARNER.trees :], strict=False):
        pairs = zip(nodes(own["tree_structure"]), nodes(merged["tree_structure"]), strict=True)
        for (count, weight, value), (same_count, same_weight, third) in pairs:
            assert (count, weight) == (same_count, same_weight)
            assert third == pytest.approx(value / LEARNER.fits, rel=1e-5)


def test_a_fit_that_stopped_early_keeps_its_place(sample, apart):
    """Few rows: LightGBM finds nothing more to split and gives fewer trees than asked for."""
    few = Sample(
        *(held[:60] for held in (sample.X, sample.outcome, sample.weight, sample.village))
    )
    stopped = alone(few, LEARNER.model_copy(update={"rows_in_leaf": 29}), 0)
    assert stopped.num_trees() < LEARNER.trees
    merged = average([stopped, apart[1]], LEARNER.trees)
    assert merged.num_trees() == 2 * LEARNER.trees
    second = contributions(
        merged, sample.X, start_iteration=LEARNER.trees, num_iteration=LEARNER.trees
    )
    assert np.abs(2 * second - contributions(apart[1], sample.X)).max() < 1e-12
    whole = contributions(merged, sample.X)
    each = [contributions(fit, sample.X) for fit in (stopped, apart[1])]
    assert np.abs(whole - np.mean(each, axis=0)).max() < 1e-12
