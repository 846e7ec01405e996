"""What hundreds of tests would pay for anew: a layout, a dear password hash, types of an app."""

from types import SimpleNamespace
from typing import get_args

import pytest
from alembic import command
from argon2 import PasswordHasher
from fastapi._compat import v2
from serving_only import serving_path
from sqlalchemy import event

from riskmodel.access import passwords
from riskmodel.registry import proving
from riskmodel.shadow import sender
from riskmodel.storage import migrate


def layouts_replayed(patch: pytest.MonkeyPatch) -> None:
    """Run each step on the first empty database of a kind; later ones are told the same SQL."""
    told: dict[str, list[tuple[str, object]]] = {}

    def upgrade(config, target):
        connection = config.attributes["connection"]
        kind = connection.dialect.name
        if migrate.layout(connection) is not None:
            command.upgrade(config, target)
        elif kind in told:
            cursor = connection.connection.cursor()
            for statement, values in told[kind]:
                cursor.execute(statement, values)
        else:
            told[kind] = _told_while(connection, lambda: command.upgrade(config, target))

    patch.setattr(
        migrate, "command", SimpleNamespace(upgrade=upgrade, downgrade=command.downgrade)
    )


def _told_while(connection, work):
    """The SQL, without what only reads, that a connection was told while some work was done."""
    told = []

    def note(_, __, statement, values, *___):
        if not statement.lstrip().startswith(("PRAGMA", "SELECT")):
            told.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return told


def passwords_hashed_cheaply(patch: pytest.MonkeyPatch) -> None:
    """Hash with the least that Argon2 takes: tests sign in and guess dozens of times."""
    patch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))
    passwords._nobodys.cache_clear()


def processes_as_in_production(patch: pytest.MonkeyPatch) -> None:
    """Start them without training's libraries, which LightGBM imports where it finds them."""
    for module in (proving, sender):
        patch.setattr(module, "module_path", serving_path)


def types_read_once(patch: pytest.MonkeyPatch) -> None:
    """Work out once how a parameter is checked: each application has the same two hundred."""
    read = v2.TypeAdapter
    known: dict[tuple[object, str, str], object] = {}

    def adapter(kind, *, config=None):
        key = (get_args(kind)[0], repr(kind), repr(config))
        if key not in known:
            known[key] = read(kind, config=config)
        return known[key]

    patch.setattr(v2, "TypeAdapter", adapter)
