"""Deleting by order: what is gone is gone from the file, and the log still holds."""

import datetime
import threading

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, String, Table, text
from sqlalchemy.exc import DBAPIError
from stores import a_given, a_store, rows, tamper

from riskmodel.errors import AssessmentDeletedError, AuditTamperedError, ConfigurationError
from riskmodel.storage import database, deletion
from riskmodel.storage.database import file_of, open_engine
from riskmodel.storage.deletion import Order, count, delete_assessments, given_before, of_household
from riskmodel.storage.tables import Assessed
from riskmodel.storage.verify import verify

ORDER = Order("Wang Fang", "the household withdrew")
MARK = "marked-household"


@pytest.fixture
def filled(place):
    """Six assessments, two of them of one household."""
    with a_store(place) as store:
        for number in range(4):
            store.record([a_given(str(number))])
        for name in ("marked-a", "marked-b"):
            record, message = f'{{"x":"{MARK}"}}', f'{{"said":"{MARK * 200}"}}'
            store.record([a_given(name, household_id=MARK, asked=record, message=message)])
    return place


def on(place, act):
    engine = open_engine(place.url)
    try:
        return act(engine)
    finally:
        engine.dispose()


def forget(place, order=ORDER):
    return on(place, lambda one: delete_assessments(one, of_household(MARK, order), order))


def verified(place):
    return on(place, lambda engine: verify(engine, place.read_anchors()))


def test_a_forgotten_household_is_gone_and_the_log_verifies_and_says_how_many(filled):
    assert on(filled, lambda one: count(one, of_household(MARK, ORDER))) == (2, 0)
    assert forget(filled)[:2] == (2, 0)
    found = verified(filled)
    assert (found.assessments, found.deleted, found.findings) == (4, 2, [])
    tables = ("assessments", "audit_log", "deleted_assessments")
    assert MARK not in str([rows(filled, f"SELECT * FROM {name}") for name in tables])  # noqa: S608
    ((by, because),) = rows(filled, "SELECT DISTINCT deleted_by, because FROM deleted_assessments")
    assert (by, because) == ORDER
    assert forget(filled).assessments == 0


def test_nothing_of_it_is_left_in_the_files(lite):
    with a_store(lite) as store:
        for number in range(60):
            mark = MARK if number % 3 == 0 else f"other-{number}"
            given = a_given(f"n{number}", household_id=mark, asked=f'{{"{mark}":"{mark * 50}"}}')
            store.record([given])
    folder = file_of(lite.url).parent
    assert any(MARK.encode() in path.read_bytes() for path in folder.iterdir())
    assert forget(lite) == (20, 0, True)
    assert not any(MARK.encode() in path.read_bytes() for path in folder.iterdir())
    assert verified(lite).deleted == 20


def test_who_still_reads_is_told_of_and_keeps_nothing_from_being_deleted(lite, monkeypatch):
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.1)
    with a_store(lite) as store:
        store.record([a_given("marked", household_id=MARK)])
    engine = open_engine(lite.url)
    with engine.begin() as reader:
        reader.execute(text("SELECT * FROM assessments")).all()
        assert forget(lite) == (1, 0, False)
    engine.dispose()
    assert forget(lite).wiped


def test_what_was_deleted_is_said_to_be_and_can_be_given_anew(filled):
    forget(filled)
    name = a_given("marked-a").assessment_id
    with a_store(filled) as store:
        with pytest.raises(AssessmentDeletedError, match="deleted by order on 2"):
            store.fetch(name)
        again = a_given("marked-a", household_id="anew")
        store.record([again])
        assert store.fetch(name).given == again
    found = verified(filled)
    assert (found.assessments, found.deleted, found.findings) == (5, 2, [])


def test_what_is_older_is_deleted_and_what_is_younger_stays(filled):
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    for moment, deleted in ((now - day, 0), (now + day, 6)):
        done = on(filled, lambda one, to=moment: delete_assessments(one, given_before(to), ORDER))
        assert done.assessments == deleted
    found = verified(filled)
    assert (found.assessments, found.deleted, found.findings) == (0, 6, [])


def test_many_are_deleted_in_parts_while_others_write(place, monkeypatch):
    monkeypatch.setattr(deletion, "AT_ONCE", 3)
    stop, written = threading.Event(), []

    def write(store):
        while not stop.is_set():
            written.extend(store.record([a_given(f"later-{len(written)}")]))

    with a_store(place) as store:
        store.record([a_given(str(number), household_id=MARK) for number in range(10)])
        writer = threading.Thread(target=write, args=(store,))
        writer.start()
        done = forget(place)
        stop.set()
        writer.join()
    assert done.assessments == 10
    assert len(rows(place, "SELECT DISTINCT ordered FROM deleted_assessments")) == 4
    found = verified(place)
    assert (found.assessments, found.deleted, found.findings) == (len(written), 10, [])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM assessments WHERE recorded = 2",
        "UPDATE deleted_assessments SET because = 'x'",
        "DELETE FROM deleted_assessments",
    ],
)
def test_the_database_itself_refuses_a_deletion_without_an_order(filled, statement):
    forget(filled)

    def run(engine):
        with engine.begin() as connection:
            connection.execute(text(statement))

    with pytest.raises(DBAPIError, match=r"by order only|only ever added"):
        on(filled, run)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE deleted_assessments SET because = 'other'", "not as it was ordered"),
        ("UPDATE deleted_assessments SET deleted_by = 'Li Na'", "not as it was ordered"),
        ("UPDATE deleted_assessments SET ordered = 1", "not as it was ordered"),
        ("DELETE FROM deleted_assessments WHERE recorded = 6", "not as it was ordered"),
        ("DELETE FROM deleted_assessments", "6 assessments were recorded, 4 are kept and 0"),
        ("DELETE FROM assessments WHERE recorded = 2", "6 assessments were recorded, 3 are kept"),
        ("INSERT INTO deleted_assessments SELECT 2, assessment_id, sha256, deleted_at, "
         "deleted_by, because, ordered FROM deleted_assessments WHERE recorded = 6",
         "not as it was ordered"),
    ],
)  # fmt: skip
def test_a_deletion_that_is_tampered_with_is_found(filled, statement, told):
    forget(filled)
    tamper(filled, statement)
    assert told in " ".join(one.en for one in verified(filled).findings)


def test_a_deletion_hides_no_tampering(filled):
    tamper(filled, f"UPDATE assessments SET asked = '{{}}' WHERE household_id = '{MARK}'")  # noqa: S608
    with pytest.raises(AuditTamperedError, match="not deleted"):
        forget(filled)
    assert rows(filled, "SELECT count(*) FROM deleted_assessments") == [(0,)]


def test_a_reason_that_names_the_household_is_refused(filled):
    for order in (Order("Wang Fang", f"户{MARK}要求删除"), Order(MARK, "asked for it")):
        with pytest.raises(ConfigurationError, match="leave the household's id out"):
            forget(filled, order)
    assert of_household("1", Order("Wang Fang", "after 12 months")) is not None


def test_what_a_case_rests_on_stays(filled, monkeypatch):
    key = ForeignKey(Assessed.assessment_id)
    names = Table("cases_of_a_test", MetaData(), Column("names", String(32), key))
    held = a_given("marked-a").assessment_id
    on(filled, names.create)
    tamper(filled, f"INSERT INTO cases_of_a_test VALUES ('{held}')")  # noqa: S608
    monkeypatch.setattr(deletion, "_keys", lambda: list(names.foreign_keys))
    assert forget(filled)[:2] == (1, 1)
    assert rows(filled, "SELECT count(*) FROM deleted_assessments") == [(1,)]
    with a_store(filled) as store:
        assert store.fetch(held).given.household_id == MARK
