"""A database goes up to the layout of this release and back, and loses nothing on either way."""

import json

import pytest
from alembic import command
from builders import a_household
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from stores import a_given, a_store, rows

from riskmodel.errors import ConfigurationError, LayoutInUseError
from riskmodel.storage import migrate
from riskmodel.storage.database import open_engine, reading, writing
from riskmodel.storage.migrate import _config, _known, downgrade, layout, newest, upgrade
from riskmodel.storage.packing import unpacked
from riskmodel.storage.verify import verify

pytestmark = pytest.mark.slow  # each step of each database is run for real
BY = ("Wang Fang", "the release before is put back")
LAYOUTS = sorted(_known())
KEPT = a_given(
    asked=json.dumps({**a_household(), "village_code": "530423101203"}),
    message=json.dumps({"agreement": "model_only", "risk": {"band": "high"}}),
    agreement="model_only",
    band="high",
)
IN_USE = {
    "0004": "INSERT INTO cases (case_id, household_id, assessment_id, state, steps, origin, "
    "opened_at, decide_by, blind_first, judged_blind, drawn_for_review, area, proposed_status, "
    "need) SELECT 'c', 'h', assessment_id, 'open', 0, 'hand', given_at, as_of_date, false, false, "
    "false, '53', 'none', 0 FROM assessments",
    "0005": "INSERT INTO access_keys (key_id, sha256, name, scopes, areas, created_at) "
    "SELECT 'k', 'x', 'n', '', '', given_at FROM assessments",
    "0006": "INSERT INTO deleted_assessments SELECT recorded, assessment_id, 'x', given_at, 'w', "
    "'r', recorded FROM assessments",
    "0007": "INSERT INTO opt_outs (opt_out_id, household_id, recorded_at, recorded_by, words) "
    "SELECT 'o', 'h', given_at, 'w', 'w' FROM assessments",
    "0008": "INSERT INTO users (name, password, scopes, areas, added_at, failures) "
    "SELECT 'n', 'x', '', '', given_at, 0 FROM assessments",
    "0009": "INSERT INTO jobs (job_id, state, source, asked, areas, asked_by, asked_at, "
    "cancel_asked, attempts, lease_until) SELECT 'j', 'done', 's', '{}', '', 'w', given_at, "
    "false, 1, given_at FROM assessments",
    "0011": "INSERT INTO deleted_cases SELECT 'c', recorded FROM assessments",
    "0012": "INSERT INTO webhooks (webhook_id, url, types, area, added_at) "
    "SELECT 'w', 'u', '[]', '530423', given_at FROM assessments",
    "0010": "INSERT INTO saved_views SELECT 'p', 'n', 'q', given_at FROM assessments",
}
"""What makes a layout one that cannot be left."""


@pytest.fixture(autouse=True)
def _each_step_is_run(monkeypatch):
    monkeypatch.setattr(migrate, "command", command)


@pytest.fixture
def engine(place):
    made = open_engine(place.url)
    yield made
    made.dispose()


def shape(engine):
    """Tables with columns and indices, and the names of what guards them."""
    inspector = inspect(engine)
    tables = {
        name: (
            sorted(column["name"] for column in inspector.get_columns(name)),
            sorted(index["name"] for index in inspector.get_indexes(name)),
        )
        for name in inspector.get_table_names()
    }
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
        "UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'riskmodel%'"
    )
    with reading(engine) as connection:
        guards = connection.scalars(
            text(sqlite if engine.dialect.name == "sqlite" else postgresql)
        )
        return tables, sorted(guards)


def test_every_step_has_a_way_back_to_just_the_layout_before(engine):
    shapes = {}
    for one in LAYOUTS:
        with writing(engine) as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, one)
        shapes[one] = shape(engine)
    for one in reversed(LAYOUTS[:-1]):
        assert downgrade(engine, one, *BY)
        assert shape(engine) == shapes[one]


def test_there_and_back_again_every_assessment_and_the_whole_chain_are_as_before(place, engine):
    with a_store(place) as store:
        store.record([KEPT], "key-1")
    before, guarded = rows(place, "SELECT * FROM assessments"), shape(engine)
    assert downgrade(engine, LAYOUTS[0], *BY)
    assert upgrade(engine)
    assert rows(place, "SELECT * FROM assessments") == before
    assert shape(engine) == guarded
    assert not verify(engine, place.read_anchors()).findings
    entry = json.loads(rows(place, "SELECT entry FROM audit_log ORDER BY sequence")[-1][0])
    assert entry["action"] == "database.layout_lowered"
    assert (entry["actor"], entry["subject"]) == ("Wang Fang", LAYOUTS[0])


def test_after_a_way_back_nothing_kept_can_be_changed(place, engine):
    with a_store(place) as store:
        store.record([KEPT])
    downgrade(engine, LAYOUTS[0], *BY)
    for statement in ("UPDATE assessments SET asked = ''", "DELETE FROM audit_log"):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(statement))
    message = rows(place, "SELECT message FROM assessments")[0][0]
    assert unpacked(bytes(message)) == KEPT.message


@pytest.mark.parametrize("used", IN_USE)
def test_a_layout_that_is_in_use_is_not_left_and_nothing_is_changed(place, engine, used):
    with a_store(place) as store:
        store.record([KEPT])
    with engine.begin() as connection:
        connection.execute(text(IN_USE[used]))
    before, entries = shape(engine), rows(place, "SELECT * FROM audit_log")
    with pytest.raises(LayoutInUseError, match="1 rows"):
        downgrade(engine, LAYOUTS[LAYOUTS.index(used) - 1], *BY)
    assert shape(engine) == before
    assert rows(place, "SELECT * FROM audit_log") == entries
    with reading(engine) as connection:
        assert layout(connection) == newest()


def test_a_layout_that_is_not_known_or_not_earlier_changes_nothing(place, engine):
    upgrade(engine)
    with pytest.raises(ConfigurationError, match="0007"):
        downgrade(engine, "base", *BY)
    assert downgrade(engine, newest(), *BY) is False
    assert rows(place, "SELECT count(*) FROM audit_log") == [(1,)]
