"""The tree engine against its referees: LightGBM, shap, and the definition itself."""

import itertools
import math
from concurrent.futures import ThreadPoolExecutor
from typing import get_args, get_type_hints

import lightgbm as lgb
import numpy as np
import pytest
import shap
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmodel.errors import NoTablesError, UnsupportedTreesError
from riskmodel.explanation.contributions import Explainer, explain
from riskmodel.explanation.reachable import bounds
from riskmodel.explanation.trees import TreeEngine, parse_forest, table_file
from riskmodel.explanation.trees import engine as engine_module
from riskmodel.explanation.trees.engine import FEW_ROWS
from riskmodel.explanation.trees.kernels import BLOCK, many_rows, one_row
from riskmodel.explanation.trees.side_by_side import side_by_side
from riskmodel.explanation.trees.table_file import tables_from_bytes, tables_to_bytes

CLOSE = 1e-9
EXAMPLES = settings.default.max_examples
"""60, and fewer where changes of the code are tried."""
QUIET = {"verbosity": -1, "num_threads": 1, "objective": "binary"}


def explained(engine, X, threads=1):
    """Values and then the raw score, shape (rows, features + 1)."""
    blocks = list(engine.explained(X, threads))
    assert np.array_equal(np.concatenate([np.r_[b.rows] for b in blocks]), np.arange(len(X)))
    return np.concatenate([np.column_stack([b.values, b.raw_score]) for b in blocks])


def a_table(seed, rows=400, numbers=4, categories=2, gaps=0.2):
    """Numbers with ties, zeros and tiny values, then categories; gaps in half of the columns."""
    random = np.random.default_rng(seed)
    X = np.column_stack([
        random.normal(size=(rows, numbers)).round(1),
        random.integers(0, 7, size=(rows, categories)),
    ])  # fmt: skip
    X[random.random(X.shape) < 0.05] *= 0.0
    holes = random.random(X.shape) < gaps
    holes[:, ::2] = False
    X[holes] = np.nan
    pull = np.nan_to_num(X) @ random.normal(size=X.shape[1]) + np.isin(X[:, -1], (1, 4))
    y = (pull + random.logistic(size=rows) > np.median(pull)) * 1.0
    return X, y, list(range(numbers, numbers + categories))


def a_booster(X, y, categorical, trees=8, **parameters):
    data = lgb.Dataset(X, y, categorical_feature=categorical, params={"verbosity": -1})
    return lgb.train(QUIET | {"min_data_in_leaf": 5, **parameters}, data, trees)


def an_engine():
    """Rows of a table, and the engine of the model that learnt from it."""
    X, y, categorical = a_table(1)
    booster = a_booster(X, y, categorical)
    return X, TreeEngine.path_dependent(parse_forest(booster.model_to_string()))


ZERO = float(np.float32(1e-35))


def strange_rows(booster, X, seed):
    """Rows that training never saw: other categories, infinities, each edge of a comparison."""
    random = np.random.default_rng(seed)
    thresholds = [
        float(one)
        for line in booster.model_to_string().splitlines()
        if line.startswith("threshold=")
        for one in line.removeprefix("threshold=").split()
    ]
    beyond = np.nextafter(thresholds, np.inf)
    strange = [np.nan, np.inf, -np.inf, 0.0, -0.0, ZERO, -ZERO, np.nextafter(ZERO, 1), -1e-36,
               -0.5, 3.7, 99.0, 1e12, -3.0, *thresholds, *beyond]  # fmt: skip
    Z = X[random.integers(len(X), size=60)].copy()
    hit = random.random(Z.shape) < 0.4
    Z[hit] = random.choice(strange, size=int(hit.sum()))
    return Z


@st.composite
def models(draw):
    """A fitted booster, the table it learnt from, and rows to explain."""
    seed = draw(st.integers(0, 10_000))
    categories = draw(st.integers(0, 2))
    X, y, categorical = a_table(seed, numbers=draw(st.integers(1, 4)), categories=categories)
    parameters = {
        "num_leaves": draw(st.integers(2, 24)),
        "max_depth": draw(st.sampled_from([-1, 1, 3, 6])),
        "min_data_in_leaf": draw(st.sampled_from([1, 5, 40, 300])),
        "min_sum_hessian_in_leaf": 1e-3,
        "zero_as_missing": draw(st.booleans()),
        "use_missing": draw(st.booleans()),
        "boost_from_average": draw(st.booleans()),
        "feature_fraction": draw(st.sampled_from([0.5, 1.0])),
        "max_cat_to_onehot": draw(st.sampled_from([1, 8])),
        "cat_smooth": 1.0,
        "min_data_per_group": 5,
        "seed": seed,
    }
    if not categories and draw(st.booleans()):
        parameters["monotone_constraints"] = [1] + [0] * (X.shape[1] - 1)
    booster = a_booster(X, y, categorical, trees=draw(st.integers(1, 12)), **parameters)
    return booster, X, strange_rows(booster, X, seed)


@settings(max_examples=EXAMPLES * 2 // 3)
@given(models())
def test_path_dependent_values_are_lightgbm_s_own(model):
    booster, _, rows = model
    engine = TreeEngine.path_dependent(parse_forest(booster.model_to_string()))
    found = explained(engine, rows)
    referee = booster.predict(rows, pred_contrib=True)
    assert np.abs(found[:, :-1] - referee[:, :-1]).max() < CLOSE
    assert np.abs(engine.base_value - referee[:, -1]).max() < CLOSE


@settings(max_examples=EXAMPLES * 2 // 3)
@given(models())
def test_the_raw_score_is_lightgbm_s_to_the_bit_and_what_the_values_add_up_to(model):
    booster, X, rows = model
    forest = parse_forest(booster.model_to_string())
    raw = booster.predict(rows, raw_score=True)
    for engine in (TreeEngine.path_dependent(forest), TreeEngine.interventional(forest, X[:30])):
        found = explained(engine, rows)
        assert np.array_equal(found[:, -1], raw)
        assert np.array_equal(engine.raw_score(rows), raw)
        assert np.abs(engine.base_value + found[:, :-1].sum(axis=1) - raw).max() < CLOSE


@settings(max_examples=EXAMPLES * 2 // 3)
@given(models())
def test_bounds_hold_every_row_that_differs_in_open_features_and_are_the_score_without_any(model):
    booster, X, rows = model
    trees = side_by_side(parse_forest(booster.model_to_string()))
    free = np.vstack([np.zeros(X.shape[1], dtype=bool), np.eye(X.shape[1], dtype=bool)])
    raw = booster.predict(rows, raw_score=True)
    for place, row in enumerate(rows[:12]):
        low, high = bounds(trees, row, free)
        assert low[0] == high[0] == raw[place]
        others = np.tile(row, (X.shape[1], len(rows), 1))
        for feature in range(X.shape[1]):
            others[feature, :, feature] = rows[:, feature]
        reached = booster.predict(others.reshape(-1, X.shape[1]), raw_score=True)
        of_feature = reached.reshape(X.shape[1], len(rows))
        assert (low[1:] <= of_feature.min(axis=1)).all()
        assert (of_feature.max(axis=1) <= high[1:]).all()


def by_the_definition(booster, x, background):
    """Shapley values of one row by enumerating every set of features (Shapley 1953)."""
    features = len(x)
    worth = {}
    for taken in itertools.product([False, True], repeat=features):
        mixed = np.where(taken, x, background)
        worth[taken] = booster.predict(mixed, raw_score=True).mean()
    values = np.zeros(features)
    for taken, value in worth.items():
        size = sum(taken)
        for feature in range(features):
            others = size - taken[feature]
            weight = math.factorial(others) * math.factorial(features - others - 1)
            values[feature] += (1 if taken[feature] else -1) * weight * value
    return values / math.factorial(features)


@settings(max_examples=EXAMPLES * 5 // 12)
@given(models())
def test_interventional_values_are_those_of_the_definition(model):
    booster, X, rows = model
    background = np.vstack([X[:15], rows[-15:]])
    engine = TreeEngine.interventional(parse_forest(booster.model_to_string()), background)
    for x, found in zip(rows[:2], explained(engine, rows[:2]), strict=True):
        assert np.abs(found[:-1] - by_the_definition(booster, x, background)).max() < CLOSE
    assert engine.base_value == pytest.approx(booster.predict(background, raw_score=True).mean())


def test_interventional_values_are_shap_s_where_shap_is_right():
    """Without categories: see the counter-example below. shap computes in 32 bits."""
    X, y, _ = a_table(3, categories=0, gaps=0.0)
    booster = a_booster(X, y, [], trees=20, num_leaves=12)
    background = X[:100].astype(np.float32).astype(np.float64)
    rows = X[100:140].astype(np.float32).astype(np.float64)
    found = explain(booster, rows, background)
    referee = shap.TreeExplainer(booster, background, feature_perturbation="interventional")
    assert np.abs(found.values - referee(rows, check_additivity=False).values).max() < 1e-5


def test_shap_s_interventional_values_do_not_add_up_on_categories_and_ours_do():
    """A counter-example kept: shap 0.51 reads a categorical split as a number's threshold."""
    X, y, categorical = a_table(5, gaps=0.0)
    booster = a_booster(X, y, categorical, trees=20, num_leaves=12, min_data_per_group=5)
    raw = booster.predict(X[:40], raw_score=True)
    theirs = shap.TreeExplainer(booster, X[:100], feature_perturbation="interventional")
    told = theirs(X[:40], check_additivity=False)
    assert np.abs(told.base_values + told.values.sum(axis=1) - raw).max() > 0.1
    ours = explain(booster, X[:40], X[:100])
    assert np.abs(ours.base_value + ours.values.sum(axis=1) - raw).max() < CLOSE


def test_a_row_has_the_same_bits_alone_in_a_block_and_on_two_threads():
    X, y, categorical = a_table(1, rows=2 * BLOCK + 7)
    engine = TreeEngine.path_dependent(
        parse_forest(a_booster(X, y, categorical, trees=30).model_to_string())
    )
    whole = explained(engine, X)
    assert np.array_equal(explained(engine, X, threads=2), whole)
    assert np.array_equal(explained(engine, X[:FEW_ROWS]), whole[:FEW_ROWS])
    assert np.array_equal(explained(engine, X[-1:]), whole[-1:])
    assert np.array_equal(engine.raw_score(X[:FEW_ROWS]), whole[:FEW_ROWS, -1])
    alone = engine.alone(X[-1:])
    assert np.array_equal(np.r_[alone.values[0], alone.raw_score], whole[-1])
    assert explained(engine, X[:0]).shape == (0, X.shape[1] + 1)


def test_kernels_are_compiled_once_whatever_kind_of_rows_comes():
    X, engine = an_engine()
    explained(engine, np.ascontiguousarray(X))
    engine.alone(X[:1])
    before = len(many_rows.signatures), len(one_row.signatures)
    for kind in (np.float64, np.float32, np.int64):
        rows = np.asfortranarray(np.nan_to_num(X).astype(kind))
        alike = np.ascontiguousarray(rows, dtype=np.float64)
        assert np.array_equal(explained(engine, rows), explained(engine, alike))
        assert np.array_equal(engine.raw_score(rows), engine.raw_score(alike))
        assert np.array_equal(engine.alone(rows[:1]).values, engine.alone(alike[:1]).values)
    assert (len(many_rows.signatures), len(one_row.signatures)) == before


def test_as_many_threads_are_started_as_were_asked_for(monkeypatch):
    started = []

    def pool(threads):
        started.append(threads)
        return ThreadPoolExecutor(threads)

    monkeypatch.setattr(engine_module, "ThreadPoolExecutor", pool)
    X, engine = an_engine()
    list(engine.explained(X))
    engine.raw_score(X)
    assert started == []
    list(engine.explained(X, threads=2))
    engine.raw_score(X, threads=3)
    assert started == [2, 3]


def test_tables_are_of_the_types_that_the_kernels_are_compiled_for():
    """Others would give the same figures, after seconds of compiling in a service that runs."""
    _, engine = an_engine()
    for held in (engine.tables, engine.order):
        for name, declared in get_type_hints(type(held)).items():
            (scalar,) = get_args(get_args(declared)[1])
            assert getattr(held, name).dtype == scalar, name


def test_a_feature_on_a_path_many_times_counts_once():
    X, y, _ = a_table(2, numbers=1, categories=0, gaps=0.0)
    y = (np.abs(X[:, 0]) > 0.7) * 1.0
    booster = a_booster(np.column_stack([X, X[::-1]]), y, [], num_leaves=20, trees=5)
    rows = np.column_stack([X, X[::-1]])[:50]
    referee = booster.predict(rows, pred_contrib=True)
    assert np.abs(explain(booster, rows).values - referee[:, :-1]).max() < CLOSE


def test_a_model_that_found_no_split_explains_nothing_and_scores_its_mean():
    X, y, _ = a_table(2, categories=0)
    booster = a_booster(X, y, [], trees=3, min_data_in_leaf=1_000)
    found = explain(booster, X[:3])
    assert not found.values.any()
    assert np.array_equal(found.raw_score, booster.predict(X[:3], raw_score=True))


def test_more_thresholds_than_a_byte_holds_are_told_apart():
    random = np.random.default_rng(0)
    X = random.normal(size=(3_000, 2))
    y = (np.sin(X[:, 0] * 20) + random.normal(size=3_000) > 0) * 1.0
    booster = a_booster(X, y, [], trees=60, num_leaves=31, max_bin=2_000)
    held = {line for line in booster.model_to_string().split() if "." in line}
    assert len(held) > 600
    referee = booster.predict(X[:200], pred_contrib=True)
    assert np.abs(explain(booster, X[:200]).values - referee[:, :-1]).max() < CLOSE


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        (
            {"linear_tree": True},
            "the leaves hold linear models, which have no Shapley tables: train without",
        ),
        (
            {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5},
            "the model averages its trees (a random forest): train a boosted one",
        ),
        (
            {"objective": "multiclass", "num_class": 2},
            "the model has several outputs: train one with a single output",
        ),
    ],
)
def test_trees_that_are_not_a_sum_of_leaves_are_refused(parameters, said):
    X, y, _ = a_table(2, categories=0)
    booster = a_booster(X, y, [], **parameters)
    with pytest.raises(UnsupportedTreesError) as refused:
        explain(booster, X[:3])
    assert str(refused.value) == said


def test_a_tree_without_splits_of_which_no_rows_are_counted_is_its_one_leaf():
    """So stands an empty tree in a model that averages fits."""
    X, y, _ = a_table(2, categories=0)
    text = a_booster(X, y, [], trees=1, min_data_in_leaf=1_000).model_to_string()
    (tree,) = parse_forest(text.replace(f"leaf_count={len(X)}", "leaf_count=")).trees
    assert (tree.splits, [leaf.cover for leaf in tree.leaves], tree.root) == ((), [1], ~0)


def test_a_feature_may_have_the_name_of_a_part_of_a_tree():
    """The text of a model ends with the importance of each feature, by its name."""
    X, y, _ = a_table(1, numbers=2, categories=0)
    named = lgb.Dataset(X, y, feature_name=["leaf_value", "a=b=c"], params={"verbosity": -1})
    booster = lgb.train(QUIET | {"min_data_in_leaf": 5}, named, 3)
    engine = TreeEngine.path_dependent(parse_forest(booster.model_to_string()))
    assert np.array_equal(engine.raw_score(X), booster.predict(X, raw_score=True))


def test_trees_too_deep_for_tables_are_explained_by_lightgbm_and_that_is_said(caplog):
    random = np.random.default_rng(4)
    X = random.normal(size=(4_000, 16))
    booster = a_booster(X, (X.sum(axis=1) > 0) * 1.0, [], num_leaves=400, min_data_in_leaf=1)
    with pytest.raises(NoTablesError, match="smaller depth"):
        TreeEngine.path_dependent(parse_forest(booster.model_to_string()))
    explainer = Explainer.of(booster, X[:50])
    assert "smaller depth" in caplog.text
    assert explainer.method == "path_dependent"
    assert explainer.tables_to_bytes() is None
    found, referee = explainer.explain(X[:20]), booster.predict(X[:20], pred_contrib=True)
    assert np.array_equal(found.values, referee[:, :-1])
    assert np.array_equal(found.raw_score, booster.predict(X[:20], raw_score=True))


def test_kept_tables_give_the_same_bits_and_those_of_another_release_none(monkeypatch):
    X, y, categorical = a_table(6)
    engine = TreeEngine.interventional(
        parse_forest(a_booster(X, y, categorical).model_to_string()), X[:50]
    )
    kept = tables_to_bytes(engine)
    assert kept == tables_to_bytes(engine)
    again = tables_from_bytes(kept)
    assert again.base_value == engine.base_value
    assert np.array_equal(explained(again, X), explained(engine, X))
    assert tables_from_bytes(kept[:-40]) is None
    assert tables_from_bytes(b"") is None
    monkeypatch.setattr(table_file, "FORMAT", "tree-tables-0")
    assert tables_from_bytes(kept) is None


def test_an_average_of_fits_is_explained_whole_and_fit_by_fit():
    """Two fits' trees in one model, as LightGBM goes on training: no average, but their sum."""
    X, y, categorical = a_table(7)
    data = lgb.Dataset(X, y, categorical_feature=categorical, params={"verbosity": -1})
    booster = lgb.train(QUIET | {"min_data_in_leaf": 5}, data, 12)
    text = booster.model_to_string()
    engine = TreeEngine.path_dependent(parse_forest(text, fits=2))
    for rows in (X[:5], X):
        (block,) = engine.explained(rows)
        for fit in range(2):
            own = booster.predict(
                rows, pred_contrib=True, start_iteration=6 * fit, num_iteration=6
            )
            assert np.abs(block.by_fit[:, fit] - own[:, :-1]).max() < CLOSE
        assert np.array_equal(block.raw_score, booster.predict(rows, raw_score=True))
        assert np.array_equal(block.values, block.by_fit[:, 0] + block.by_fit[:, 1])
    with pytest.raises(UnsupportedTreesError, match="5 fits"):
        parse_forest(text, fits=5)
