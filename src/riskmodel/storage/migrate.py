"""Bring a database to the layout of this release, and say where it is not."""

import datetime
import secrets
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from riskmodel.errors import ConfigurationError
from riskmodel.storage.audit import LOCAL, Act, append, read_head
from riskmodel.storage.database import reading, writing


@cache  # Alembic reads and compiles every step each time
def newest() -> str:
    """The layout of this release."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def layout(connection: Connection) -> str | None:
    """The layout of a database; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> bool:
    """Run what is missing, all of it or nothing, and begin the audit log; whether any was.

    Raises StorageUnavailableError, or ConfigurationError for a database of a later release.
    """
    with reading(engine) as connection:
        if layout(connection) == newest():
            return False
    with writing(engine) as connection:
        before = layout(connection)
        if before is not None:
            _require_known(before)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if read_head(connection).sequence == 0:
            # A number that nobody can choose, so that no two databases have the same chain.
            born = Act(LOCAL, "database.created", secrets.token_hex(16), {})
            append(connection, [born], datetime.datetime.now(datetime.UTC))
    return True


def downgrade(engine: Engine, target: str, by: str, because: str) -> bool:
    """Take the database back to an earlier layout, all of it or nothing; whether it was later.

    The audit log says who did it and why. Raises StorageUnavailableError; LayoutInUseError where
    a row would be lost; ConfigurationError for a layout that this release does not know.
    """
    if target not in _known():
        message = f"there is no layout {target}: one of {', '.join(sorted(_known()))}"
        raise ConfigurationError(message)
    with writing(engine) as connection:
        before = layout(connection)
        if before is None or before <= target:
            return False
        _require_known(before)
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, target)
        lowered = Act(by, "database.layout_lowered", target, {"from": before, "because": because})
        append(connection, [lowered], datetime.datetime.now(datetime.UTC))
    return True


def require_newest(engine: Engine) -> None:
    """Raise ConfigurationError where the database is not in the layout of this release."""
    with reading(engine) as connection:
        found = layout(connection)
    if found is not None:
        _require_known(found)
    if found != newest():
        message = "the database is not in the layout of this release: riskmodel database upgrade"
        raise ConfigurationError(message)


@cache
def _known() -> frozenset[str]:
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return frozenset(script.revision for script in steps)


def _require_known(found: str) -> None:
    if found not in _known():
        message = "the database is of a later release: install that one"
        raise ConfigurationError(message)


def _config() -> Config:
    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    config.set_main_option("path_separator", "os")
    return config
