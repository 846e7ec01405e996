"""Make, list, change and end keys in the database; every act is an entry of the audit log."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, insert, select, update

from riskmodel.access.areas import read_areas
from riskmodel.access.identity import LONGEST_NAME, Identity
from riskmodel.access.keys import Issued, Key, issue
from riskmodel.access.scopes import read_scopes
from riskmodel.errors import ConfigurationError
from riskmodel.storage.audit import LOCAL, Act, append
from riskmodel.storage.database import reading, writing
from riskmodel.storage.kept_rows import KEYS, found_so, proof
from riskmodel.storage.tables import AccessKey

OF_TOKENS = "token:"
"""What the names of callers with tokens begin with, so that no key can pass for one."""
CREATED, REVOKED, ROTATED = "key.created", "key.revoked", "key.rotated"


@dataclass(frozen=True)
class Grant:
    """What a new key is to allow, and to whom; raises ConfigurationError for what cannot be."""

    name: str
    scopes: Sequence[str]
    areas: Sequence[str]
    daily_queries: int | None = None
    expires_at: datetime.datetime | None = None

    def identity(self) -> Identity:
        """The caller that the key stands for."""
        name = self.name.strip()
        reserved = name == LOCAL or name.startswith(OF_TOKENS)
        if not 2 <= len(name) <= LONGEST_NAME or not name.isprintable() or reserved:
            message = f"give the person or system a name of 2 to {LONGEST_NAME} characters"
            raise ConfigurationError(message)
        if self.daily_queries is not None and self.daily_queries < 1:
            message = "a budget is at least one query a day"
            raise ConfigurationError(message)
        scopes, areas = read_scopes(self.scopes), read_areas(self.areas)
        return Identity(name, scopes, areas, self.daily_queries)


class Signed(NamedTuple):
    """Who does something to a key, and when."""

    by: str
    at: datetime.datetime


def create(engine: Engine, grant: Grant, signed: Signed) -> Issued:
    """Make a key; raises ConfigurationError, also where the name has one in force."""
    caller = grant.identity()
    if grant.expires_at is not None and grant.expires_at <= signed.at:
        message = "the key would have expired already"
        raise ConfigurationError(message)
    with writing(engine) as connection:
        if any(not one.ended(signed.at) for one in _of_name(connection, caller.name)):
            message = "this name has a key in force: rotate or revoke it, or give another name"
            raise ConfigurationError(message)
        made = issue()
        _keep(connection, Key(made.key_id, made.sha256, caller, signed.at, grant.expires_at))
        act = Act(signed.by, CREATED, made.key_id, _told(caller, grant.expires_at))
        _log(connection, [act], signed.at)
    return made


def rotate(
    engine: Engine, key_id: str, signed: Signed, overlap: datetime.timedelta | None = None
) -> Issued:
    """Make a key with the same name and rights in place of one in force.

    The old one ends now, or after the overlap. Raises ConfigurationError.
    """
    ends = signed.at + (overlap or datetime.timedelta())
    with writing(engine) as connection:
        held = _in_force(connection, key_id, signed.at)
        made = issue()
        caller, expires = held.identity, held.expires_at
        _keep(connection, Key(made.key_id, made.sha256, caller, signed.at, expires))
        content = {"by": made.key_id, "ends_at": ends.isoformat()}
        content |= _end(connection, key_id, ends)
        ended = Act(signed.by, ROTATED, key_id, content)
        begun = Act(signed.by, CREATED, made.key_id, _told(caller, expires))
        _log(connection, [ended, begun], signed.at)
    return made


def revoke(engine: Engine, key_id: str, signed: Signed) -> Key:
    """End a key now; raises ConfigurationError where there is none in force."""
    with writing(engine) as connection:
        held = _in_force(connection, key_id, signed.at)
        content = _end(connection, key_id, signed.at)
        _log(connection, [Act(signed.by, REVOKED, key_id, dict(content))], signed.at)
    return held


def listed(engine: Engine) -> list[Key]:
    """Every key that was ever made, the oldest first."""
    with reading(engine) as connection:
        return every_key(connection)


def every_key(connection: Connection) -> list[Key]:
    """The same, within a transaction."""
    rows = select(*AccessKey.__table__.columns).order_by(AccessKey.created_at, AccessKey.key_id)
    return [_read(row) for row in connection.execute(rows)]


def _of_name(connection: Connection, name: str) -> list[Key]:
    return [one for one in every_key(connection) if one.identity.name == name]


def _in_force(connection: Connection, key_id: str, at: datetime.datetime) -> Key:
    for one in every_key(connection):
        if one.key_id == key_id and not one.ended(at):
            return one
    message = "no key with this id is in force: `riskmodel keys list` shows all"
    raise ConfigurationError(message)


def _end(connection: Connection, key_id: str, at: datetime.datetime) -> dict[str, str]:
    """End a key; what the log is to say of how it stood."""
    before = found_so(connection, KEYS, key_id)
    ended = update(AccessKey).where(AccessKey.key_id == key_id).values(revoked_at=at)
    connection.execute(ended)
    return before


def _keep(connection: Connection, key: Key) -> None:
    caller = key.identity
    connection.execute(
        insert(AccessKey).values(
            key_id=key.key_id,
            sha256=key.sha256,
            name=caller.name,
            scopes=" ".join(sorted(caller.scopes)),
            areas=" ".join(caller.areas),
            daily_queries=caller.daily_queries,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
        )
    )


def _read(row: Any) -> Key:
    scopes, areas = read_scopes(row.scopes.split()), read_areas(row.areas.split())
    caller = Identity(row.name, scopes, areas, row.daily_queries)
    return Key(row.key_id, row.sha256, caller, row.created_at, row.expires_at, row.revoked_at)


def _log(connection: Connection, acts: Sequence[Act], at: datetime.datetime) -> None:
    """Each with the digest of the key's row as it now stands."""
    for act in acts:
        act.content.update(proof(connection, KEYS, act.subject))
    append(connection, acts, at)


def _told(caller: Identity, expires_at: datetime.datetime | None) -> dict[str, Any]:
    return {
        "name": caller.name,
        "scopes": sorted(caller.scopes),
        "areas": list(caller.areas),
        "daily_queries": caller.daily_queries,
        "expires_at": expires_at.isoformat() if expires_at else None,
    }
