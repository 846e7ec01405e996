"""The monthly report on the terminal."""

import datetime
import json

import pytest
from cases import NEVER, assessed
from stores import a_store
from typer.testing import CliRunner

from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import Decision
from riskmodel.cli.main import commands
from riskmodel.deadlines import CHINA
from riskmodel.errors import SchemaError
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.storage.database import open_engine
from riskmodel.storage.place import Keys, Place

WANG = "Wang Fang"


@pytest.fixture
def decided_today(assessor, tmp_path, monkeypatch):
    """The month in which one case was decided."""
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path))
    settings = Settings()
    place = Place.of("", settings.database_folder, settings.anchors_file, Keys())
    with a_store(place) as store:
        engine = open_engine(place.url)
        book = Casebook(engine, Parameters.shipped(), NEVER)
        case = book.open(assessed(store, assessor), "platform", "platform")
        case = book.claim(Seen(case.case_id, WANG, case.steps))
        seen = Seen(case.case_id, WANG, case.steps)
        case = book.decide(seen, Decision.NO_ACTION, "has_means", "kin support them")
        engine.dispose()
    return f"{case.decided_at.astimezone(CHINA):%Y-%m}"


def run(*words):
    return CliRunner().invoke(commands, ["cases", "report", *words], env={"COLUMNS": "240"})


def test_a_month_is_reported_as_a_table_and_as_a_message(decided_today):
    (month,) = json.loads(run("--month", decided_today, "--json").output)
    assert (month["month"], month["decisions"]) == (decided_today, 1)
    assert month["overrides_rule"]["value"] is None
    assert WANG not in json.dumps(month)
    assert "too few to say" in run("--month", decided_today).output
    assert "数量过少" in run("--month", decided_today, "--language", "zh").output
    (elsewhere,) = json.loads(run("--month", decided_today, "--area", "52", "--json").output)
    assert elsewhere["decisions"] == 0


def test_without_a_month_the_last_twelve_are_reported(decided_today):
    found = json.loads(run("--json").output)
    assert len(found) == 12
    assert found[-1]["month"] == f"{datetime.datetime.now(CHINA):%Y-%m}" >= decided_today


def test_what_is_no_month_is_refused_with_what_would_be_taken(decided_today):
    found = run("--month", "november")
    assert isinstance(found.exception, SchemaError)
    assert "2026-11" in str(found.exception)
