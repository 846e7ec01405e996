"""Sessions of people: begun with a password, known by a token of which only a hash is kept."""

import datetime
import secrets
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from riskmodel.access.identity import LONGEST_NAME, Identity
from riskmodel.access.passwords import matches
from riskmodel.access.refusals import password_not_known, person_locked
from riskmodel.access.users import User, find_user
from riskmodel.storage.audit import Act, append
from riskmodel.storage.canonical import digest
from riskmodel.storage.database import reading, writing
from riskmodel.storage.tables import User as UserRow
from riskmodel.storage.tables import UserSession as Row

BEGUN, ENDED, LOCKED = "session.begun", "session.ended", "user.locked"
LASTS = datetime.timedelta(hours=10)
"""A working day; then the password is asked for again."""
MOST_FAILURES, LOCKED_FOR = 5, datetime.timedelta(minutes=15)


def begin_session(engine: Engine, name: str, password: str, now: datetime.datetime) -> str:
    """The token of a new session; raises AccessError.

    A name that nobody has and a password that is wrong are refused in the same words and the same
    time. After five failures in a row a person has to wait, whatever is then given, or was given
    before and is still being looked at.
    """
    with reading(engine) as connection:
        user = find_user(connection, name[:LONGEST_NAME])
    _require_unlocked(user, now)
    if not matches(password, user.password if user else None):
        if user is not None:
            _count_failure(engine, user, now)
        raise password_not_known()
    assert user is not None  # noqa: S101 - nobody's password matches nothing
    if user.disabled_at is not None:
        raise password_not_known()
    token = secrets.token_urlsafe(32)
    with writing(engine) as connection:
        _require_unlocked(find_user(connection, user.identity.name), now)
        _forget(connection, user.identity.name)
        connection.execute(delete(Row).where(Row.expires_at <= now))
        row = {"sha256": digest(token), "name": name, "begun_at": now, "expires_at": now + LASTS}
        connection.execute(insert(Row), [row])
        append(connection, [Act(name, BEGUN, name, {})], now)
    return token


def session_identity(engine: Engine, token: str, now: datetime.datetime) -> Identity | None:
    """Whose session this is; None where it has ended, or never was."""
    with reading(engine) as connection:
        asked = select(Row.name).where(Row.sha256 == digest(token)).where(Row.expires_at > now)
        name = connection.scalar(asked)
        user = find_user(connection, name) if name is not None else None
    return user.identity if user is not None and user.disabled_at is None else None


def end_session(engine: Engine, token: str, now: datetime.datetime) -> None:
    """Sign out; nothing where the session has ended."""
    with writing(engine) as connection:
        name = connection.scalar(select(Row.name).where(Row.sha256 == digest(token)))
        if name is not None:
            connection.execute(delete(Row).where(Row.sha256 == digest(token)))
            append(connection, [Act(name, ENDED, name, {})], now)


def _count_failure(engine: Engine, user: User, now: datetime.datetime) -> None:
    name = user.identity.name
    with writing(engine) as connection:
        held = find_user(connection, name)
        if held is None or _lock_left(held, now):
            return  # others failed meanwhile: their lock stands
        failures = held.failures + 1
        locks = failures >= MOST_FAILURES
        values: dict[str, Any] = {"failures": 0 if locks else failures}
        if locks:
            values["locked_until"] = now + LOCKED_FOR
            append(connection, [Act(name, LOCKED, name, {})], now)
        connection.execute(update(UserRow).where(UserRow.name == name).values(**values))


def _lock_left(user: User, now: datetime.datetime) -> float:
    """The seconds until a person may try again; 0 where they may now."""
    until = user.locked_until
    return max(0.0, (until - now).total_seconds()) if until is not None else 0.0


def _require_unlocked(user: User | None, now: datetime.datetime) -> None:
    if user is not None and (wait := _lock_left(user, now)):
        raise person_locked(wait)


def _forget(connection: Connection, name: str) -> None:
    values = {"failures": 0, "locked_until": None}
    connection.execute(update(UserRow).where(UserRow.name == name).values(**values))
