import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from stores import QUIET, a_given, a_store, rows, tamper

from riskmodel.errors import (
    AssessmentNotFoundError,
    AuditTamperedError,
    ConfigurationError,
    StorageUnavailableError,
)
from riskmodel.storage.assessments import Deposit
from riskmodel.storage.database import address, file_of, open_engine
from riskmodel.storage.migrate import upgrade
from riskmodel.storage.packing import unpacked
from riskmodel.storage.store import Habits
from riskmodel.storage.tables import Table
from riskmodel.storage.verify import verify


def test_what_was_given_is_found_again_to_the_letter_after_a_restart(place):
    given = a_given(message='{"b":1.50,"a":"监测\\u0000"}')
    with a_store(place) as store:
        assert store.record([given], "key-1") == [given.message]
    with a_store(place) as store:
        found = store.fetch(given.assessment_id)
    assert found.given == given
    assert found.asked_by == "key-1"
    assert found.given_at.utcoffset().total_seconds() == 0


def test_what_earlier_releases_packed_by_zlib_is_found_again_and_verified(place):
    given = a_given(message='{"b":1.50,"a":"监测"}')
    with a_store(place) as store:
        store.record([given])
    packed = zlib.compress(given.message, 1)
    tamper(place, f"UPDATE assessments SET message = {blob(place, packed)}")  # noqa: S608
    with a_store(place) as store:
        assert store.fetch(given.assessment_id).given == given
        assert store.record([given]) == [given.message]
    engine = open_engine(place.url)
    assert not verify(engine, place.read_anchors()).findings
    engine.dispose()


@pytest.mark.parametrize("packed", [b"", b"zz", zlib.compress(b"{}")[:-3], a_given().packed[:-3]])
def test_a_message_that_is_not_as_it_was_packed_is_no_message(packed):
    with pytest.raises(ValueError, match="cannot be unpacked"):
        unpacked(packed)


def blob(place, content):
    """Bytes as a literal of the database's dialect."""
    sqlite = place.url.get_backend_name() == "sqlite"
    return f"X'{content.hex()}'" if sqlite else f"'\\x{content.hex()}'::bytea"


def test_an_id_that_was_never_given_is_not_found(place):
    with a_store(place) as store, pytest.raises(AssessmentNotFoundError):
        store.fetch("0" * 32)


def test_a_question_asked_twice_is_one_row_and_answered_as_at_first(place):
    first, later = a_given(message='{"n":1}'), a_given(message='{"n":2}')
    with a_store(place) as store:
        assert store.record([first, first]) == [first.message] * 2
        assert store.record([later]) == [first.message]
    assert rows(place, "SELECT count(*) FROM assessments") == [(1,)]
    entries = rows(place, "SELECT entry FROM audit_log ORDER BY sequence")
    assert [entry.split('"')[3] for (entry,) in entries] == [
        "database.created",
        "assessment.recorded",
        "assessment.given_again",
        "assessment.given_again",
    ]


def test_the_audit_log_holds_nothing_of_a_household(place):
    with a_store(place) as store:
        store.record([a_given("marked", asked='{"x":"marked"}', message='{"x":"marked"}')])
    assert "marked" not in str(rows(place, "SELECT * FROM audit_log"))


def test_many_callers_at_once_are_all_kept_in_one_chain(place):
    with a_store(place) as store, a_store(place) as other, ThreadPoolExecutor(16) as pool:
        given = [a_given(str(number)) for number in range(120)]
        stores = [store, other] * 60
        list(pool.map(lambda one, at: at.record([one]), given, stores))
    engine = open_engine(place.url)
    found = verify(engine, place.read_anchors())
    engine.dispose()
    assert (found.assessments, found.head.sequence, found.findings) == (120, 121, [])


def test_the_tables_are_those_that_the_migrations_make(place):
    engine = open_engine(place.url)
    assert upgrade(engine) is True
    assert upgrade(engine) is False
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET entry = '{}' WHERE sequence = 2",
        "DELETE FROM audit_log WHERE sequence = 3",
        "UPDATE assessments SET household_id = 'x'",
        "INSERT INTO audit_log SELECT sequence + 2, previous_sha256, entry, sha256 FROM audit_log",
        "INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log WHERE sequence = 3",
        "TRUNCATE audit_log CASCADE",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_written(place, statement):
    backend = place.url.get_backend_name()
    if ("REPLACE" in statement, "TRUNCATE" in statement)[backend == "sqlite"]:
        pytest.skip("the other database's own")
    with a_store(place) as store:
        store.record([a_given()])
        store.record([a_given("two")])
    engine = open_engine(place.url)
    with (
        pytest.raises(DBAPIError, match=r"only ever added|follow the last"),
        engine.begin() as one,
    ):
        one.execute(text(statement))
    engine.dispose()


def test_a_database_that_is_behind_or_ahead_is_not_written(place):
    with a_store(place, Habits(upgrades=False)) as store:
        assert isinstance(store.fault, ConfigurationError)
        with pytest.raises(ConfigurationError, match="riskmodel database upgrade"):
            store.record([a_given()])
    with a_store(place):
        pass
    tamper(place, "UPDATE alembic_version SET version_num = '9999'")
    with a_store(place) as store, pytest.raises(ConfigurationError, match="later release"):
        store.record([a_given()])


def test_a_log_that_lacks_its_last_anchor_is_not_written_to(place):
    with a_store(place) as store:
        store.record([a_given()])
    tamper(place, "DELETE FROM assessments", "DELETE FROM audit_log WHERE sequence = 2")
    with a_store(place) as store:
        assert isinstance(store.fault, AuditTamperedError)
        with pytest.raises(AuditTamperedError, match="riskmodel audit verify"):
            store.record([a_given("two")])
    assert rows(place, "SELECT count(*) FROM assessments") == [(0,)]


def test_nothing_is_acknowledged_that_could_not_be_written_and_it_recovers(place):
    with a_store(place, Habits(anchor_seconds=3600, beat_seconds=30)) as store:
        tamper(place, "ALTER TABLE assessments RENAME TO away")
        with pytest.raises(StorageUnavailableError, match="cannot be used now"):
            store.record([a_given()])
        assert isinstance(store.fault, StorageUnavailableError)
        tamper(place, "ALTER TABLE away RENAME TO assessments")
        assert store.record([a_given()]) == [a_given().message]
        assert store.fault is None
    assert rows(place, "SELECT count(*) FROM assessments") == [(1,)]


def test_a_database_that_is_not_there_yet_is_opened_when_it_comes(lite):
    folder = file_of(lite.url).parent
    folder.parent.joinpath("database").mkdir()
    file_of(lite.url).write_bytes(b"this is no database, but it lies in the place of one" * 100)
    with a_store(lite) as store:
        assert isinstance(store.fault, StorageUnavailableError)
        file_of(lite.url).unlink()
        waited = threading.Event()
        for _ in range(100):
            if store.fault is None:
                break
            waited.wait(0.05)
        assert store.record([a_given()]) == [a_given().message]


def test_a_file_that_was_taken_away_takes_no_more_rows_and_is_seen_when_idle(lite):
    with a_store(lite) as store:
        store.record([a_given()])
        file_of(lite.url).rename(lite.anchors.parent / "elsewhere")
        with pytest.raises(StorageUnavailableError, match="taken away"):
            store.record([a_given("two")])
        assert isinstance(store.fault, StorageUnavailableError)


def test_an_idle_store_sees_within_a_beat_that_it_can_no_longer_write(place):
    with a_store(place) as store:
        assert store.fault is None
        tamper(place, "ALTER TABLE heartbeat RENAME TO away")
        waited = threading.Event()
        for _ in range(100):
            if store.fault is not None:
                break
            waited.wait(0.05)
        assert isinstance(store.fault, StorageUnavailableError)


def test_after_closing_nothing_is_taken(place):
    with a_store(place) as store:
        store.record([a_given()])
    with pytest.raises(StorageUnavailableError):
        store.record([a_given("two")])
    assert place.read_anchors()[-1].sequence == 2


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://"])
def test_a_database_of_another_kind_is_refused(url, tmp_path):
    with pytest.raises(ConfigurationError):
        address(url, tmp_path)


def test_sqlite_waits_for_the_disk(lite):
    engine = open_engine(lite.url)
    with engine.connect() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()
    assert found == ["wal", 2, 1]
    assert QUIET.upgrades


def test_what_was_handed_over_is_kept_though_nobody_waits_for_it_any_more(place):
    with a_store(place) as store:
        given_up, waited = (
            store.submit([Deposit([a_given(name)], "local")]) for name in ("one", "two")
        )
        assert waited.result(10) == [[a_given("two").message]]
        assert given_up.result(10) == [[a_given().message]]
    assert rows(place, "SELECT count(*) FROM assessments") == [(2,)]
