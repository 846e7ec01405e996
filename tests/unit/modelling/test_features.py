import numpy as np
import pytest
from builders import a_household, columns_of
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import a_drawn_panel
from strategies import records

from riskmodel.errors import ConfigurationError, DataError
from riskmodel.modelling.features import (
    DIMENSION_EN,
    DIMENSION_ZH,
    FEATURE_BY_NAME,
    FEATURES,
    Dimension,
    Unit,
    feature_matrix,
    local_feature,
    panel_matrix,
)
from riskmodel.schema.columns import Columns
from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS
from riskmodel.schema.record import columns_from_records, read_record

MONEY = {name for name, field in FIELDS.items() if field.kind is Kind.MONEY}


def value(name: str, line: float = 8_000, **changes) -> float:
    feature = FEATURE_BY_NAME[name]
    columns = columns_of(a_household(**changes))
    return float(feature_matrix(columns, np.array([line]), [feature])[0, 0])


def test_there_are_at_least_sixty_and_each_name_is_used_once():
    assert len(FEATURES) >= 60
    assert len(FEATURE_BY_NAME) == len(FEATURES)


def test_every_feature_can_be_read_by_a_reviewer():
    for feature in FEATURES:
        assert feature.label_zh
        assert feature.label_en
        assert (feature.unit is Unit.CATEGORY) == bool(feature.categories)
        assert bool(feature.monotone) == bool(feature.monotone_reason)
    assert {feature.dimension for feature in FEATURES} == set(Dimension)
    assert set(DIMENSION_ZH) == set(DIMENSION_EN) == set(Dimension)


def test_no_feature_reads_what_a_model_may_not_learn_from():
    read = {name for feature in FEATURES for name in feature.inputs}
    assert all(FIELDS[name].model_use for name in read)


def test_every_feature_reads_the_inputs_it_declares_and_no_others():
    class Watched(Columns):
        def __getitem__(self, name):
            self.seen.add(name)
            return super().__getitem__(name)

    columns = columns_of(a_household())
    for feature in FEATURES:
        watched = Watched({name: columns[name] for name in columns.given}, 1)
        watched.seen = set()
        feature.compute(watched, np.array([8_000.0]))
        assert watched.seen == set(feature.inputs), feature.name


@pytest.mark.parametrize("income", [12_000, 900, 0, -3_000])
def test_money_enters_only_as_a_ratio(income):
    """Doubling every amount and the line leaves every feature as it was."""
    record = a_household(net_income_pc=income)
    doubled = {name: held * 2 if name in MONEY else held for name, held in record.items()}
    once = feature_matrix(columns_of(record), np.array([8_000.0]), FEATURES)
    twice = feature_matrix(columns_of(doubled), np.array([16_000.0]), FEATURES)
    assert np.allclose(once, twice, equal_nan=True)


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("net_income_pc_to_line", {"net_income_pc": 6_000}, 0.75),
        ("net_income_pc_to_line", {"net_income_pc": None}, None),
        ("income_change_to_line", {"net_income_pc": 8_000, "prev_net_income_pc": 12_000}, -0.5),
        ("wage_income_to_line", {"wage_income": 64_000}, 2.0),
        ("wage_income_share", {"wage_income": 26_000, "business_income": 13_000,
                               "property_income": 0, "transfer_income": 13_000}, 0.5),
        ("wage_income_share", {"wage_income": 0, "business_income": 0, "property_income": 0,
                               "transfer_income": 0}, None),
        ("wage_income_share", {"transfer_income": None}, None),
        ("income_after_self_paid_to_line", {"net_income_pc": 9_000,
                                            "compliant_self_paid": 4_000}, 1.0),
        ("dependants_per_worker", {"children_u16": 1, "elderly_60": 2, "labour_members": 2}, 1.0),
        ("elderly_only", {"elderly_60": 2, "household_size": 2}, 1.0),
        ("elderly_only", {"elderly_60": 1, "household_size": 2}, 0.0),
        ("elderly_only", {"elderly_60": 4, "household_size": 2}, 1.0),
        ("elderly_only", {"elderly_60": None}, None),
        ("self_paid_to_income", {"compliant_self_paid": 12_000, "net_income_pc": 12_000}, 0.25),
        ("self_paid_to_income", {"compliant_self_paid": 90_000, "net_income_pc": 12_000}, 1.0),
        ("self_paid_to_income", {"compliant_self_paid": 1, "net_income_pc": -500}, 1.0),
        ("self_paid_to_income", {"compliant_self_paid": 0, "net_income_pc": 0}, 0.0),
        ("self_paid_to_income", {"compliant_self_paid": 0, "net_income_pc": None}, None),
        ("business_cost_share", {"business_cost": 4_500, "business_income": 9_000}, 0.5),
        ("business_cost_share", {"business_cost": 0, "business_income": 0}, 0.0),
        ("business_cost_share", {"business_cost": 50, "business_income": 0}, None),
        ("business_cost_share", {"business_cost": 50, "business_income": 1e-310}, None),
        ("no_labour", {"labour_members": 0}, 1.0),
        ("no_labour", {"labour_members": None}, None),
        ("months_per_worker", {"workers_away": 1, "workers_local": 1,
                               "work_months_total": 15}, 7.5),
        ("months_per_worker", {"workers_away": 0, "workers_local": 0}, 0.0),
        ("months_per_worker", {"workers_away": None}, None),
        ("no_worker", {"workers_away": 0, "workers_local": 0}, 1.0),
        ("no_worker", {"workers_away": 0, "workers_local": 1}, 0.0),
        ("no_worker", {"workers_away": None, "workers_local": 0}, None),
        ("housing_grade", {"housing_grade": "C"}, 2.0),
    ],
)  # fmt: skip
def test_a_feature_by_hand(name, changes, expected):
    found = value(name, **changes)
    assert np.isnan(found) if expected is None else found == pytest.approx(expected)


def test_no_line_in_force_leaves_the_ratios_unknown_and_the_rest_known():
    matrix = feature_matrix(columns_of(a_household()), np.array([np.nan]), FEATURES)[0]
    for feature, held in zip(FEATURES, matrix, strict=True):
        assert not (feature.unit is Unit.TIMES_LINE and not np.isnan(held)), feature.name
    assert not np.isnan(matrix[[f.name for f in FEATURES].index("labour_members")])


@settings(max_examples=20)
@given(st.lists(records(), min_size=2, max_size=4), st.floats(1_000, 30_000))
def test_no_value_is_infinite_and_each_depends_on_its_own_row_alone(drawn, line):
    checked = [read_record(record) for record in drawn]
    lines = np.full(len(checked), line)
    together = feature_matrix(columns_from_records(checked), lines, FEATURES)
    assert not np.isinf(together).any()
    for row, record in enumerate(checked):
        alone = feature_matrix(columns_from_records([record]), lines[:1], FEATURES)
        assert np.array_equal(alone[0], together[row], equal_nan=True)


@pytest.mark.parametrize(
    ("field", "step", "risk"),
    [
        ("net_income_pc", 1_000, -1),
        ("labour_members", 1, -1),
        ("chronic_members", 1, 1),
        ("serious_illness_members", 1, 1),
        ("disabled_members", 1, 1),
        ("severe_disabled_members", 1, 1),
        ("compliant_self_paid", 1_000, 1),
        ("medical_self_paid_year", 1_000, 1),
    ],
)
@settings(max_examples=15)
@given(record=records(), line=st.floats(1_000, 30_000))
def test_a_sign_holds_for_the_household_and_not_only_for_one_feature(
    field, step, risk, record, line
):
    """Every feature that moves with the field moves the risk the same way, and none is lost."""
    columns = columns_from_records([read_record(a_household() | record)])
    more = columns.with_column(field, columns.number(field) + step)
    before, after = (feature_matrix(c, np.array([line]), FEATURES)[0] for c in (columns, more))
    assert np.array_equal(np.isnan(before), np.isnan(after))
    for feature, change in zip(FEATURES, after - before, strict=True):
        moves = field in feature.inputs
        assert moves or np.isnan(change) or change == 0
        assert not moves or feature.monotone, feature.name
        assert not change * feature.monotone * risk < 0, feature.name


def test_a_local_column_is_read_from_its_panel():
    panel = a_drawn_panel(villages=2, households=3, years=1)
    feature = local_feature("local_score", ("得分", "score"), "income")
    held = type(panel)(panel.columns, {"local_score": np.arange(6.0)}, {})
    assert np.array_equal(panel_matrix(held, [feature])[:, 0], np.arange(6.0))
    with pytest.raises(DataError, match="local_score"):
        panel_matrix(panel, [feature])


def test_a_local_column_needs_a_dimension_and_a_reason_for_its_sign():
    with pytest.raises(ConfigurationError, match="dimension"):
        local_feature("local_score", ("得分", "score"), "luck")
    with pytest.raises(ConfigurationError, match="monotone_reason"):
        local_feature("local_score", ("得分", "score"), "income", monotone=1)
