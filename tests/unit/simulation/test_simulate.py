import numpy as np
import pytest
from reforms import DAY, records

from riskmodel.eligibility import check_eligibility
from riskmodel.errors import ChangeError, DataError
from riskmodel.parameters import SHIPPED, Change, Parameters
from riskmodel.schema.record import columns_from_records
from riskmodel.simulation import simulate, simulate_records
from riskmodel.simulation.counts import Count

UNINSURED = {"uninsured_members": 1}
UP, DOWN = Change.parse("line=+5%"), Change.parse("line=-5%")
PARAMETERS = Parameters.shipped()


def simulated(households, *changes, **given):
    given = {"measure_cost": 3_000} | given
    return simulate_records(households, DAY, PARAMETERS, changes or (UP,), **given)


def crossings(simulation):
    return {one.group: one for one in simulation.crossings}


def by_code(moved):
    return {one.code: (one.entering.households, one.leaving.households) for one in moved}


def test_a_higher_line_brings_in_those_between_the_lines():
    found = simulated(records((8, 12_000, {}), (6, 8_800, {}), (9, 8_800, UNINSURED)))
    pointed_to, monitored = crossings(found).values()
    assert (pointed_to.entering, pointed_to.leaving) == (Count(6, 6.0), Count(0, 0.0))
    assert (monitored.entering, monitored.leaving) == (Count(9, 9.0), Count(0, 0.0))
    assert by_code(pointed_to.by_status) == {"no_finding": (6, 0)}
    assert by_code(monitored.by_status) == {"clue_verify": (9, 0)}
    assert by_code(monitored.by_category) == {"unstable_lifted": (9, 0)}
    assert by_code(monitored.by_province) == {"53": (9, 0)}


def test_a_lower_line_lets_out_those_between_the_lines_under_the_category_they_had():
    found = simulated(records((7, 8_600, UNINSURED), (6, 8_600, {}), (5, 6_000, {})), DOWN)
    pointed_to, monitored = crossings(found).values()
    assert by_code(pointed_to.by_status) == {"no_finding": (0, 6)}
    assert by_code(monitored.by_status) == {"clue_verify": (0, 7)}
    assert by_code(monitored.by_category) == {"unstable_lifted": (0, 7)}
    assert {"R01", "R02"} <= set(by_code(monitored.by_reason))
    assert by_code(monitored.by_reason)["R01"] == (0, 7)


def test_an_unknown_income_moves_nobody_and_stays_unknown():
    found = simulated(records((9, None, {}), (6, 8_800, {})))
    outcomes = {one.code: one for one in {one.rule: one for one in found.rules}["R01"].outcomes}
    assert outcomes["unknown"].before == outcomes["unknown"].after == Count(10, 10.0)
    assert crossings(found)["pointed_to"].entering.households == 6
    assert {one.code: one.after.households for one in found.statuses}["data_gap"] == 10


def test_a_rule_that_was_unknown_is_not_counted_as_not_met():
    """Reference income falls below the line, which settles whether the hardship is serious."""
    away = {"work_months_total": 6, "compliant_self_paid": 1_200, "reference_pc": 8_900}
    found = simulated(records((7, 9_200, away)))
    reasons = {one.code: one for one in crossings(found)["monitored"].by_reason}
    assert (reasons["R19"].entering.households, reasons["R19"].entering_from_unknown) == (
        7,
        Count(7, 7.0),
    )
    assert reasons["R02"].entering_from_unknown == Count(0, 0.0)


def test_a_change_that_touches_nobody_changes_nothing():
    found = simulated(records((6, 8_600, UNINSURED)), Change.parse("line@62=+5%"))
    assert found.rules == ()
    assert found.changed[0].households == Count(0, 0.0)
    assert found.changed[0].before == found.changed[0].after
    assert all(one.before == one.after for one in found.statuses)
    assert found.cost.yuan == 0


def test_what_changed_is_said_with_its_values():
    changed = simulated(records((6, 8_600, {}))).changed
    assert [(one.parameter, one.changes) for one in changed] == [
        ("monitoring_line", ("line=+5%",))
    ]
    assert changed[0].before.lowest == changed[0].before.highest == 8_700
    assert changed[0].after.lowest == pytest.approx(9_135)


def test_fewer_than_five_households_are_never_shown_nor_is_what_they_cost():
    found = simulated(records((3, 8_800, UNINSURED), (9, 12_000, {})))
    assert crossings(found)["monitored"].entering == Count("<5", None)
    assert (found.cost.yuan, found.cost.weighted_yuan) == (None, None)
    assert found.cost.arithmetic == "(<5 − 0) × 3,000 = not shown"


def test_the_cost_is_printed_with_its_arithmetic():
    found = simulated(records((8, 8_800, UNINSURED)), weights=[2.5] * 8)
    assert found.cost.arithmetic == "(8 − 0) × 3,000 = 24,000"
    assert found.cost.yuan == 24_000
    assert found.cost.weighted_yuan == 60_000


def test_a_measure_without_one_cost_is_refused(tmp_path):
    entries = "".join(
        f'[[value]]\nvalue = {value}\nfrom = 2021-01-01\narea = "{area}"\nsource = "test"\n'
        'confidence = "U"\n'
        for area, value in (("53", 3_000), ("34", 2_000))
    )
    unit = PARAMETERS.parameter("public_measure_cost").unit
    text = f'unit = "{unit}"\n{entries}'
    (tmp_path / "public_measure_cost.toml").write_text(text, encoding="utf-8")
    parameters = Parameters.load(SHIPPED, tmp_path)
    here = records((6, 8_600, {}))
    elsewhere = records((6, 8_600, {"province_code": "34", "county_code": "340123",
                                   "township_code": None, "village_code": None}))  # fmt: skip
    assert simulate_records(here, DAY, parameters, [UP]).cost.measure_cost == 3_000
    with pytest.raises(ChangeError, match="public_measure_cost is not one figure"):
        simulate_records(here + elsewhere, DAY, parameters, [UP])


def test_weights_that_are_absent_count_as_one():
    columns = columns_from_records(records((6, 8_800, {})))
    days = np.full(6, np.datetime64(DAY))
    weights = np.array([3.0, 3.0, 3.0, np.nan, np.nan, np.nan])
    found = simulate(columns, days, PARAMETERS, [UP], weights, 0)
    assert found.households == Count(6, 12.0)
    assert crossings(found)["pointed_to"].entering == Count(6, 12.0)


def test_the_two_runs_are_the_rules_themselves():
    households = records((9, 8_800, {}), (7, 8_600, UNINSURED), (6, None, {}))
    columns, days = columns_from_records(households), np.full(22, np.datetime64(DAY))
    before = check_eligibility(columns, days, PARAMETERS)
    after = check_eligibility(columns, days, PARAMETERS.changed(UP))
    found = simulated(households)
    assert (found.rule_pack, found.changed_rule_pack) == (before.rule_pack, after.rule_pack)
    assert found.rule_pack != found.changed_rule_pack
    entering = np.count_nonzero(after.rule_fires & ~before.rule_fires)
    assert crossings(found)["pointed_to"].entering.households == entering == 9


@pytest.mark.parametrize(("households", "changes"), [([], [UP]), (records((5, 8_600, {})), [])])
def test_nothing_to_simulate_is_said(households, changes):
    with pytest.raises(DataError, match="nothing to simulate"):
        simulate_records(households, DAY, PARAMETERS, changes, measure_cost=1)


def test_a_weight_is_given_for_each_household_or_for_none():
    with pytest.raises(DataError, match="weights: 2 for 5 households"):
        simulated(records((5, 8_600, {})), weights=[1.0, 2.0])
