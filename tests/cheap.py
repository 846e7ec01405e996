"""What many tests would pay for anew: layouts, a dear password hash, pictures, an app's types."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest
from alembic import command
from argon2 import PasswordHasher
from fastapi._compat import v2
from once import made_once
from serving_only import serving_path
from sqlalchemy import event

from riskmodel.access import passwords
from riskmodel.modelling.evaluation import pictures
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


def mlflow_laid_out_once(patch: pytest.MonkeyPatch, shared: Path) -> None:
    """Run MLflow's dozens of steps on the first file of a test run; later ones are its copies."""
    run_steps = command.upgrade

    def upgrade(config, target):
        engine = getattr(config.attributes.get("connection"), "engine", None)
        steps = Path(config.get_main_option("script_location", ""))
        if engine is None or "mlflow" not in steps.parts or not engine.url.database:
            run_steps(config, target)
            return

        def lay_out(place):
            run_steps(config, target)
            _copy(Path(engine.url.database), place)

        _copy(made_once(shared / "mlflow.db", lay_out), Path(engine.url.database))

    patch.setattr(command, "upgrade", upgrade)


def _copy(source: Path, target: Path) -> None:
    held, copy = sqlite3.connect(source), sqlite3.connect(target)
    try:
        held.backup(copy)
    finally:
        held.close()
        copy.close()


def pictures_drawn_once(patch: pytest.MonkeyPatch) -> None:
    """Draw each picture of the same figures once: a training is registered by several tests."""
    draw_anew = pictures._drawn
    drawn: dict[tuple[object, str], bytes | None] = {}

    def draw(how, evaluation):
        asked = (how, evaluation.model_dump_json())
        if asked not in drawn:
            drawn[asked] = draw_anew(how, evaluation)
        return drawn[asked]

    patch.setattr(pictures, "_drawn", draw)


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
