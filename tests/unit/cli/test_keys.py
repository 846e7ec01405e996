import json
import re
import sqlite3

import pytest
from typer.testing import CliRunner

from riskmodel.cli.main import commands
from riskmodel.errors import ConfigurationError

CREATE = ("create", "Zhongping platform", "--by", "Wang Fang", "--scope", "assess")


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path))
    return tmp_path


def do(*arguments):
    found = CliRunner().invoke(commands, ["keys", *arguments])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found


def a_key(*arguments):
    """The key alone is what is printed, for a pipe; its id."""
    (token,) = do(*arguments).stdout.split()
    return re.fullmatch(r"rmk_([0-9a-f]{12})_[\w-]{43}", token)[1]


def test_a_key_is_made_shown_once_rotated_and_revoked_on_record(state):
    assert "no keys yet" in do("list").stdout
    first = a_key(*CREATE, "--area", "530423", "--daily-queries", "900")
    second = a_key("rotate", first, "--by", "Li Na", "--overlap-hours", "2")
    do("revoke", second, "--by", "Li Na")
    listed = do("list").stdout
    assert re.search(rf"{first}.*\bends\b", listed)
    assert re.search(rf"{second}.*\brevoked\b", listed)
    connection = sqlite3.connect(state / "database/riskmodel.sqlite3")
    entries = [json.loads(one) for (one,) in connection.execute("SELECT entry FROM audit_log")]
    connection.close()
    assert [(one["actor"], one["action"]) for one in entries[1:]] == [
        ("Wang Fang", "key.created"),
        ("Li Na", "key.rotated"),
        ("Li Na", "key.created"),
        ("Li Na", "key.revoked"),
    ]


def test_whoever_makes_a_key_has_a_name(state):
    with pytest.raises(ConfigurationError, match="name"):
        do("create", "Li Na", "--by", " ", "--scope", "assess", "--area", "CN")


@pytest.mark.parametrize("area", ["Yunnan", "530"])
def test_what_is_no_area_is_refused_and_nothing_is_made(state, area):
    with pytest.raises(ConfigurationError, match="areas"):
        do(*CREATE, "--area", area)
    assert "no keys yet" in do("list").stdout
