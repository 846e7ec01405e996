"""Cases from a batch's list, from alerts and by hand: each once, however often it is asked."""

import pyarrow.parquet as pq
import pytest
from batches import a_wave
from cases import assessed
from sqlalchemy import select, update
from stores import a_store
from typer.testing import CliRunner

from riskmodel.alerts.following import follow
from riskmodel.casework.book import Casebook
from riskmodel.casework.case import case_from
from riskmodel.cli.main import commands
from riskmodel.errors import ConfigurationError, DataError
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.storage.database import open_engine, reading, writing
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.tables import Alert
from riskmodel.storage.tables import Case as CaseRow
from riskmodel.storage.verify import verify

BY = ("--by", "Wang Fang")
ELSEWHERE = {
    "province_code": "52", "county_code": "520102", "township_code": "520102001",
    "village_code": "520102001001",
}  # fmt: skip


@pytest.fixture
def place(champions, tmp_path, monkeypatch):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "champions").symlink_to(champions)
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path / "state"))
    settings = Settings()
    return Place.of("", settings.database_folder, settings.anchors_file, Keys())


@pytest.fixture
def batch(place, tmp_path):
    """A batch of thirty households that is whole: its input and its output."""
    given, out = tmp_path / "in.parquet", tmp_path / "out"
    pq.write_table(a_wave(30), given)
    assert run("batch", str(given), str(out)).exit_code == 0
    return str(given), str(out)


def run(*words):
    return CliRunner().invoke(commands, words)


def held(place):
    """Every case, and the engine that reads it."""
    engine = open_engine(place.url)
    with reading(engine) as connection:
        rows = connection.execute(select(CaseRow.__table__)).all()
    return [case_from(row._asdict()) for row in rows]


def opened(*words):
    found = run("cases", *words, *BY)
    assert found.exit_code == 0, found.output + repr(found.exception)
    told = found.output.split()
    return int(told[0]), int(told[3])


def test_the_list_of_a_batch_becomes_cases_once(place, batch):
    assert opened("open-from-batch", *batch, "--capacity", "7") == (7, 0)
    assert opened("open-from-batch", *batch, "--capacity", "7") == (0, 7)
    assert opened("open-from-batch", *batch, "--capacity", "9") == (2, 7)
    cases = held(place)
    table = pq.read_table(f"{batch[1]}/parts/in.parquet").to_pylist()
    found = {row["household_id"]: row for row in table}
    ranked = sorted(table, key=lambda row: (-row["need"], row["household_id"]))
    assert {one.facts.household_id for one in cases} == {row["household_id"] for row in ranked[:9]}
    for case in cases:
        row = found[case.facts.household_id]
        assert (case.origin, case.facts.agreement) == ("batch", row["agreement"])
        assert case.facts.probability == row["probability"]
        assert case.facts.need == pytest.approx(row["need"])


def test_a_case_that_was_closed_is_not_opened_by_the_same_list_again(place, batch):
    opened("open-from-batch", *batch, "--capacity", "1")
    engine = open_engine(place.url)
    with writing(engine) as connection:
        connection.execute(update(CaseRow).values(state="closed"))
    engine.dispose()
    assert opened("open-from-batch", *batch, "--capacity", "1") == (0, 1)


def test_only_one_agreement_and_one_area_are_opened_where_that_is_asked(place, batch):
    table = pq.read_table(f"{batch[1]}/parts/in.parquet")
    told = list(zip(table["agreement"].to_pylist(), table["county_code"].to_pylist(), strict=True))
    agreement, county = next(pair for pair in told if pair[0])
    assert len(set(told)) > 1
    opened("open-from-batch", *batch, "--agreement", agreement, "--area", county)
    cases = held(place)
    assert len(cases) == told.count((agreement, county))
    assert {one.facts.agreement for one in cases} == {agreement}
    assert all(one.facts.area.startswith(county) for one in cases)
    refused = run("cases", "open-from-batch", *batch, *BY, "--agreement", "low")
    assert isinstance(refused.exception, ConfigurationError)


def test_a_batch_that_is_not_what_it_was_opens_nothing(place, batch, tmp_path):
    pq.write_table(a_wave(31), batch[0])
    found = run("cases", "open-from-batch", *batch, *BY)
    assert isinstance(found.exception, DataError)
    assert "put that back" in str(found.exception)
    assert "no whole batch" in str(
        run("cases", "open-from-batch", batch[0], str(tmp_path / "x"), *BY).exception
    )
    assert held(place) == []


def test_alerts_that_nobody_took_up_become_cases_and_are_taken_up(place, assessor):
    with a_store(place) as store:
        poor = {"net_income_pc": 3_000.0, "net_income": 12_000}
        here = assessed(store, assessor, household_id="h-here", **poor)
        assessed(store, assessor, household_id="h-there", **poor | ELSEWHERE)
    engine = open_engine(place.url)
    follow(engine, Parameters.shipped())
    assert opened("open-from-alerts", "--area", "53") == (1, 0)
    assert opened("open-from-alerts", "--area", "53") == (0, 0)
    (case,) = held(place)
    assert (case.origin, case.facts.assessment_id) == ("alert", here)
    with reading(engine) as connection:
        named = connection.execute(select(Alert.household_id, Alert.acknowledged_by)).all()
    assert {tuple(one) for one in named} == {("h-here", "Wang Fang"), ("h-there", None)}
    assert Casebook(engine, Parameters.shipped()).history(case.case_id)[0].by == "Wang Fang"
    assert verify(engine, place.read_anchors()).findings == []
    engine.dispose()


def test_a_case_is_opened_by_hand(place, assessor):
    with a_store(place) as store:
        assessment = assessed(store, assessor)
    found = run("cases", "open", assessment, *BY)
    assert found.exit_code == 0
    (case,) = held(place)
    assert case.case_id in found.output
    assert case.origin == "hand"
