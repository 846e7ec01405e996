"""One PostgreSQL of the test run; every test has a database of its own, on either kind."""

import secrets

import pytest
from postgres import a_server, why_absent
from sqlalchemy import create_engine, text

from riskmodel.storage.place import Keys, Place


@pytest.fixture(scope="session")
def server():
    absent = why_absent()
    if absent:
        pytest.skip(absent)
    with a_server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def place(request, tmp_path):
    """An empty database and a file of anchors beside it."""
    url = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        name = f"t{secrets.token_hex(8)}"
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        url = server.rsplit("/", 1)[0] + f"/{name}"
    return Place.of(url, tmp_path / "database", tmp_path / "anchors.jsonl", Keys())


@pytest.fixture
def lite(tmp_path):
    """A place on SQLite, for what only a file can show."""
    return Place.of("", tmp_path / "database", tmp_path / "anchors.jsonl", Keys())
