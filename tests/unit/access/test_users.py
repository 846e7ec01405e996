"""People sign in with a password, are locked out when it is guessed, and nothing of it is kept."""

import datetime
from importlib.util import find_spec, module_from_spec

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from riskmodel.access import sessions
from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.passwords import matches
from riskmodel.access.scopes import Scope
from riskmodel.access.sessions import (
    LASTS,
    LOCKED_FOR,
    MOST_FAILURES,
    begin_session,
    end_session,
    session_identity,
)
from riskmodel.access.users import add, disable, listed_users, reset
from riskmodel.errors import ConfigurationError, NotIdentifiedError, TooManyRequestsError
from riskmodel.storage.database import open_engine
from riskmodel.storage.migrate import upgrade
from riskmodel.storage.tables import AuditLog, User, UserSession

NOW = datetime.datetime(2025, 7, 1, 9, tzinfo=datetime.UTC)
SIGNED = Signed("Li Na", NOW)
SENTENCE = "three hens and a gate"
GRANT = Grant("Wang Fang", ["review"], ["530423"])


@pytest.fixture
def engine(place):
    engine = open_engine(place.url)
    upgrade(engine)
    add(engine, GRANT, SENTENCE, SIGNED)
    yield engine
    engine.dispose()


def everything_kept(engine):
    with engine.connect() as connection:
        tables = (User.__table__, UserSession.__table__, AuditLog.__table__)
        return str([list(connection.execute(select(one))) for one in tables])


def test_a_session_has_the_scopes_and_areas_of_its_person_until_it_ends(engine):
    token = begin_session(engine, "Wang Fang", SENTENCE, NOW)
    identity = session_identity(engine, token, NOW)
    assert (identity.name, identity.scopes) == ("Wang Fang", {Scope.REVIEW})
    assert identity.areas == ("530423",)
    assert session_identity(engine, token, NOW + LASTS) is None
    end_session(engine, token, NOW)
    assert session_identity(engine, token, NOW) is None
    assert session_identity(engine, "made up", NOW) is None


def test_neither_password_nor_token_is_kept(engine):
    token = begin_session(engine, "Wang Fang", SENTENCE, NOW)
    kept = everything_kept(engine)
    assert "Wang Fang" in kept
    assert SENTENCE not in kept
    assert token not in kept


def test_a_password_is_as_dear_to_guess_as_rfc_9106_asks():
    found = find_spec("riskmodel.access.passwords")
    shipped = module_from_spec(found)  # without the cheap hash of the tests
    found.loader.exec_module(shipped)
    assert shipped.hashed(SENTENCE).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_password_that_is_guessed_locks_for_a_while_even_where_it_is_right(engine):
    for _ in range(MOST_FAILURES):
        with pytest.raises(NotIdentifiedError):
            begin_session(engine, "Wang Fang", "three hens and a fence", NOW)
    with pytest.raises(TooManyRequestsError):
        begin_session(engine, "Wang Fang", SENTENCE, NOW)
    assert "user.locked" in everything_kept(engine)
    assert begin_session(engine, "Wang Fang", SENTENCE, NOW + LOCKED_FOR)


@pytest.mark.parametrize("late", [SENTENCE, "three hens and a fence"])
def test_an_attempt_that_was_under_way_does_not_undo_the_lock(engine, monkeypatch, late):
    under_way = [late]

    def slow(password, kept):
        if under_way and password == under_way[0]:
            under_way.clear()
            for _ in range(MOST_FAILURES):
                with pytest.raises(NotIdentifiedError):
                    begin_session(engine, "Wang Fang", "three hens and a hedge", NOW)
        return matches(password, kept)

    monkeypatch.setattr(sessions, "matches", slow)
    with pytest.raises((NotIdentifiedError, TooManyRequestsError)):
        begin_session(engine, "Wang Fang", late, NOW)
    with pytest.raises(TooManyRequestsError):
        begin_session(engine, "Wang Fang", SENTENCE, NOW)
    assert begin_session(engine, "Wang Fang", SENTENCE, NOW + LOCKED_FOR)


def test_who_is_disabled_is_out_at_once_and_in_again_with_a_new_password(engine):
    token = begin_session(engine, "Wang Fang", SENTENCE, NOW)
    disable(engine, "Wang Fang", SIGNED)
    assert session_identity(engine, token, NOW) is None
    with pytest.raises(NotIdentifiedError) as refused:
        begin_session(engine, "Wang Fang", SENTENCE, NOW)
    with pytest.raises(NotIdentifiedError) as unknown:
        begin_session(engine, "nobody", SENTENCE, NOW)
    assert str(refused.value) == str(unknown.value)
    reset(engine, "Wang Fang", "four geese in a pond", SIGNED)
    with pytest.raises(NotIdentifiedError):
        begin_session(engine, "Wang Fang", SENTENCE, NOW)
    assert begin_session(engine, "Wang Fang", "four geese in a pond", NOW)


def test_a_name_is_given_once_and_a_short_password_never(engine):
    with pytest.raises(ConfigurationError):
        add(engine, GRANT, SENTENCE, SIGNED)
    with pytest.raises(ConfigurationError):
        add(engine, Grant("Zhao Li", ["review"], ["53"]), "short", SIGNED)
    with pytest.raises(ConfigurationError):
        reset(engine, "Zhao Li", SENTENCE, SIGNED)
    assert [user.identity.name for user in listed_users(engine)] == ["Wang Fang"]


def test_who_was_added_cannot_be_taken_out(engine):
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text("DELETE FROM users"))
