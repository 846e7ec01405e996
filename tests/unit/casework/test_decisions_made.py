"""What an office's decisions come to: by month, by kind, beside later; never by person."""

import datetime
import json

import pytest
from cases import Calendar, a_made, assessed
from stores import a_store

from riskmodel.casework.analytics import Analytics, analyse
from riskmodel.casework.attention import warnings
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import Decision, goes_against_score
from riskmodel.casework.draws import Draws
from riskmodel.casework.groups import by_group
from riskmodel.casework.made import Made, read_made
from riskmodel.casework.months import MonthOfDecisions, by_month, months_back, period_of
from riskmodel.casework.overview import read_overview
from riskmodel.casework.views import MOST_VIEWS, SavedView, forget_view, save_view, saved_views
from riskmodel.errors import SchemaError
from riskmodel.parameters import Parameters
from riskmodel.shares import FEWEST
from riskmodel.storage.database import open_engine, reading
from riskmodel.storage.listing import Wanted, newest_records
from riskmodel.storage.log_pages import read_log

NO, INCLUDE, KEEP = Decision.NO_ACTION, Decision.INCLUDE, Decision.KEEP
OVERRIDE = {"decision": NO, "reason": "no_risk_found"}
BLIND_AND_REVIEWED = Draws(blind_first=1, second_review=1)
JULY = period_of("2025-07", "2025-07")


@pytest.fixture
def sent_back(place, assessor):
    """A case judged blind, decided in July and sent back, decided again in August and upheld."""
    calendar = Calendar()
    with a_store(place) as store:
        engine = open_engine(place.url)
        book = Casebook(engine, Parameters.shipped(), BLIND_AND_REVIEWED, calendar)
        case = book.open(assessed(store, assessor), "platform", "platform")
        calendar.pass_days(2)
        case = book.claim(Seen(case.case_id, "Wang Fang", case.steps))
        case = book.judge_blind(Seen(case.case_id, "Wang Fang", case.steps), INCLUDE, "as it is")
        calendar.now += datetime.timedelta(seconds=90)
        for reason in ("has_means", "helped_otherwise"):
            case = book.decide(Seen(case.case_id, "Wang Fang", case.steps), NO, reason, "helped")
            agrees = reason == "helped_otherwise"
            case = book.review(Seen(case.case_id, "Li Na", case.steps), agrees=agrees, words="so")
            calendar.pass_days(31)
        with reading(engine) as connection:
            yield connection
        engine.dispose()


def test_decisions_are_read_from_the_steps_without_the_people_who_took_them(sent_back):
    (first,) = read_made(sent_back, JULY)
    assert (first.decision, first.reason, first.upheld) == (NO, "has_means", False)
    assert (first.at_desk, first.waited) == (
        datetime.timedelta(seconds=90), datetime.timedelta(days=2, seconds=90)
    )  # fmt: skip
    assert (first.blind, first.in_time) == (INCLUDE, True)
    both = read_made(sent_back, period_of("2025-07", "2025-08"))
    assert [(one.reason, one.upheld, one.waited is None) for one in both] == [
        ("has_means", False, False), ("helped_otherwise", True, True),
    ]  # fmt: skip
    assert read_made(sent_back, JULY, within=["52"]) == []
    assert read_made(sent_back, JULY, within=["53"], area="530423101") == [first]
    assert "Wang Fang" not in repr(both)
    assert "Li Na" not in repr(both)


def test_the_pages_of_an_office_read_the_same_steps(sent_back):
    seen = read_overview(sent_back, JULY, datetime.date(2025, 9, 1), ["5304"])
    (town,) = seen.townships
    assert (town.code, town.opened, town.decisions, town.undecided) == ("530423101", 1, 1, 0)
    assert seen.blind_first.judged == 1
    grouped = by_group(sent_back, read_made(sent_back, period_of("2025-07", "2025-08")), {})
    lifted = next(one for one in grouped if one.tally.key == "household_type:lifted")
    assert lifted.tally.decisions == 2
    newest = read_log(sent_back, "h-1", None, 3)
    older = read_log(sent_back, "h-1", newest.next, 3)
    acts = [one.action for one in (*newest.entries, *older.entries)]
    assert acts == ["case.review", "case.decide", "case.review", "case.decide",
                    "case.judge_blind", "case.claim"]  # fmt: skip
    assert len(newest_records(sent_back, Wanted(areas=("53",)), 5)) == 1


def test_no_figure_has_a_place_for_a_person():
    for kind in (Made, MonthOfDecisions, Analytics):
        told = json.dumps(kind.model_json_schema()) if hasattr(kind, "model_json_schema") else str(
            list(kind.__dataclass_fields__)
        )  # fmt: skip
        for word in ("by_person", "decided_by", "holder", '"by"', "'by'", "reviewer"):
            assert word not in told


@pytest.mark.parametrize(
    ("decision", "band", "against"),
    [
        (NO, "high", True), (Decision.REMOVE, "high", True), (INCLUDE, "high", False),
        (INCLUDE, "ordinary", True), (NO, "ordinary", False), (KEEP, "ordinary", None),
        (NO, "elevated", None), (INCLUDE, "see_first", None), (INCLUDE, None, None),
        (Decision.WRONG_DATA, "high", None),
    ],
)  # fmt: skip
def test_what_goes_against_a_score_is_said_once(decision, band, against):
    assert goes_against_score(decision, band) is against


def test_below_twenty_nothing_is_said_and_from_twenty_on_it_is():
    few, enough = ([a_made(number) for number in range(size)] for size in (FEWEST - 1, FEWEST))
    (month,) = by_month(few, JULY)
    assert (month.decisions, month.agreement.of, month.agreement.value) == (19, 19, None)
    assert (month.median_seconds, month.median_days, month.warnings) == (None, None, [])
    (month,) = by_month(enough, JULY)
    assert (month.agreement.value, month.median_seconds, month.median_days) == (1.0, 1800.0, 3.0)
    assert [one.code for one in month.warnings] == ["agreement"]


def test_a_month_says_how_often_rules_and_score_were_overridden():
    made = [a_made(number) for number in range(30)]
    made += [a_made(30 + number, **OVERRIDE, upheld=number < 6) for number in range(10)]
    made += [a_made(40, decision=Decision.WRONG_DATA, reason="record_wrong")]
    made += [a_made(41, band="elevated", **OVERRIDE), a_made(42, proposed_status="clue_verify")]
    (month,) = by_month(made, JULY)
    assert (month.decisions, month.overrides_rule.count, month.overrides_rule.of) == (43, 11, 41)
    assert (month.overrides_score.count, month.overrides_score.of) == (10, 41)
    assert month.overrides_rule.value == pytest.approx(11 / 41)
    assert month.overrides_rule.low < 11 / 41 < month.overrides_rule.high
    assert (month.agreement.count, month.agreement.of) == (31, 42)
    assert (month.sent_back.count, month.sent_back.of, month.sent_back.value) == (4, 10, None)
    assert month.warnings == []


def test_a_month_begins_in_china_and_one_without_a_decision_is_there_too():
    evening = datetime.datetime(2025, 6, 30, 16, tzinfo=datetime.UTC)
    found = by_month([a_made(at=evening)], period_of("2025-05", "2025-08"))
    assert [(one.month, one.decisions) for one in found] == [
        ("2025-05", 0), ("2025-06", 0), ("2025-07", 1), ("2025-08", 0),
    ]  # fmt: skip
    assert months_back(datetime.date(2025, 2, 1), 14) == "2023-12"
    for first, last in (("2025-08", "2025-07"), ("2020-01", "2025-01"), ("2025-13", "2025-13")):
        with pytest.raises(SchemaError, match="month"):
            period_of(first, last)


def test_a_median_under_twenty_seconds_is_raised_and_a_slow_one_is_not():
    quick = [a_made(n, at_desk=datetime.timedelta(seconds=19.9), **OVERRIDE) for n in range(20)]
    slow = [a_made(n, at_desk=datetime.timedelta(seconds=20), **OVERRIDE) for n in range(20)]
    assert [one.code for one in warnings(quick)] == ["time"]
    assert warnings(slow) == []


def test_decisions_stand_beside_what_came_later_by_band_reason_and_kind():
    made = [a_made(number, band="high" if number < 25 else "ordinary") for number in range(30)]
    made += [a_made(30 + number, **OVERRIDE) for number in range(25)]
    outcomes = {(f"h-{number}", "2025-06-30"): number % 5 == 0 for number in range(10, 55)}
    found = analyse(made, outcomes)
    assert [(one.key, one.decisions) for one in found.by_band] == [("high", 50), ("ordinary", 5)]
    assert found.by_band[1].overrides_score.count == 5
    assert (found.whole.fell_back.count, found.whole.fell_back.of) == (9, 45)
    assert {one.key: one.fell_back.of for one in found.overrides} == {
        "follows": 20,
        "overrides": 25,
    }
    (reason,) = found.reasons
    assert (reason.reason, reason.decisions, reason.fell_back.count) == ("no_risk_found", 25, 5)


def test_the_blind_first_shift_says_which_way_judgements_moved():
    moved = [a_made(number, blind=NO) for number in range(6)]
    away = [a_made(6 + number, blind=INCLUDE, **OVERRIDE) for number in range(2)]
    stayed = [a_made(8 + number, blind=INCLUDE) for number in range(12)]
    shown = [a_made(20 + number) for number in range(30)]
    found = analyse([*moved, *away, *stayed, *shown], {}).blind_first
    assert (found.judged, found.changed.count, found.towards, found.away) == (20, 8, 6, 2)
    assert (found.agreed_before.count, found.agreed_after.count) == (14, 18)


def test_each_person_has_their_own_views_up_to_twenty(place):
    now = Calendar()()
    with a_store(place):
        engine = open_engine(place.url)
        for number in range(MOST_VIEWS):
            save_view(engine, "wang", SavedView(f"v{number:02}", f"area=5304{number:02}"), now)
        save_view(engine, "wang", SavedView("v00", "area=53"), now)
        with pytest.raises(SchemaError, match="forget one"):
            save_view(engine, "wang", SavedView("one more", ""), now)
        save_view(engine, "li", SavedView("v00", "area=52"), now)
        forget_view(engine, "wang", "v19")
        held = saved_views(engine, "wang")
        assert [one.name for one in held] == [f"v{number:02}" for number in range(19)]
        assert held[0].query == "area=53"
        assert saved_views(engine, "li") == [SavedView("v00", "area=52")]
        engine.dispose()
