"""Where the database is, and how it is opened: SQLite in a folder, or PostgreSQL by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from riskmodel.errors import ConfigurationError, StorageUnavailableError
from riskmodel.storage.turns import turn

FILE = "riskmodel.sqlite3"
WAIT_SECONDS = 10
"""How long a writer waits for another process's transaction."""
_WRITES = "riskmodel_writes"
_LOCK = 0x7269736B
"""Key of the advisory lock that writers of one PostgreSQL database take in turn."""


def address(url: str, folder: Path) -> URL:
    """The database of a deployment: the URL, or where it is empty a file in the folder.

    Raises ConfigurationError for a URL that is neither SQLite's nor PostgreSQL's.
    """
    if not url:
        return URL.create("sqlite+pysqlite", database=str((folder / FILE).absolute()))
    try:
        made = make_url(url)
        backend = made.get_backend_name()
    except ArgumentError as error:
        message = "the database URL cannot be read: give postgresql://user@host/database"
        raise ConfigurationError(message) from error
    if backend == "postgresql":
        return made.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and made.database:
        return made.set(drivername="sqlite+pysqlite")
    message = "the database is to be a file of SQLite or a PostgreSQL server"
    raise ConfigurationError(message)


def file_of(url: URL) -> Path | None:
    """The file of a SQLite database; None for a server."""
    sqlite = url.get_backend_name() == "sqlite"
    return Path(str(url.database)) if sqlite else None


def open_engine(url: URL) -> Engine:
    """Connections that lose no commit: SQLite with WAL and FULL, PostgreSQL synchronous.

    Raises ConfigurationError where PostgreSQL's driver is not installed.
    """
    file = file_of(url)
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = f"-c synchronous_commit=on -c lock_timeout={WAIT_SECONDS}s"
    try:
        return create_engine(
            url, pool_pre_ping=True, connect_args={"connect_timeout": 4, "options": options}
        )
    except ModuleNotFoundError as error:
        message = (
            "PostgreSQL needs its driver: install the extra `postgres` of this release's wheel"
        )
        raise ConfigurationError(message) from error


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # The driver's own transactions would begin later than ours and not lock.
    connection.isolation_level = None
    # What is deleted is to be gone from the file too, not only from its index.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction of the only writer: others wait, in this process and in any other.

    Raises StorageUnavailableError where the database cannot be written.
    """
    options: dict[str, Any] = {_WRITES: True}
    if engine.dialect.name == "postgresql":
        # A snapshot older than the lock would not show the row that the writer before has added.
        options["isolation_level"] = "READ COMMITTED"
    with reported(), engine.connect() as connection:
        connection.execution_options(**options)
        with turn(file_of(engine.url)), connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection


def wipe(engine: Engine, table: str) -> bool:
    """Let go of what was deleted from a table; False where somebody still reads what was before.

    SQLite overwrites it when it is deleted, and here in its write-ahead log; PostgreSQL gives its
    pages back for use. Raises StorageUnavailableError.
    """
    with reported(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            found = connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return bool(found[0] == 0)
        outside = connection.execution_options(isolation_level="AUTOCOMMIT")
        outside.exec_driver_sql(f"VACUUM {table}")
        return True


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One snapshot to read from; raises StorageUnavailableError where there is none."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with reported(), engine.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def reported() -> Iterator[None]:
    """A failure of the database as an error that may be shown: its kind, never a value."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        message = f"the database cannot be used now ({type(cause).__name__})"
        raise StorageUnavailableError(message) from error
