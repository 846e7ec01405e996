import datetime

import numpy as np
import pytest
from reforms import KINDS, LINE, a_reform_panel

from riskmodel.errors import DataError
from riskmodel.parameters import Change, Parameters
from riskmodel.schema.panel import Panel
from riskmodel.simulation.counts import Count
from riskmodel.simulation.lines import with_panel_lines
from riskmodel.simulation.panel import simulate_panel

PARAMETERS = Parameters.shipped()
UP = Change.parse("line=+5%")


def simulated(panel, *changes, **given):
    return simulate_panel(panel, PARAMETERS, changes or (UP,), **{"measure_cost": 3_000} | given)


def pointed_to(simulation):
    return simulation.next_year.targeting[0]


def test_errors_are_those_of_the_households_measured_a_year_later():
    found = simulated(a_reform_panel())
    assert found.first_day == found.last_day == datetime.date(2023, 12, 31)
    assert dict(found.next_year.follow_up) == {
        "lost": Count(24, 24.0),
        "observed": Count(120, 120),
    }
    assert (found.next_year.households.households, found.next_year.poor.households) == (120, 72)
    errors = pointed_to(found).unweighted
    assert errors.inclusion_error.before.value == pytest.approx(24 / 48)
    assert errors.inclusion_error.after.value == pytest.approx(24 / 72)
    assert errors.exclusion_error.before.value == pytest.approx(48 / 72)
    assert errors.exclusion_error.after.value == pytest.approx(24 / 72)
    assert errors.exclusion_error.change.value == pytest.approx(-24 / 72)


def test_survey_weights_weigh_and_the_unweighted_figures_stay():
    found = pointed_to(simulated(a_reform_panel(weights={"falls": 2.0})))
    assert found.weighted.exclusion_error.before.value == pytest.approx(72 / 96)
    assert found.unweighted.exclusion_error.before.value == pytest.approx(48 / 72)


def test_an_interval_is_that_of_villages_and_the_same_each_time():
    alike = pointed_to(simulated(a_reform_panel())).unweighted.exclusion_error.change
    assert (alike.low, alike.high) == pytest.approx((alike.value, alike.value))
    panel = a_reform_panel(villages=24)
    uneven = ~np.char.startswith(panel.columns.text("household_id"), "falls-1")
    change = pointed_to(simulated(panel.take(uneven))).unweighted.exclusion_error.change
    assert change.low < change.value < change.high
    assert change == pointed_to(simulated(panel.take(uneven))).unweighted.exclusion_error.change


@pytest.mark.parametrize(
    ("villages", "each", "given"),
    [(3, 2, "18 poor"), (9, 4, "9 villages")],
)
def test_too_few_poor_or_villages_give_no_rate(villages, each, given):
    errors = pointed_to(simulated(a_reform_panel(villages, each))).weighted
    assert (errors.inclusion_error, errors.exclusion_error) == (None, None), given


def test_a_group_too_small_has_no_inclusion_error_but_the_poor_it_misses_are_counted():
    monitored = simulated(a_reform_panel()).next_year.targeting[1]
    assert monitored.held.before == monitored.held.after
    assert monitored.weighted.inclusion_error is None
    assert monitored.weighted.exclusion_error.before.value == 1


def test_the_newest_wave_without_a_later_one_has_no_errors():
    panel = a_reform_panel()
    assert simulated(panel, on=datetime.date(2024, 12, 31)).next_year is None
    last = panel.columns.date("as_of_date") == np.datetime64("2024-12-31")
    found = simulated(panel.take(last))
    assert (found.first_day, found.next_year) == (datetime.date(2024, 12, 31), None)


def test_a_day_that_is_no_wave_is_refused_with_the_waves():
    with pytest.raises(DataError, match=r"as_of_date.*2023-12-31, 2024-12-31"):
        simulated(a_reform_panel(), on=datetime.date(2023, 6, 30))


def test_a_panel_in_other_money_is_refused():
    panel = a_reform_panel(villages=1, each=1)
    with pytest.raises(DataError, match="the rules read yuan"):
        simulated(Panel(panel.columns, {}, {"unit": "per cent of a line"}))
    with pytest.raises(DataError, match="holds no household"):
        simulated(panel.take(np.zeros(panel.rows, dtype=bool)))


def test_the_panels_own_line_stands_in_and_is_counted():
    panel = a_reform_panel(villages=2)
    found = simulated(panel)
    assert found.lines.configured == found.lines.unknown == Count(0, 0.0)
    assert found.lines.from_panel.households == 2 * 2 * len(KINDS)
    assert (found.changed[0].before.lowest, found.changed[0].after.highest) == (LINE, 1.05 * LINE)
    assert "panel" in found.rule_pack


def test_a_configured_line_goes_before_the_panels_own():
    found = simulated(a_reform_panel(villages=2, province_code="62", county_code="620123",
                                     township_code=None, village_code=None))  # fmt: skip
    assert found.lines.from_panel == Count(0, 0.0)
    assert found.changed[0].before.lowest == 7_200
    assert "panel" not in found.rule_pack


def test_a_line_from_the_panel_says_so_and_holds_on_its_day_alone():
    columns = a_reform_panel(villages=1).columns
    parameters = with_panel_lines(PARAMETERS, columns)
    value = parameters.value_on("monitoring_line", np.datetime64("2023-12-31"), "34", "340123")
    assert (value.value, value.area, value.source, value.confidence) == (LINE, "34", "panel", "U")
    later = parameters.on(
        "monitoring_line", np.array(["2024-01-01"], "M8[D]"), np.array(["34"]), np.array([""])
    )
    assert later.at(0) is None


def test_counties_of_one_province_may_have_their_own_line():
    panel = a_reform_panel(villages=2)
    village = panel.columns.text("village_code")
    there = village == np.unique(village)[-1]
    columns = (
        panel.columns.with_column("county_code", np.where(there, "340199", "340123"))
        .with_column("monitoring_line", np.where(there, 9_000.0, LINE))
        .take(panel.columns.date("as_of_date") == np.datetime64("2023-12-31"))
    )
    parameters = with_panel_lines(PARAMETERS, columns)
    held = parameters.on(
        "monitoring_line",
        columns.date("as_of_date"),
        columns.text("province_code"),
        columns.text("county_code"),
    )
    assert np.array_equal(held.values, columns.number("monitoring_line"))
    assert {value.area for value in held.found} == {"340123", "340199"}


def test_two_lines_in_one_county_on_one_day_are_refused():
    columns = a_reform_panel(villages=2).columns
    lines = np.where(np.arange(columns.rows) % 3 == 0, 9_000.0, LINE)
    with pytest.raises(DataError, match="monitoring_line"):
        with_panel_lines(PARAMETERS, columns.with_column("monitoring_line", lines))


def test_a_household_of_no_known_area_stays_without_a_line():
    found = simulated(a_reform_panel(villages=2, province_code=None, county_code=None,
                                     township_code=None, village_code=None))  # fmt: skip
    assert found.lines.unknown.households == 2 * 2 * len(KINDS)
    assert found.changed[0].before is None
