import datetime
from typing import get_args

import pytest
from messages import a_message

from riskmodel.alerts.reading import area_of, read_assessment
from riskmodel.alerts.signals import SILENT_BOTH, Kind, signals
from riskmodel.assessment.answer import agreement
from riskmodel.assessment.message import Agreement
from riskmodel.deadlines import day_of, decide_by, is_overdue
from riskmodel.parameters import Parameters
from riskmodel.shares import share_interval


def reading(**told):
    return read_assessment(a_message(**told))


def new(now, last=None, scored=None):
    found = signals(now, last, scored if scored else last)
    return list(found.kinds) if found else []


@pytest.mark.parametrize(
    ("then", "now", "rose"),
    [
        ("ordinary", "elevated", True),
        ("ordinary", "high", True),
        ("elevated", "high", True),
        ("see_first", "high", True),
        ("ordinary", "see_first", False),
        ("see_first", "ordinary", False),
        ("high", "elevated", False),
        ("high", "high", False),
    ],
)
def test_a_band_that_is_higher_than_before_is_new(then, now, rose):
    assert (Kind.RISK_ROSE in new(reading(band=now), reading(band=then))) is rose


def test_an_assessment_without_a_score_is_never_taken_for_a_low_one():
    unscored = reading(band=None)
    assert new(unscored, reading(band="high")) == []
    assert new(reading(band="elevated"), unscored) == []
    high = reading(band="high", agreement="rule_and_model")
    assert new(high, unscored, scored=high) == []
    assert Kind.RISK_ROSE in new(high, unscored, scored=reading(band="ordinary"))


def test_a_high_score_beside_silent_rules_is_new_once():
    high = reading(band="high", agreement="model_only")
    assert new(high) == [Kind.MODEL_HIGH_RULE_SILENT]
    assert new(high, high) == []
    assert new(high, reading()) == [Kind.RISK_ROSE, Kind.MODEL_HIGH_RULE_SILENT]


def test_a_first_assessment_in_which_both_are_silent_gives_no_alert_whatever_its_band():
    assert set(get_args(Agreement)) > SILENT_BOTH
    for band in ("ordinary", "elevated", "high", "see_first"):
        at_first = agreement(rule_fires=False, band=band)
        assert (at_first in SILENT_BOTH) is (new(reading(band=band, agreement=at_first)) == [])
        assert agreement(rule_fires=True, band=band) not in SILENT_BOTH


def test_a_rule_that_was_not_met_is_new_and_named():
    first, more = reading(rules=("R05",)), reading(rules=("R05", "R07"))
    assert signals(more, first, first).rules == ["R07"]
    assert new(first, more) == []
    assert new(first) == [Kind.RULE_NEWLY_FIRES]


def test_a_household_first_seen_under_monitoring_is_visited_already():
    assert new(reading(rules=("R05",), status="keep")) == []


def test_a_household_that_is_not_scored_takes_part_by_the_rules():
    assert new(reading(band=None, rules=("R07",)), reading(band=None)) == [Kind.RULE_NEWLY_FIRES]


def test_a_rise_under_another_version_says_so():
    then, now = reading(), reading(band="high", sha="b" * 64)
    assert signals(now, then, then).other_model is True
    assert signals(reading(band="high"), then, then).other_model is False


def test_the_deadline_is_the_days_in_force_where_the_household_lives():
    parameters, day = Parameters.shipped(), datetime.date(2021, 6, 1)
    assert decide_by(parameters, day, "530423101203") == day + datetime.timedelta(15)
    assert decide_by(parameters, day, "620502") == day + datetime.timedelta(35)
    assert decide_by(parameters, datetime.date(2022, 6, 1), "62") == datetime.date(2022, 6, 16)
    assert decide_by(parameters, datetime.date(1990, 1, 1), "53") is None


def test_an_alert_that_nobody_took_up_is_overdue_once_its_last_day_is_over():
    last = datetime.date(2025, 6, 15)
    after = last + datetime.timedelta(1)
    assert is_overdue(last, last, acknowledged=False) is False
    assert is_overdue(last, after, acknowledged=False) is True
    assert is_overdue(last, after, acknowledged=True) is False
    assert is_overdue(None, after, acknowledged=False) is False


def test_a_day_is_a_day_in_china():
    evening = datetime.datetime(2025, 6, 1, 17, tzinfo=datetime.UTC)
    assert day_of(evening) == datetime.date(2025, 6, 2)


def test_the_area_is_the_smallest_that_is_known():
    assert area_of('{"county_code":"530423","village_code":"530423101203"}') == "530423101203"
    assert area_of('{"province_code":"53"}') == "53"
    assert area_of("{}") == ""


def test_codes_that_contradict_each_other_are_in_no_area():
    """Else a code of one's own would carry a household into another office's feed."""
    assert area_of('{"county_code":"530423","village_code":"530424101203"}') == ""


def test_the_interval_is_the_published_one():
    low, high = share_interval(10, 20)  # Wilson by hand: 0.2993 to 0.7007
    assert (round(low, 4), round(high, 4)) == (0.2993, 0.7007)
    assert share_interval(0, 20)[0] == 0.0
