import datetime

import numpy as np
import pytest
from panels import a_panel

from riskmodel.modelling.definition import Cohort, Label
from riskmodel.modelling.labels import FollowUp, day_later, label_panel, months_later

COHORT = Cohort(not_poor=True, not_monitored=True)
LABEL = Label(outcome="poor", horizon_months=12)


def outcomes(panel, cohort=COHORT, label=LABEL):
    labels = label_panel(panel, cohort, label)
    ids, days = panel.columns.text("household_id"), panel.columns.date("as_of_date")
    return {
        (str(ids[row]), int(str(days[row])[:4])): (
            bool(labels.cohort[row]),
            None if np.isnan(labels.outcome[row]) else int(labels.outcome[row]),
            str(labels.follow_up[row]),
        )
        for row in range(panel.rows)
    }


def test_the_outcome_is_that_of_the_same_household_one_horizon_later():
    found = outcomes(a_panel({"falls": [9_000, 7_999], "stays": [9_000, 8_000]}))
    assert found["falls", 2020] == (True, 1, FollowUp.OBSERVED)
    assert found["stays", 2020] == (True, 0, FollowUp.OBSERVED)


def test_no_household_of_the_cohort_is_poor_at_the_index_date():
    found = outcomes(a_panel({"poor": [7_000, 9_000], "at-the-line": [8_000, 9_000]}))
    assert found["poor", 2020][0] is False
    assert found["at-the-line", 2020][0] is True


def test_a_horizon_past_the_last_wave_is_censored_not_negative():
    found = outcomes(a_panel({"h": [9_000, 9_000]}))
    assert found["h", 2021] == (True, None, FollowUp.CENSORED)


def test_a_household_not_seen_again_is_lost_not_negative():
    found = outcomes(a_panel({"gone": [9_000], "stays": [9_000, 9_000]}))
    assert found["gone", 2020] == (True, None, FollowUp.LOST)


def test_the_reason_of_an_exit_is_kept():
    panel = a_panel({"gone": [9_000], "stays": [9_000, 9_000]}, exit_reason=["died", None, None])
    assert outcomes(panel)["gone", 2020][2] == FollowUp.DIED


def test_a_wave_that_is_skipped_is_not_bridged():
    found = outcomes(a_panel({"h": [9_000, None, 7_000], "other": [9_000, 9_000, 9_000]}))
    assert found["h", 2020] == (True, None, FollowUp.LOST)


def test_a_guarantee_lost_is_poverty_whatever_the_income():
    panel = a_panel({"h": [9_000, 20_000]}, guarantee_lost=[False, True])
    assert outcomes(panel)["h", 2020][1] == 1
    below_line = Label(outcome="below_line", horizon_months=12)
    assert outcomes(panel, label=below_line)["h", 2020][1] == 0


def test_welfare_that_was_not_measured_leaves_the_outcome_unknown():
    panel = a_panel({"h": [9_000, 9_000]}, measured_welfare_pc=[9_000, None])
    assert outcomes(panel)["h", 2020] == (True, None, FollowUp.UNMEASURED)
    assert outcomes(panel)["h", 2021][0] is False


def test_a_monitored_household_is_out_of_the_cohort():
    panel = a_panel({"h": [9_000, 9_000]}, monitor_status=["open", "none"])
    assert outcomes(panel)["h", 2020][0] is False


def test_listing_can_be_the_outcome():
    panel = a_panel({"h": [9_000, 9_000]}, monitor_status=["none", "open"])
    listed = Label(outcome="listed", horizon_months=12)
    assert outcomes(panel, label=listed)["h", 2020][1] == 1


def test_a_longer_horizon_looks_further_ahead():
    found = outcomes(
        a_panel({"h": [9_000, 9_000, 7_000]}), label=Label(outcome="poor", horizon_months=24)
    )
    assert found["h", 2020] == (True, 1, FollowUp.OBSERVED)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2023-12-31", 12, "2024-12-31"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-06-15", 24, "2025-06-15"),
    ],
)
def test_months_are_counted_as_the_calendar_counts_them(day, months, later):
    days = np.array([day], dtype="datetime64[D]")
    assert str(months_later(days, months)[0]) == later
    one = datetime.date.fromisoformat
    assert day_later(one(day), months) == one(later)


def found_on(day, tolerance):
    """What became of a household seen again on a day, if waves may be so many days off."""
    panel = a_panel({"h": [9_000, 7_000]}, as_of_date=["2020-12-31", day])
    label = Label(outcome="poor", horizon_months=12, tolerance_days=tolerance)
    return outcomes(panel, label=label)["h", 2020][1]


@pytest.mark.parametrize(
    ("day", "outcome"),
    [("2021-12-20", None), ("2021-12-21", 1), ("2022-01-10", 1), ("2022-01-11", None)],
)
def test_a_wave_may_be_as_many_days_off_as_the_definition_says_and_no_more(day, outcome):
    assert found_on(day, tolerance=10) == outcome


@pytest.mark.parametrize(
    ("last", "follow_up"),
    [("2021-12-21", FollowUp.LOST), ("2021-12-20", FollowUp.CENSORED)],
)
def test_a_horizon_is_censored_only_if_no_wave_could_have_been_in_time(last, follow_up):
    panel = a_panel(
        {"gone": [9_000], "stays": [9_000, 9_000]}, as_of_date=["2020-12-31", "2020-12-31", last]
    )
    label = Label(outcome="poor", horizon_months=12, tolerance_days=10)
    assert outcomes(panel, label=label)["gone", 2020][2] == follow_up


def test_the_order_of_rows_does_not_matter():
    panel = a_panel({"h": [7_000, 9_000]}, as_of_date=["2021-12-31", "2020-12-31"])
    assert outcomes(panel)["h", 2020] == (True, 1, FollowUp.OBSERVED)


def test_a_panel_of_one_row_has_no_outcome():
    assert outcomes(a_panel({"h": [9_000]})) == {("h", 2020): (True, None, FollowUp.CENSORED)}


def test_an_exit_is_an_outcome_only_where_exits_compete():
    panel = a_panel({"gone": [9_000], "stays": [9_000, 9_000]}, exit_reason=["died", None, None])
    competing = Label(outcome="poor", horizon_months=12, exits="compete")
    assert outcomes(panel)["gone", 2020][1] is None
    assert outcomes(panel, label=competing)["gone", 2020][1] == 0
    assert outcomes(panel, label=competing)["stays", 2021][1] is None


def test_who_is_not_poor_is_said_by_the_label():
    panel = a_panel({"h": [9_000, 9_000]}, guarantee_lost=[True, False])
    below_line = Label(outcome="below_line", horizon_months=12)
    assert outcomes(panel)["h", 2020][0] is False
    assert outcomes(panel, label=below_line)["h", 2020][0] is True
