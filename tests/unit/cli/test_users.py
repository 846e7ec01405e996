"""People who may sign in: added, listed, kept out, let in again and given a new password."""

import pytest
from terminal import do

from riskmodel.access.users import find_user
from riskmodel.errors import RiskModelError
from riskmodel.storage.database import address, open_engine

GRANT = ("--by", "Chen Jie", "--scope", "admin", "--scope", "review", "--area", "CN")
FIRST, SECOND = "three hens and a gate", "four ducks and a pond"


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path))
    return tmp_path


def stored_hash(state, name):
    """What is kept of a password."""
    engine = open_engine(address("", state / "database"))
    with engine.begin() as connection:
        found = find_user(connection, name)
    engine.dispose()
    return found.password


def test_a_person_is_added_kept_out_let_in_and_given_a_new_password(state):
    assert "nobody was added yet" in do("users", "list")
    for name in ("Wang Fang", "Li Na"):
        assert "may sign in at /console" in do("users", "add", name, *GRANT, typed=FIRST + "\n")
    assert "Wang Fang admin review CN" in do("users", "list")
    assert "no more" in do("users", "disable", "Wang Fang", "--by", "Li Na")
    assert do("users", "list").count("disabled") == 1
    assert "again" in do("users", "enable", "Wang Fang", "--by", "Li Na")
    assert "disabled" not in do("users", "list")
    before = stored_hash(state, "Wang Fang")
    assert "new password" in do("users", "reset", "Wang Fang", "--by", "Li Na", typed=SECOND)
    assert stored_hash(state, "Wang Fang") != before
    held = (state / "database/riskmodel.sqlite3").read_bytes()
    assert FIRST.encode() not in held
    assert SECOND.encode() not in held


def test_who_is_not_there_cannot_be_kept_out_and_the_last_administrator_stays(state):
    do("users", "add", "Wang Fang", *GRANT, typed=FIRST)
    for name in ("Li Na", "Wang Fang"):
        with pytest.raises(RiskModelError):
            do("users", "disable", name, "--by", "Chen Jie")
    assert "may sign in" in do("users", "list")
