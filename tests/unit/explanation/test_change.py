from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from builders import a_household, columns_of
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import records

from riskmodel.explanation.change import (
    EXACT_FIELDS,
    changed_fields,
    share_out,
    split_change,
)
from riskmodel.explanation.contributions import Explainer
from riskmodel.explanation.reader import Known
from riskmodel.modelling.fitting import fit_block, with_learner
from riskmodel.schema.record import columns_from_records, read_record
from riskmodel.scoring import reader_of


@pytest.fixture(scope="module")
def model(trained):
    return reader_of(trained.model)


@pytest.fixture(scope="module")
def another(trained):
    fewer = with_learner(trained.prepared, trees=9, seed=3)
    return reader_of(fit_block(fewer, trained.served.block))


def raw(model, known):
    X = model.matrix(known.columns, known.line)
    return float(model.model.predict(X).raw_score[0])


def a_game(count, seed):
    worth = np.random.default_rng(seed).normal(size=2**count)
    return lambda taken: worth[taken @ (1 << np.arange(count))]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_parts_are_the_mean_gain_over_every_order(count):
    game, expected = a_game(count, seed=count), np.zeros(count)
    orders = list(permutations(range(count)))
    for order in orders:
        taken = np.zeros((1, count), dtype=bool)
        for player in order:
            before = game(taken)[0]
            taken[0, player] = True
            expected[player] += (game(taken)[0] - before) / len(orders)
    found, exact = share_out(count, game)
    assert exact
    assert np.abs(found - expected).max(initial=0) < 1e-12


def test_beyond_the_bound_drawn_orders_add_up_and_treat_an_additive_game_exactly():
    count = EXACT_FIELDS + 3
    game = a_game(count, seed=1)
    found, exact = share_out(count, game)
    assert not exact
    ends = game(np.array([[False] * count, [True] * count]))
    assert abs(found.sum() - (ends[1] - ends[0])) < 1e-9
    weights = np.arange(count) - 4.0
    assert np.abs(share_out(count, lambda taken: taken @ weights)[0] - weights).max() < 1e-12
    assert np.array_equal(share_out(count, game)[0], found)


def test_drawn_orders_come_near_to_all_orders(monkeypatch):
    def game(taken):
        held = taken @ np.arange(1.0, 9.0)
        return np.sqrt(held) + taken[:, 0] * taken[:, 5]

    exact = share_out(8, game)[0]
    monkeypatch.setattr("riskmodel.explanation.change.EXACT_FIELDS", 4)
    assert np.abs(share_out(8, game)[0] - exact).max() < 0.05


@settings(max_examples=30)
@given(then=records(), now=records(), lines=st.tuples(*[st.floats(5_000, 12_000)] * 2))
def test_the_parts_add_up_whatever_was_recorded(model, another, then, now, lines):
    sides = [
        Known(columns_from_records([read_record(record)]), line)
        for record, line in zip((then, now), lines, strict=True)
    ]
    found = split_change(*sides, model, another)
    whole = raw(another, sides[1]) - raw(model, sides[0])
    assert abs(found.data + found.rule_pack + found.model - whole) < 1e-9


def test_a_field_that_did_not_change_has_no_part_and_each_that_did_has_its_own(model):
    then = columns_of(a_household(net_income_pc=12_000, serious_illness_members=0, debt=5_000))
    now = columns_of(a_household(net_income_pc=7_500, serious_illness_members=2, debt=5_000))
    found = split_change(Known(then, 8_000.0), Known(now, 8_000.0), model, model)
    assert set(found.fields) == {"net_income_pc", "serious_illness_members"}
    assert found.exact
    assert found.fields["net_income_pc"] > 0
    assert found.fields["serious_illness_members"] > 0
    assert found.rule_pack == 0
    assert found.model == 0


def test_what_the_model_does_not_read_and_what_stays_unknown_are_no_changes(model):
    then = columns_of(a_household(head_sex="m", measures=["jobs"], fetch_minutes=None))
    now = columns_of(a_household(head_sex="f", measures=["health"], fetch_minutes=None))
    assert changed_fields(model.features, then, now) == []
    gone = columns_of(a_household(net_income_pc=None, fetch_minutes=None))
    assert changed_fields(model.features, then, gone) == ["net_income_pc"]


def test_each_part_is_the_difference_that_it_is_said_to_be(model, another):
    then = Known(columns_of(a_household(net_income_pc=12_000)), 7_000.0)
    now = Known(columns_of(a_household(net_income_pc=9_100)), 11_000.0)
    found = split_change(then, now, model, another)
    halfway = raw(model, Known(now.columns, then.line))
    assert found.data == pytest.approx(halfway - raw(model, then), abs=1e-9)
    assert found.rule_pack == pytest.approx(raw(model, now) - halfway, abs=1e-9)
    assert found.model == pytest.approx(raw(another, now) - raw(model, now), abs=1e-9)
    assert found.rule_pack > 0
    assert split_change(then, now, model, None).model is None


def test_a_version_in_service_splits_a_change_to_the_same_bits(model, trained):
    """Its tables score in place of LightGBM: for a few combinations, and for many at once."""
    serving = replace(model, explainer=Explainer.of(model.model.booster, trained.background))
    assert serving.explainer.engine is not None
    then = Known(columns_of(a_household(net_income_pc=12_000)), 7_000.0)
    many = {"net_income_pc": 9_100, "debt": 40_000, "household_size": 6, "work_months_total": 3,
            "serious_illness_members": 1, "head_age": 61, "housing_area": 45}  # fmt: skip
    for changes in ({"net_income_pc": 9_100}, many):
        now = Known(columns_of(a_household(**changes)), 11_000.0)
        assert split_change(then, now, serving, serving) == split_change(then, now, model, model)
