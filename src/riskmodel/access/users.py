"""People who may sign in: added, listed, disabled and given a new password, each act on record."""

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from riskmodel.access.areas import NATION, read_areas
from riskmodel.access.identity import Identity
from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.passwords import hashed
from riskmodel.access.scopes import Scope, read_scopes
from riskmodel.errors import ConfigurationError
from riskmodel.storage.audit import Act, append
from riskmodel.storage.database import reading, writing
from riskmodel.storage.kept_rows import PEOPLE, found_so, proof
from riskmodel.storage.tables import User as Row
from riskmodel.storage.tables import UserSession

ADDED, DISABLED = "user.added", "user.disabled"
ENABLED, RESET = "user.enabled", "user.reset"


@dataclass(frozen=True)
class User:
    """A person who may sign in; `password` is what is kept of it."""

    identity: Identity
    password: str
    added_at: datetime.datetime
    disabled_at: datetime.datetime | None
    locked_until: datetime.datetime | None
    failures: int


def add(engine: Engine, grant: Grant, password: str, signed: Signed) -> User:
    """Let a person sign in; raises ConfigurationError, also for a name that is taken."""
    identity, kept = grant.identity(), hashed(password)
    with writing(engine) as connection:
        if find_user(connection, identity.name) is not None:
            message = "there is a person of this name: give another, or reset their password"
            raise ConfigurationError(message)
        row = {
            "name": identity.name,
            "password": kept,
            "scopes": " ".join(sorted(identity.scopes)),
            "areas": " ".join(identity.areas),
            "added_at": signed.at,
            "failures": 0,
        }
        connection.execute(insert(Row), [row])
        content = {"scopes": sorted(identity.scopes), "areas": list(identity.areas)}
        content |= proof(connection, PEOPLE, identity.name)
        append(connection, [Act(signed.by, ADDED, identity.name, content)], signed.at)
    return User(identity, kept, signed.at, None, None, 0)


def listed_users(engine: Engine) -> list[User]:
    """Everybody who was ever added, by name."""
    with reading(engine) as connection:
        rows = connection.execute(select(Row.__table__).order_by(Row.name))
        return [_read(row) for row in rows]


def disable(engine: Engine, name: str, signed: Signed) -> None:
    """Let a person sign in no more, and end their sessions.

    Raises ConfigurationError, also for the last who may administer: nobody could undo it there.
    """
    _change(engine, name, {"disabled_at": signed.at}, DISABLED, signed, keeps_one=True)


def enable(engine: Engine, name: str, signed: Signed) -> None:
    """Let in again, with their old password, whoever was disabled or locked out."""
    values = {"disabled_at": None, "locked_until": None, "failures": 0}
    _change(engine, name, values, ENABLED, signed)


def reset(engine: Engine, name: str, password: str, signed: Signed) -> None:
    """Give a person a new password, end their sessions, and let them in again."""
    values = {"password": hashed(password), "disabled_at": None, "locked_until": None}
    _change(engine, name, values | {"failures": 0}, RESET, signed)


def find_user(connection: Connection, name: str) -> User | None:
    """A person of this name, if there is one."""
    row = connection.execute(select(Row.__table__).where(Row.name == name)).first()
    return _read(row) if row is not None else None


def anybody_added(connection: Connection) -> bool:
    """Whether a person was ever added: from then on, everybody has to say who they are."""
    return connection.execute(select(Row.name).limit(1)).first() is not None


def administers(user: User) -> bool:
    """Whether a person may sign in and administer the whole deployment."""
    caller = user.identity
    held = Scope.ADMIN in caller.scopes and NATION in caller.areas
    return held and user.disabled_at is None


def _change(
    engine: Engine, name: str, values: dict[str, Any], action: str, signed: Signed,
    *, keeps_one: bool = False,
) -> None:  # fmt: skip
    with writing(engine) as connection:
        if find_user(connection, name) is None:
            message = "nobody has this name: `riskmodel users list` shows all"
            raise ConfigurationError(message)
        if keeps_one:
            _require_another_admin(connection, name)
        content: dict[str, Any] = dict(found_so(connection, PEOPLE, name))
        connection.execute(update(Row).where(Row.name == name).values(**values))
        connection.execute(delete(UserSession).where(UserSession.name == name))
        content |= proof(connection, PEOPLE, name)
        append(connection, [Act(signed.by, action, name, content)], signed.at)


def _require_another_admin(connection: Connection, name: str) -> None:
    rows = connection.execute(select(Row.__table__).where(Row.disabled_at.is_(None)))
    admins = [user.identity.name for user in map(_read, rows) if administers(user)]
    if admins == [name]:
        message = "the last person who administers the service stays: let another do so first"
        raise ConfigurationError(message)


def _read(row: Any) -> User:
    identity = Identity(row.name, read_scopes(row.scopes.split()), read_areas(row.areas.split()))
    return User(
        identity, row.password, row.added_at, row.disabled_at, row.locked_until, row.failures
    )
