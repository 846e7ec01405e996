"""Leaks planted in an honest panel: each must be caught by the catcher that is there for it."""

import numpy as np
import pytest
from panels import LINE, a_drawn_panel

from riskmodel.errors import LeakageError
from riskmodel.modelling.labels import rows_at_horizon
from riskmodel.modelling.leaks import find_leaks, refuse_too_good, suspects_of
from riskmodel.modelling.pipeline import prepare, run
from riskmodel.schema.panel import Panel, panel_from_table

PLANTED = "road_distance_km"
"""A feature that the drawn panel leaves unknown, from 0 to 50."""


def planted(panel: Panel, values: np.ndarray) -> Panel:
    return Panel(panel.columns.with_column(PLANTED, values), panel.local, panel.notes)


def leaks(panel, definition):
    prepared = prepare(panel, definition)
    names = tuple(feature.name for feature in prepared.features)
    suspects = suspects_of(
        panel, names, prepared.X, prepared.labels, definition.label, prepared.village
    )
    return find_leaks(suspects)


def later_welfare(panel, definition):
    later = rows_at_horizon(panel.columns, definition.label)
    welfare = panel.columns.number("measured_welfare_pc") / LINE
    return np.where(later >= 0, welfare[later], np.nan)


def test_an_honest_panel_has_none(definition):
    assert leaks(a_drawn_panel(), definition) == []


def test_a_field_of_the_future_is_caught_through_its_noise(definition):
    panel = a_drawn_panel()
    noise = np.random.default_rng(1).normal(0, 0.6, panel.rows)
    found = leaks(planted(panel, later_welfare(panel, definition) + noise), definition)
    assert [(leak.catcher, leak.where) for leak in found] == [("a value of the future", PLANTED)]
    assert "index date" in str(found[0])


def test_the_same_field_of_the_same_day_is_no_leak(definition):
    panel = a_drawn_panel()
    noise = np.random.default_rng(1).normal(0, 0.6, panel.rows)
    today = panel.columns.number("measured_welfare_pc") / LINE + noise
    assert leaks(planted(panel, today), definition) == []


@pytest.mark.parametrize("blank", [True, False], ids=["left blank", "zero"])
def test_a_field_written_after_a_decision_is_caught(blank, definition):
    panel = a_drawn_panel()
    fell = prepare(panel, definition).labels.outcome == 1
    chance = np.random.default_rng(2).random(panel.rows)
    written = np.where(fell, chance < 0.4, chance < 0.01)
    values = np.where(written, 1.0, np.nan if blank else 0.0)
    found = leaks(planted(panel, values), definition)
    assert ("written after the outcome", PLANTED) in [(one.catcher, one.where) for one in found]


def test_a_strong_but_honest_yes_or_no_is_no_leak(definition):
    panel = a_drawn_panel()
    fell = prepare(panel, definition).labels.outcome == 1
    chance = np.random.default_rng(3).random(panel.rows)
    values = np.where(fell, chance < 0.5, chance < 0.25).astype(float)
    assert leaks(planted(panel, values), definition) == []


def with_a_household_twice(village):
    """Household h7 under a second id, in a village, with land and debts that tell it apart."""
    panel = a_drawn_panel()
    columns = panel.columns
    for number, name in enumerate(("arable_mu", "forest_mu", "debt")):
        drawn = np.random.default_rng(number).integers(1, 200, panel.rows)
        columns = columns.with_column(name, drawn.astype(float))
    rows = [*range(panel.rows), *np.flatnonzero(columns.text("household_id") == "h7")]
    table = {name: [columns.value(name, row) for row in rows] for name in columns.given}
    extra = len(rows) - panel.rows
    table["household_id"][panel.rows :] = ["another"] * extra
    table["village_code"][panel.rows :] = [village] * extra
    return panel_from_table(table, panel.notes)


def test_in_its_own_village_it_does_not_cross_the_split(definition):
    assert leaks(with_a_household_twice("530423101000"), definition) == []


def test_a_household_on_both_sides_of_the_split_is_caught(definition):
    panel = with_a_household_twice("530423101059")
    found = leaks(panel, definition)
    assert [leak.catcher for leak in found] == ["a household on both sides of the split"]
    assert "another" not in str(found[0])
    assert "h7" not in str(found[0])


def test_a_label_rebuilt_from_inputs_is_caught(definition):
    panel = a_drawn_panel()
    values = later_welfare(panel, definition)
    found = leaks(planted(panel, np.where(values < 1, 1.0, 7.0)), definition)
    assert "a label rebuilt from inputs" in [leak.catcher for leak in found]


def test_a_record_that_names_a_later_day_is_caught(definition):
    panel = a_drawn_panel()
    days = panel.columns.date("as_of_date") + np.timedelta64(1, "D")
    columns = panel.columns.with_column("decision_date", days)
    found = leaks(Panel(columns, panel.local, panel.notes), definition)
    assert [leak.catcher for leak in found] == ["a record of the future"]


def test_training_stops_at_a_leak_before_anything_is_fitted(definition):
    panel = a_drawn_panel()
    steps = []
    with pytest.raises(LeakageError, match=PLANTED):
        run(
            planted(panel, later_welfare(panel, definition)),
            definition,
            "digest",
            lambda step, *_: steps.append(step),
        )
    assert "training and testing" not in steps


def test_an_auc_that_no_honest_model_reaches_stops_with_what_to_look_for():
    refuse_too_good(0.90)
    with pytest.raises(LeakageError, match="known only after the index date"):
        refuse_too_good(0.901)
