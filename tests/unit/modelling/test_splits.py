from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import a_drawn_panel, a_panel

from riskmodel.errors import DataError
from riskmodel.modelling.definition import Cohort, Label, Split
from riskmodel.modelling.labels import label_panel, months_later
from riskmodel.modelling.splits import blocks, village_folds, villages

COHORT = Cohort(not_poor=True, not_monitored=True)
PANEL = a_drawn_panel(villages=20, households=5, years=7)


def a_split(**changes: object) -> Split:
    chosen = {
        "time": "future",
        "embargo_months": 12,
        "origins": 2,
        "village_folds": 5,
        "tested_folds": 1,
        "calibration": "later_year",
        "seed": 3,
    }
    return Split(**(chosen | changes))


@settings(max_examples=25)
@given(
    horizon=st.sampled_from([12, 24]),
    embargo=st.sampled_from([0, 12]),
    folds=st.integers(3, 6),
    tested=st.integers(1, 3),
    calibration=st.sampled_from(["later_year", "training_year"]),
    seed=st.integers(0, 99),
)
def test_past_and_future_and_villages_never_meet(
    horizon, embargo, folds, tested, calibration, seed
):
    label = Label(outcome="poor", horizon_months=horizon)
    split = a_split(
        embargo_months=embargo,
        village_folds=folds,
        tested_folds=tested,
        calibration=calibration,
        seed=seed,
    )
    labels = label_panel(PANEL, COHORT, label)
    days, village = PANEL.columns.date("as_of_date"), villages(PANEL)
    try:
        made = blocks(PANEL, labels, label, split)
    except DataError:
        return
    for block in made:
        ends = months_later(days, horizon)
        assert (ends[block.train] <= block.origin).all()
        assert (months_later(ends, embargo)[block.train] <= block.origin).all()
        assert (ends[block.calibrate] <= block.origin).all()
        assert (days[block.test] == block.origin).all()
        parts = [set(village[rows]) for rows in (block.train, block.calibrate, block.test)]
        assert len(set.union(*parts)) == sum(len(part) for part in parts)
        for rows in (block.train, block.calibrate, block.test):
            assert rows.any()
            assert labels.usable[rows].all()
        if calibration == "later_year":
            assert days[block.calibrate].min() > days[block.train].max()


def test_the_newest_origin_comes_last_and_no_more_are_made_than_asked():
    label = Label(outcome="poor", horizon_months=12)
    made = blocks(PANEL, label_panel(PANEL, COHORT, label), label, a_split(origins=2))
    assert [str(block.origin) for block in made] == ["2023-12-31", "2024-12-31"]


def test_a_panel_that_is_too_short_says_what_to_change():
    panel = a_panel({f"h{n}": [9_000, 9_000 - 2_000 * (n % 2)] for n in range(30)})
    label = Label(outcome="poor", horizon_months=12)
    with pytest.raises(DataError, match="calibration on a later year: add waves"):
        blocks(panel, label_panel(panel, COHORT, label), label, a_split())


def test_a_panel_of_one_index_date_can_be_split_by_village_only():
    panel = a_panel({f"h{n}": [9_000, 9_000 - 2_000 * (n % 2)] for n in range(30)})
    label = Label(outcome="poor", horizon_months=12)
    split = a_split(time="same_wave", embargo_months=0, calibration="training_year")
    made = blocks(panel, label_panel(panel, COHORT, label), label, split)
    assert len(made) == 1


def test_a_household_of_no_known_village_is_kept_whole():
    panel = a_panel({"a": [9_000, 9_000], "b": [9_000, 9_000]})
    found = villages(panel)
    ids = panel.columns.text("household_id")
    assert len(set(found)) == 2
    assert len({*zip(ids.tolist(), found.tolist(), strict=True)}) == 2


def test_folds_do_not_depend_on_the_order_of_rows():
    village = np.array([3, 0, 2, 1, 3, 0, 4])
    order = np.array([6, 2, 5, 0, 3, 1, 4])
    folds = village_folds(village, a_split())
    assert np.array_equal(village_folds(village[order], a_split()), folds[order])


def test_villages_are_dealt_out_evenly_and_otherwise_by_another_seed():
    village = np.arange(23)
    folds = village_folds(village, a_split(seed=3))
    assert sorted(np.bincount(folds)) == [4, 4, 5, 5, 5]
    assert not np.array_equal(village_folds(village, a_split(seed=4)), folds)


def days_of(split, labels=None):
    """The newest origin's days of training and of calibration, in order."""
    label = Label(outcome="poor", horizon_months=12)
    made = blocks(PANEL, labels or label_panel(PANEL, COHORT, label), label, split)[-1]
    days = PANEL.columns.date("as_of_date")
    return [np.unique(days[rows]).astype(str).tolist() for rows in (made.train, made.calibrate)]


def test_a_label_may_end_on_the_very_day_that_is_tested():
    train, calibrate = days_of(a_split(embargo_months=12))
    assert (train[-1], calibrate) == ("2022-12-31", ["2023-12-31"])
    train, calibrate = days_of(a_split(embargo_months=12, calibration="training_year"))
    assert train[-1] == "2022-12-31"
    assert calibrate == train


def test_a_year_in_which_nobody_is_usable_is_no_year_to_calibrate_on():
    labels = label_panel(PANEL, COHORT, Label(outcome="poor", horizon_months=12))
    lost = PANEL.columns.date("as_of_date") == np.datetime64("2023-12-31")
    _, calibrate = days_of(a_split(), replace(labels, cohort=labels.cohort & ~lost))
    assert calibrate == ["2022-12-31"]


def test_every_origin_has_all_its_folds_and_none_lacks_a_part():
    label = Label(outcome="poor", horizon_months=12)
    made = blocks(
        PANEL, label_panel(PANEL, COHORT, label), label, a_split(origins=9, tested_folds=3)
    )
    assert [block.fold for block in made] == [0, 1, 2] * (len(made) // 3)
    assert all(rows.any() for one in made for rows in (one.train, one.calibrate, one.test))
