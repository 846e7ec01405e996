import datetime
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from messages import a_message
from sqlalchemy import update
from stores import a_given, a_store, rows, tamper

from riskmodel.alerts import following
from riskmodel.alerts.feed import Wanted, acknowledge, find, page
from riskmodel.alerts.following import follow, lag
from riskmodel.alerts.measured import MeasuredYield
from riskmodel.alerts.signals import Kind
from riskmodel.errors import RecordNotFoundError, SchemaError
from riskmodel.parameters import Parameters
from riskmodel.storage.database import open_engine, reading, writing
from riskmodel.storage.deletion import Order, delete_assessments, of_household
from riskmodel.storage.forgetting import forget_beside
from riskmodel.storage.people import read_named
from riskmodel.storage.tables import Alert
from riskmodel.storage.verify import verify

PARAMETERS = Parameters.shipped()
ASKED = '{"household_id":"h","village_code":"530423101203"}'
WANG = read_named("Wang Fang", "a visit on Thursday")


def told(name, household="h", day=30, **message):
    return a_given(
        name,
        household_id=household,
        asked=ASKED,
        as_of_date=datetime.date(2025, 6, day),
        message=a_message(**message),
    )


@pytest.fixture
def engine(place):
    made = open_engine(place.url)
    yield made
    made.dispose()


def record(place, *given):
    with a_store(place) as store:
        store.record(given)


def follow_all(engine, at_once=200):
    looked = 0
    while step := follow(engine, PARAMETERS, at_once):
        looked += step
    return looked


def alerts(engine, **wanted):
    with reading(engine) as connection:
        return page(connection, Wanted(**wanted))


def test_an_alert_says_what_is_new_with_its_reasons_and_its_deadline(place, engine):
    record(place, told("a", day=1), told("b", day=2, band="high", rules=("R07",)))
    assert follow_all(engine) == 2
    [alert] = alerts(engine).alerts
    assert alert.kinds == [Kind.RISK_ROSE, Kind.RULE_NEWLY_FIRES]
    assert (alert.band_then, alert.band_now, alert.rules) == ("ordinary", "high", ["R07"])
    assert [(one.of, one.en) for one in alert.reasons] == [
        ("rule", "R07 is met"),
        ("model", "illness"),
    ]
    assert alert.previous_assessment_id == told("a").assessment_id
    assert (alert.decide_by - alert.made_at.date()).days in (15, 16)
    assert (alert.overdue, alert.acknowledged, alert.area) == (False, None, "530423101203")


def test_alert_outbox_and_log_are_written_together_and_once(place, engine):
    record(place, told("a"), told("b", "other", band="high", agreement="model_only"))
    follow_all(engine)
    assert follow_all(engine) == 0
    [(kind, subject, data)] = rows(place, "SELECT type, subject, data FROM outbox")
    [alert] = alerts(engine).alerts
    assert (kind, subject) == ("cn.riskmodel.risk.high_rule_silent", alert.alert_id)
    assert set(json.loads(data)) == {"alert_id", "assessment_id", "decide_by"}
    logged = [json.loads(entry) for (entry,) in rows(place, "SELECT entry FROM audit_log")]
    assert [one["subject"] for one in logged if one["action"] == "alert.made"] == [alert.alert_id]
    assert verify(engine, place.read_anchors()).findings == []


def test_a_household_of_another_county_with_the_same_id_is_another_household(place, engine):
    """Its key is told nothing of the first, and cannot silence the first's alerts."""
    there = '{"household_id":"h","village_code":"610101101203"}'
    record(place, told("a", day=1, band="elevated"))
    other = told("b", day=30, band="high", agreement="model_only")
    record(place, replace(other, asked=there, area_code="610101101203"))
    record(place, told("c", day=20, band="high", agreement="model_only"))
    follow_all(engine)
    [of_other] = alerts(engine, areas=("610101",)).alerts
    assert (of_other.previous_assessment_id, of_other.band_then) == (None, None)
    [of_first] = alerts(engine, areas=("530423",)).alerts
    assert of_first.previous_assessment_id == told("a").assessment_id
    assert (of_first.band_then, of_first.band_now) == ("elevated", "high")


def test_no_alert_is_made_of_what_is_deleted_while_it_is_looked_at(place, engine, monkeypatch):
    record(place, told("a", band="high", agreement="model_only"))
    order = Order("Wang Fang", "request 12")
    with monkeypatch.context() as patch:

        def meanwhile(opened):
            patch.undo()
            forget_beside(opened, "h", order)
            delete_assessments(opened, of_household("h", order), order)
            return writing(opened)

        patch.setattr("riskmodel.alerts.following.writing", meanwhile)
        assert follow_all(engine) == 1
    assert rows(place, "SELECT count(*) FROM alerts") == [(0,)]
    assert rows(place, "SELECT count(*) FROM outbox") == [(0,)]


def test_many_followers_make_every_alert_once(place, engine):
    given = [told(str(n), f"h{n}", band="high", agreement="model_only") for n in range(60)]
    record(place, *given)
    others = [open_engine(place.url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: [follow(one, PARAMETERS, 7) for _ in range(12)], others))
    for one in others:
        one.dispose()
    follow_all(engine)
    found = alerts(engine, limit=200).alerts
    assert sorted(one.household_id for one in found) == sorted(f"h{n}" for n in range(60))
    assert rows(place, "SELECT count(*) FROM outbox") == [(60,)]


def test_a_follower_that_fails_halfway_leaves_nothing_behind(place, engine, monkeypatch):
    record(place, told("a", band="high", agreement="model_only"))
    with monkeypatch.context() as patch:
        patch.setattr("riskmodel.alerts.following._go_on", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            follow(engine, PARAMETERS)
    assert rows(place, "SELECT count(*) FROM alerts") == [(0,)]
    assert rows(place, "SELECT count(*) FROM outbox") == [(0,)]
    assert follow_all(engine) == 1
    assert len(alerts(engine).alerts) == 1


def test_an_assessment_of_an_earlier_day_than_is_known_makes_no_alert(place, engine):
    record(place, told("now", day=20), told("then", day=10, band="high", agreement="model_only"))
    follow_all(engine)
    assert alerts(engine).alerts == []


def test_the_score_is_compared_with_the_last_score_past_what_was_not_scored(place, engine):
    record(
        place,
        told("a", day=1, band="ordinary"),
        told("b", day=2, band=None),
        told("c", day=3, band="high", agreement="rule_and_model", rules=()),
    )
    follow_all(engine)
    [alert] = alerts(engine).alerts
    assert (alert.kind, alert.band_then) == (Kind.RISK_ROSE, "ordinary")


def test_one_spoilt_assessment_keeps_no_other_waiting(place, engine):
    record(place, told("a"), told("b", "other", band="high", agreement="model_only"))
    spoilt = "'x'::bytea" if engine.dialect.name == "postgresql" else "x'00'"
    tamper(place, f"UPDATE assessments SET message = {spoilt} WHERE household_id = 'h'")  # noqa: S608
    assert follow_all(engine) == 2
    assert [one.household_id for one in alerts(engine).alerts] == ["other"]


def test_the_lag_counts_what_was_not_looked_at_yet(place, engine):
    record(place, told("a"), told("b", "other"))
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=60)
    with reading(engine) as connection:
        behind = lag(connection, later)
    assert behind.assessments == 2
    assert 59 < behind.seconds < 120
    follow_all(engine)
    with reading(engine) as connection:
        assert lag(connection) == (0, 0.0)


def test_a_cursor_goes_on_without_gap_or_repetition_while_alerts_are_added(place, engine):
    high = {"band": "high", "agreement": "model_only"}
    record(place, *[told(str(n), f"h{n}", **high) for n in range(5)])
    follow_all(engine)
    seen, cursor = [], None
    for turn in range(4):
        found = alerts(engine, cursor=cursor, limit=2)
        seen += [one.household_id for one in found.alerts]
        cursor = found.next_cursor
        if turn == 1:
            record(place, told("late", "late", **high))
            follow_all(engine)
    assert seen == ["h0", "h1", "h2", "h3", "h4", "late"]
    assert found.more is False
    with pytest.raises(SchemaError):
        alerts(engine, cursor="AAAA")


def test_an_area_sees_its_own_alerts_alone(place, engine):
    record(place, told("a", band="high", agreement="model_only"))
    follow_all(engine)
    name = alerts(engine, areas=["530423101"]).alerts[0].alert_id
    assert alerts(engine, areas=["530424"]).alerts == []
    assert alerts(engine, areas=[]).alerts == []
    with reading(engine) as connection, pytest.raises(RecordNotFoundError):
        find(connection, name, ["530424"])


def test_who_takes_an_alert_up_first_stands_and_is_logged_by_digest(place, engine):
    record(place, told("a", band="high", agreement="model_only"))
    follow_all(engine)
    name = alerts(engine).alerts[0].alert_id
    with writing(engine) as connection:
        first = acknowledge(connection, name, WANG)
    with writing(engine) as connection:
        second = acknowledge(connection, name, read_named("Li Na", "me too"))
    assert first.acknowledged == second.acknowledged
    assert second.acknowledged.by == "Wang Fang"
    log = str(rows(place, "SELECT entry FROM audit_log"))
    assert log.count("alert.acknowledged") == 1
    assert "Wang" not in log
    with writing(engine) as connection, pytest.raises(RecordNotFoundError):
        acknowledge(connection, "0" * 32, WANG)


def test_the_yield_is_too_few_to_say_below_twenty_and_has_an_interval_above(lite, tmp_path):
    given = [told(str(n), f"h{n}", band="high", agreement="model_only") for n in range(25)]
    record(lite, *given)
    engine, file = open_engine(lite.url), tmp_path / "outcomes.parquet"
    follow_all(engine)
    held = MeasuredYield(file)
    for known, share in ((0, None), (19, None), (20, 0.25)):
        if known:
            outcomes(file, known)
        with reading(engine) as connection:
            found = {one.kind: one for one in held.of(connection)}
        silent = found[Kind.MODEL_HIGH_RULE_SILENT]
        assert (silent.alerts, silent.known, silent.share) == (25, known, share)
        assert ("too few to say" in silent.en) is (share is None)
    assert silent.low < 0.25 < silent.high
    assert found[Kind.RISK_ROSE].known == 0
    engine.dispose()


def outcomes(file, known):
    table = {
        "household_id": [f"h{n}" for n in range(known)],
        "as_of_date": [datetime.date(2025, 6, 30)] * known,
        "fell_back": [n < 5 for n in range(known)],
    }
    pq.write_table(pa.table(table), file)


def test_an_outcome_of_another_day_is_not_the_alert_s(lite, tmp_path):
    record(lite, told("a", "h0", day=29, band="high", agreement="model_only"))
    engine, file = open_engine(lite.url), tmp_path / "outcomes.parquet"
    follow_all(engine)
    outcomes(file, 1)
    with reading(engine) as connection:
        assert sum(one.known for one in MeasuredYield(file).of(connection)) == 0
    engine.dispose()


def test_reasons_are_gone_with_the_assessment_and_the_alert_still_stands(lite):
    record(lite, told("a", band="high", agreement="model_only"))
    engine = open_engine(lite.url)
    follow_all(engine)
    engine.dispose()
    tamper(lite, "DELETE FROM assessments")
    [alert] = alerts(engine).alerts
    assert alert.reasons == []
    engine.dispose()


def test_a_first_import_floods_nobody_and_leaves_nothing_out_of_the_feed(
    place, engine, monkeypatch, caplog
):
    monkeypatch.setattr(following, "FIRST_TOLD_A_DAY", 3)
    high = {"band": "high", "agreement": "model_only"}
    given = [told(f"n{n}", f"h{n}", day=1, **high) for n in range(5)]
    given += [told(f"quiet{n}", f"q{n}", day=1) for n in range(5)]
    given += [told("fires", "r", day=1, band="high", rules=("R07",))]
    record(place, *given)
    follow_all(engine, at_once=4)
    found = alerts(engine).alerts
    assert len(found) == 6
    assert {kind for one in found for kind in one.kinds} == {
        Kind.MODEL_HIGH_RULE_SILENT, Kind.RULE_NEWLY_FIRES,
    }  # fmt: skip
    assert rows(place, "SELECT count(*) FROM outbox") == [(3,)]
    assert "in the feed and not sent to others" in caplog.text
    record(place, told("later", "q1", day=2, **high))
    follow_all(engine)
    assert alerts(engine).alerts[-1].kinds[0] is Kind.RISK_ROSE
    assert rows(place, "SELECT count(*) FROM outbox") == [(4,)]
    earlier = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=2)
    with writing(engine) as connection:  # five as of another day take no room of today
        connection.execute(update(Alert).where(Alert.sequence <= 5).values(made_at=earlier))
    record(place, *[told(f"more{n}", f"m{n}", day=3, **high) for n in range(5)])
    follow_all(engine)
    assert len(alerts(engine).alerts) == 12
    assert rows(place, "SELECT count(*) FROM outbox") == [(6,)]
