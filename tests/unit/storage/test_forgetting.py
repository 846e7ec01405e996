"""A household that is forgotten is gone from every table, and the log says that it was."""

import datetime

import pytest
from cases import NEVER, assessed
from messages import a_message
from offices import WHO
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from stores import a_given, a_store, rows, tamper

from riskmodel.alerts.feed import Wanted, page
from riskmodel.alerts.following import follow
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import Decision
from riskmodel.errors import AuditTamperedError, CaseNotFoundError
from riskmodel.opt_outs.register import in_force, record, withdraw
from riskmodel.parameters import Parameters
from riskmodel.storage.answers import Mention, Promise, Retry
from riskmodel.storage.database import file_of, open_engine, reading, writing
from riskmodel.storage.deletion import Order, delete_assessments, of_household
from riskmodel.storage.forgetting import count_beside, forget_beside
from riskmodel.storage.tables import Table
from riskmodel.storage.verify import verify
from riskmodel.webhooks import subscriptions

MARK, ORDER = "marked-household", Order("Wang Fang", "request 12 of the register")
WORDS = "words-about-it: the roof is gone"
PARAMETERS = Parameters.shipped()


@pytest.fixture
def engine(place):
    made = open_engine(place.url)
    yield made
    made.dispose()


def alerting(name, household):
    return a_given(
        name,
        household_id=household,
        message=a_message(band="high", agreement="model_only"),
    )


def promised(number, *pieces):
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    return Promise(Retry(str(number) * 64, "b" * 64), pieces, until)


@pytest.fixture
def case(place, engine, assessor):
    """A closed case; around it, all that is kept of a household, and of another."""
    with a_store(place) as store:
        with writing(engine) as connection:
            subscriptions.add(connection, "https://platform.example/hooks", [])
        for name, household in (("a", "h-other"), ("b", MARK)):
            store.record([alerting(name, household)])
        store.record([], promise=promised(1, f'{{"household_id":"{MARK}","problem":1}}'))
        store.record([], promise=promised(2, '{"a":', Mention(alerting("b", MARK).assessment_id)))
        store.record([], promise=promised(3, '{"a":', Mention(alerting("a", "x").assessment_id)))
        assessment = assessed(store, assessor, household_id=MARK)
    follow(engine, PARAMETERS)
    with writing(engine) as connection:
        record(connection, MARK, WHO.model_copy(update={"words": WORDS}))
        withdraw(connection, MARK, WHO.model_copy(update={"words": WORDS}))
        record(connection, MARK, WHO.model_copy(update={"words": WORDS}))
    book = Casebook(engine, PARAMETERS, NEVER)
    case = book.claim(Seen(book.open(assessment, "wang").case_id, "wang", 1))
    decided = book.decide(Seen(case.case_id, "wang", 2), Decision.NO_ACTION, "has_means", WORDS)
    return book.close(Seen(decided.case_id, "wang", 3))


def everything(place):
    tables = [name for name in Table.metadata.tables if name != "opt_outs"]
    return str([rows(place, f"SELECT * FROM {name}") for name in tables])  # noqa: S608


def forget(engine):
    beside = forget_beside(engine, MARK, ORDER)
    return beside, delete_assessments(engine, of_household(MARK, ORDER), ORDER)


def test_all_that_is_kept_of_a_household_goes_and_the_log_verifies(place, engine, case):
    counted = count_beside(engine, MARK)
    assert MARK in everything(place)
    assert forget(engine) == (counted, (2, 0, True))
    assert (counted.cases, counted.open_cases, counted.opt_outs, counted.wishes) == (1, 0, 1, 1)
    assert counted.events == counted.alerts + counted.cases > 1
    assert MARK not in everything(place)
    assert WORDS not in everything(place) + str(rows(place, "SELECT * FROM opt_outs"))
    if file := file_of(place.url):
        left = b"".join(path.read_bytes() for path in file.parent.iterdir())
        assert WORDS.encode() not in left
    found = verify(engine, place.read_anchors())
    assert (found.findings, found.rows_deleted) == ([], 1 + counted.alerts + 1)
    assert rows(place, "SELECT key_sha256 FROM kept_answers") == [("3" * 64,)]
    with pytest.raises(CaseNotFoundError):
        Casebook(engine, PARAMETERS).find(case.case_id)
    assert forget(engine)[0] == (0, 0, 0, 0, 0, 1)


def test_its_wish_not_to_be_scored_goes_on_without_the_words(engine, case):
    forget(engine)
    with reading(engine) as connection:
        assert in_force(connection) == {MARK}
        told = connection.execute(select(Table.metadata.tables["opt_outs"])).all()
    assert [(one.words, one.recorded_by) for one in told] == [("", "Wang Fang")]


def test_who_reads_the_feed_misses_no_alert_after_one_that_went(place, engine, case):
    with reading(engine) as connection:
        cursor = page(connection, Wanted()).next_cursor
    forget(engine)
    with a_store(place) as store:
        store.record([alerting("later", "h-later")])
    follow(engine, PARAMETERS)
    with reading(engine) as connection:
        later = page(connection, Wanted(cursor=cursor)).alerts
    assert [one.household_id for one in later] == ["h-later"]


def test_an_open_case_stays_with_what_it_rests_on_until_it_is_closed(place, engine, case):
    book = Casebook(engine, PARAMETERS, NEVER)
    book.reopen(Seen(case.case_id, "wang", 4), "the household asked again")
    beside, assessments = forget(engine)
    assert (beside.cases, beside.open_cases, assessments[:2]) == (0, 1, (1, 1))
    assert book.find(case.case_id).state == "waiting"
    assert verify(engine, place.read_anchors()).findings == []


def test_no_case_goes_without_an_order_and_no_tampering_with_one(place, engine, case):
    for table in ("case_steps", "cases"):
        with pytest.raises(DBAPIError, match="by order only"), engine.begin() as connection:
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    tamper(place, "UPDATE case_steps SET content = '{}' WHERE number = 1")
    with pytest.raises(AuditTamperedError, match="not deleted"):
        forget(engine)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE cases SET holder = 'x'", "a case is gone, or not as"),
        ("UPDATE alerts SET decide_by = NULL", "an alert is gone, or not as"),
    ],
)
def test_a_row_that_was_altered_before_it_went_is_found(place, engine, case, statement, told):
    tamper(place, statement)
    forget(engine)
    assert told in " ".join(one.en for one in verify(engine, place.read_anchors()).findings)
