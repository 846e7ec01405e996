"""What may still be asked: the bounds are held against answers that were in fact given."""

from dataclasses import replace

import numpy as np
import pytest

from riskmodel.explanation.missing import AREA, missing_answers, reads
from riskmodel.explanation.reachable import bounds, trees_of
from riskmodel.explanation.reader import Known, Reader
from riskmodel.modelling.features import FEATURE_BY_NAME, FEATURES, feature_matrix
from riskmodel.schema.columns import Columns, unknown_column
from riskmodel.schema.household import FIELDS

ASKED = ("debt", "work_months_total", "serious_illness_members", "prev_net_income_pc",
         "housing_area", "head_education", "household_size", "compliant_self_paid")  # fmt: skip


@pytest.fixture(scope="module")
def reader(population):
    return Reader(population.model, FEATURES)


@pytest.fixture(scope="module")
def background(population):
    return population.X[population.train][:200]


def whole(population, row):
    """A household's columns and line, as recorded."""
    columns = population.panel.columns
    known = {name: columns[name][row : row + 1] for name in columns.given if name in FIELDS}
    return Known(Columns(known, 1), float(columns.number("monitoring_line")[row]))


def without(known, *names):
    columns = known.columns
    for name in names:
        columns = columns.with_column(name, unknown_column(FIELDS[name], 1))
    return Known(columns, known.line)


def answered(known, by, names):
    columns = known.columns
    for name in names:
        columns = columns.with_column(name, by.columns[name])
    return Known(columns, known.line)


def raw_and_band(model, known):
    X = feature_matrix(known.columns, np.array([known.line]), FEATURES)
    prediction = model.predict(X)
    return float(prediction.raw_score[0]), str(model.band(prediction)[0])


def test_no_answer_leaves_the_bounds_and_none_changes_the_band_where_asking_may_stop(
    population, reader, background
):
    """Gaps are filled with what other households answered, one at a time and all together."""
    random, model = np.random.default_rng(2), population.model
    rows = random.choice(population.panel.rows, 60, replace=False)
    stopped, moved = 0, 0
    for row, donor in zip(rows[:30], rows[30:], strict=True):
        asked = random.choice(ASKED, random.integers(1, 4), replace=False).tolist()
        gappy, other = without(whole(population, row), *asked), whole(population, donor)
        found = missing_answers(reader, background, gappy)
        if found.bound is None:
            continue
        before, band = raw_and_band(model, gappy)
        together, then = raw_and_band(model, answered(gappy, other, asked))
        assert found.bound.low <= together <= found.bound.high
        assert not (found.stop_asking and then != band)
        stopped += found.stop_asking
        for one in (one for one in found.answers if one.field in asked):
            alone, then = raw_and_band(model, answered(gappy, other, [one.field]))
            assert one.bound.low <= alone <= one.bound.high
            assert one.bound.low <= before <= one.bound.high
            assert one.can_change_band or then == band
            moved += alone != before
    assert stopped
    assert moved


def test_a_bound_is_the_widest_that_trees_allow(population):
    """On one feature that each tree splits on at most once, the bound is reached by a value."""
    model, X = population.model, population.X
    x, place = X[7].copy(), [f.name for f in FEATURES].index("net_income_pc_to_line")
    free = np.zeros((2, len(FEATURES)), dtype=bool)
    free[1, place] = True
    low, high = bounds(trees_of(model), x, free)
    raw = model.predict(x[None, :]).raw_score[0]
    assert low[0] == high[0] == raw
    grid = np.tile(x, (4_000, 1))
    grid[:, place] = np.linspace(-2, 20, 4_000)
    reached = model.predict(grid).raw_score
    assert low[1] <= reached.min()
    assert reached.max() <= high[1]
    assert reached.max() - reached.min() > 0.5 * (high[1] - low[1])


def test_the_likely_range_is_that_of_the_households_that_know(population, reader, background):
    gappy = without(whole(population, 12), "serious_illness_members")
    found = missing_answers(reader, background, gappy)
    one = next(one for one in found.answers if one.field == "serious_illness_members")
    model, place = population.model, [f.name for f in FEATURES].index("serious_illness_members")
    X = np.tile(feature_matrix(gappy.columns, np.array([gappy.line]), FEATURES), (200, 1))
    X[:, place] = background[:, place]
    X = X[~np.isnan(X[:, place])]
    drawn, band = model.predict(X), raw_and_band(model, gappy)[1]
    low, high = np.quantile(drawn.raw_score, [0.05, 0.95])
    assert (one.likely.low, one.likely.high) == pytest.approx((low, high))
    assert one.changing == pytest.approx((model.band(drawn) != band).mean())


def test_the_answers_that_could_change_the_band_stand_in_front(population, reader, background):
    for row in range(0, 40, 4):
        found = missing_answers(reader, background, without(whole(population, row), *ASKED))
        changing = [one.changing or 0.0 for one in found.answers]
        assert changing == sorted(changing, reverse=True)


def test_what_the_score_waits_for_comes_first_and_asking_goes_on(population, reader, background):
    gappy = without(whole(population, 3), "net_income_pc", "debt")
    found = missing_answers(reader, background, gappy)
    assert found.answers[0].field == "net_income_pc"
    assert found.answers[0].needed
    assert not found.stop_asking
    assert all(one.bound is None for one in found.answers)
    assert "debt" in [one.field for one in found.answers if not one.needed]


def test_without_a_line_the_area_is_what_the_score_waits_for(population, reader, background):
    known = whole(population, 3)
    placeless = Known(without(known, *AREA).columns, np.nan)
    found = missing_answers(reader, background, placeless)
    assert {one.field for one in found.answers if one.needed} == set(AREA)
    elsewhere = missing_answers(reader, background, Known(known.columns, np.nan))
    assert not any(one.needed for one in elsewhere.answers)


def test_the_line_moves_the_features_that_are_said_to_be_set_against_it(population):
    """Those whose unit is the line, and no other, so that no answer is overlooked."""
    columns = population.panel.columns
    line = columns.number("monitoring_line")
    moved = ~np.isclose(
        feature_matrix(columns, line, FEATURES), feature_matrix(columns, 2 * line, FEATURES),
        equal_nan=True,
    ).all(axis=0)  # fmt: skip
    by_line = np.array([reads(feature, "county_code") for feature in FEATURES])
    assert not (moved & ~by_line).any()
    assert reads(FEATURE_BY_NAME["net_income_pc_to_line"], "county_code")


def test_too_few_who_know_are_not_asked_how_likely_it_is(population, reader, background):
    gappy = without(whole(population, 12), "debt")
    found = missing_answers(reader, np.full_like(background, np.nan), gappy)
    one = next(one for one in found.answers if one.field == "debt")
    assert one.likely is None
    assert one.changing is None
    assert one.bound is not None


def test_a_record_that_lacks_nothing_has_nothing_to_ask(population, reader, background):
    households = (whole(population, row) for row in range(population.panel.rows))
    asked = (missing_answers(reader, background, household) for household in households)
    found = next(one for one in asked if not one.answers)
    assert found.stop_asking
    assert found.bound.width == 0


def test_bands_that_do_not_rise_with_the_score_are_never_said_to_be_settled(
    population, reader, background
):
    """The two ends of a bound say nothing of what lies between where a calibration falls."""
    falling = replace(population.model.calibrator, slope=-1.0)
    model = replace(population.model, calibrator=falling)
    gappy = without(whole(population, 12), "debt")
    assert not missing_answers(Reader(model, FEATURES), background, gappy).stop_asking
