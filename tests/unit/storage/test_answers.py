"""Answers kept for a retry, with their assessments and no longer than promised."""

import datetime

import pytest
from stores import a_given, a_store, rows

from riskmodel.errors import AssessmentNotFoundError, RetryInProgressError, RetryKeyReusedError
from riskmodel.storage.answers import Mention, Promise, Retry, sweep
from riskmodel.storage.database import open_engine, writing

NOW = datetime.datetime.now(datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)
RETRY = Retry("a" * 64, "b" * 64)


def a_promise(*pieces, retry=RETRY, until=LATER):
    return Promise(retry, pieces, until)


def actions(place):
    entries = rows(place, "SELECT entry FROM audit_log ORDER BY sequence")
    return [entry.split('"')[3] for (entry,) in entries]


def test_a_retry_gets_the_answer_of_the_first_request_after_a_restart_and_is_logged(place):
    given = a_given(message='{"words":"监测"}')
    with a_store(place) as store:
        assert store.recall(RETRY) is None
        promise = a_promise('{"a":', Mention(given.assessment_id), "}")
        store.record([given], promise=promise)
    with a_store(place) as store:
        assert store.recall(RETRY) == '{"a":{"words":"监测"}}'.encode()
    assert actions(place) == [
        "database.created",
        "assessment.recorded",
        "assessment.given_again",
    ]


def test_an_answer_without_an_assessment_is_kept_too(place):
    with a_store(place) as store:
        assert store.record([], promise=a_promise("text")) == []
        assert store.recall(RETRY) == b"text"


def test_a_key_is_of_one_request_only(place):
    with a_store(place) as store:
        store.record([], promise=a_promise("text"))
        with pytest.raises(RetryKeyReusedError):
            store.recall(RETRY._replace(request_sha256="c" * 64))
        assert store.recall(RETRY._replace(key_sha256="c" * 64)) is None


def test_of_two_processes_that_answer_the_same_request_one_is_kept_and_nothing_of_the_other(place):
    with a_store(place) as store, a_store(place) as other:
        store.record([a_given("one")], promise=a_promise("first"))
        with pytest.raises(RetryInProgressError):
            other.record([a_given("two")], promise=a_promise("second"))
        assert other.recall(RETRY) == b"first"
        assert other.record([a_given("three")]) == [a_given("three").message]
    assert rows(place, "SELECT count(*) FROM assessments") == [(2,)]


def test_what_is_over_is_neither_told_nor_kept(place):
    over = NOW - datetime.timedelta(seconds=1)
    with a_store(place) as store:
        store.record([], promise=a_promise("old", until=over))
        assert store.recall(RETRY) is None
        store.record([], promise=a_promise("new"))
        assert store.recall(RETRY) == b"new"
        store.record([], promise=a_promise("x", retry=Retry("c" * 64, "d" * 64), until=over))
    engine = open_engine(place.url)
    with writing(engine) as connection:
        assert sweep(connection, NOW) == 1
    engine.dispose()
    assert rows(place, "SELECT key_sha256 FROM kept_answers") == [(RETRY.key_sha256,)]


def test_an_answer_whose_assessment_was_taken_away_is_not_told(place):
    with a_store(place) as store:
        store.record([], promise=a_promise(Mention("0" * 32)))
        with pytest.raises(AssessmentNotFoundError):
            store.recall(RETRY)
