import lightgbm as lgb
import numpy as np
import pytest
import shap
from builders import a_household, columns_of
from panels import a_drawn_panel

from riskmodel.explanation.contributions import explain
from riskmodel.explanation.grouping import by_dimension
from riskmodel.explanation.phrasing import reason, top_reasons, value_in_words
from riskmodel.explanation.plots import shap_explanation
from riskmodel.modelling.features import (
    FEATURE_BY_NAME,
    FEATURES,
    Unit,
    feature_matrix,
    panel_matrix,
)


@pytest.fixture(scope="module")
def X(trained):
    return panel_matrix(a_drawn_panel(villages=4, seed=8), trained.model.features)


def test_contributions_are_those_of_the_referee(trained, X):
    found = explain(trained.model.booster, X)
    referee = shap.TreeExplainer(trained.model.booster)(X)
    assert np.abs(found.values - referee.values).max() < 1e-9


def test_contributions_are_exact_with_categories_and_gaps():
    random = np.random.default_rng(0)
    X = np.column_stack([random.normal(size=800), random.integers(0, 6, 800)])
    X[random.random(X.shape) < 0.2] = np.nan
    y = (np.nan_to_num(X[:, 0]) + np.isin(X[:, 1], (1, 4)) + random.normal(size=800) > 0.5) * 1.0
    data = lgb.Dataset(X, y, categorical_feature=[1], params={"verbosity": -1})
    booster = lgb.train({"objective": "binary", "verbosity": -1, "num_leaves": 8}, data, 20)
    found = explain(booster, X)
    raw = booster.predict(X, raw_score=True)
    assert np.abs(found.base_value + found.values.sum(axis=1) - raw).max() < 1e-9


def test_dimensions_add_up_to_the_whole(trained, X):
    found = explain(trained.model.booster, X)
    for values in found.values[:20]:
        sums = by_dimension(trained.model.features, values)
        assert sum(one.contribution for one in sums) == pytest.approx(values.sum())
        sizes = [abs(one.contribution) for one in sums]
        assert sizes == sorted(sizes, reverse=True)


def test_every_sentence_tells_the_truth_about_its_household(trained, X):
    """Over a population: the figure is the household's own, the direction that of the pull."""
    features, found = trained.model.features, explain(trained.model.booster, X)
    told = 0
    for x, values in zip(X, found.values, strict=True):
        for one in top_reasons(features, x, values):
            place = [feature.name for feature in features].index(one.field)
            told += 1
            assert ("higher risk" in one.en) == (values[place] > 0) == ("较高风险" in one.zh)
            assert ("lower risk" in one.en) == (values[place] < 0) == ("较低风险" in one.zh)
            if np.isnan(x[place]):
                assert "not recorded" in one.en
                assert "未记录" in one.zh
            else:
                english, chinese = value_in_words(features[place], x[place])
                assert f": {english};" in one.en
                assert f": {chinese}," in one.zh
            assert "because" not in one.en
            assert "因为" not in one.zh
    assert told > len(X)


@pytest.mark.parametrize(
    ("name", "value", "english", "chinese"),
    [
        ("net_income_pc_to_line", 0.789, "0.79 times the line", "监测线的0.79倍"),
        ("serious_illness_members", 1.0, "1", "1人"),
        ("job_lost", 1.0, "yes", "是"),
        ("job_lost", 0.0, "no", "否"),
        ("housing_grade", 2.0, "grade C, partly dangerous", "C级"),
        ("wage_income_share", 0.657, "66%", "66%"),
        ("outage_days_year", 40.0, "40 days a year", "每年40天"),
    ],
)
def test_values_are_said_in_their_unit(name, value, english, chinese):
    assert value_in_words(FEATURE_BY_NAME[name], value) == (english, chinese)


def test_every_feature_can_be_said():
    record = a_household(fetch_minutes=10, shock_fire=False, shock_accident=False,
                         shock_disaster=False)  # fmt: skip
    matrix = feature_matrix(columns_of(record), np.array([8_000.0]), FEATURES)[0]
    for feature, value in zip(FEATURES, matrix, strict=True):
        assert not np.isnan(value), feature.name
        said = reason(feature, value, 0.3)
        assert feature.label_en in said.en
        assert feature.label_zh in said.zh


def test_what_pulls_nowhere_is_no_reason(trained, X):
    values = np.zeros(len(trained.model.features))
    assert top_reasons(trained.model.features, X[0], values) == []


def test_shap_draws_our_values(trained, X):
    found = explain(trained.model.booster, X[:10])
    names = [feature.label_en for feature in trained.model.features]
    drawn = shap_explanation(found, X[:10], names)
    assert np.array_equal(drawn.values, found.values)
    assert Unit.SHARE in {feature.unit for feature in trained.model.features}
