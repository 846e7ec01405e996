import lightgbm as lgb
import numpy as np
import pytest
import shap
from builders import a_household, columns_of
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import a_drawn_panel
from strategies import records

from riskmodel.explanation.contributions import explain
from riskmodel.explanation.figures import value_in_words
from riskmodel.explanation.grouping import by_dimension
from riskmodel.explanation.phrasing import reason, top_reasons
from riskmodel.explanation.plots import shap_explanation
from riskmodel.modelling.features import (
    FEATURE_BY_NAME,
    FEATURES,
    Unit,
    feature_matrix,
    local_feature,
    panel_matrix,
)
from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS
from riskmodel.schema.record import columns_from_records, read_record

COUNTED = [f for f in FEATURES if f.unit is Unit.PEOPLE]
ASKED = [f for f in FEATURES if f.unit is Unit.YES_NO and f.name in FIELDS]
LISTED = [f for f in FEATURES if f.unit is Unit.CATEGORY]


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


@settings(max_examples=25)
@given(record=records(), pull=st.floats(-3, 3).filter(bool))
def test_a_sentence_says_what_the_record_says(record, pull):
    """Counts, answers and listed values against the record as it was sent, not as encoded."""
    X = feature_matrix(columns_from_records([read_record(record)]), np.array([8_000.0]), FEATURES)
    said = {f.name: reason(f, float(x), pull) for f, x in zip(FEATURES, X[0], strict=True)}
    for feature in (*COUNTED, *ASKED, *LISTED):
        sent, one = record.get(feature.name), said[feature.name]
        if sent is None:
            assert one.en.startswith(f"{feature.label_en} is not recorded;")
            assert one.zh.startswith(f"“{feature.label_zh}”未记录,")
            continue
        english, chinese = str(sent), f"{sent}人"
        if FIELDS[feature.name].kind is Kind.YES_NO:
            english, chinese = ("yes", "是") if sent else ("no", "否")
        if FIELDS[feature.name].kind is Kind.CHOICE:
            held = next(c for c in FIELDS[feature.name].choices if c.code == sent)
            english, chinese = held.name_en, held.name_zh
        way_en, way_zh = ("higher", "较高") if pull > 0 else ("lower", "较低")
        assert one.en == f"{feature.label_en}: {english}; associated with {way_en} risk"
        assert one.zh == f"{feature.label_zh}: {chinese}, 与{way_zh}风险相关"


def test_a_ratio_that_is_unknown_is_not_said_to_be_unrecorded():
    """All four sources are recorded, as nothing: the share is undefined, nothing is missing."""
    sources = ("wage_income", "business_income", "property_income", "transfer_income")
    columns = columns_of(a_household(**dict.fromkeys(sources, 0)))
    feature = FEATURE_BY_NAME["wage_income_share"]
    said = reason(feature, float(feature.compute(columns, np.array([8_000.0]))[0]), 0.2)
    assert "cannot be worked out from what is recorded" in said.en
    assert "无法由现有记录算出" in said.zh


def test_a_column_of_the_panel_alone_can_be_said_too():
    feature = local_feature("local_score", ("得分", "score"), "income")
    assert reason(feature, 0.5, -0.1).en == "score: 0.50; associated with lower risk"
    assert "score is not recorded" in reason(feature, np.nan, -0.1).en


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
        ("income_change_to_line", -0.001, "0.00 times the line", "监测线的0.00倍"),
        ("income_change_to_line", -0.5, "-0.50 times the line", "监测线的-0.50倍"),
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
    assert top_reasons(trained.model.features, {}, X[0], values) == []


def test_shap_draws_our_values(trained, X):
    found = explain(trained.model.booster, X[:10])
    names = [feature.label_en for feature in trained.model.features]
    drawn = shap_explanation(found, X[:10], names)
    assert np.array_equal(drawn.values, found.values)
    assert Unit.SHARE in {feature.unit for feature in trained.model.features}
