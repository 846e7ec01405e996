"""`riskmodel batch`: exit codes that say what became of the rows, and going on."""

import pyarrow.parquet as pq
import pytest
from batches import a_wave, spoilt
from typer.testing import CliRunner

from riskmodel.cli.batching import QUARANTINED
from riskmodel.cli.main import commands
from riskmodel.errors import OutputTakenError


@pytest.fixture
def run(champions, tmp_path, monkeypatch):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "champions").symlink_to(champions)
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path / "state"))

    def command(*options):
        given, out = tmp_path / "in.parquet", tmp_path / "out"
        return CliRunner().invoke(commands, ["batch", str(given), str(out), *options])

    return command


def test_a_whole_batch_ends_with_0_and_is_gone_on_with(run, tmp_path):
    pq.write_table(a_wave(30), tmp_path / "in.parquet")
    for _ in range(2):
        found = run("--capacity", "5")
        assert found.exit_code == 0, found.output
        assert "30 of 30 households assessed, 0 in quarantine" in found.output
    assert len((tmp_path / "out" / "visits.csv").read_text().splitlines()) == 6
    assert isinstance(run("--score-only").exception, OutputTakenError)


def test_bad_rows_are_told_by_the_exit_code(run, tmp_path):
    table, told = spoilt(a_wave(30), 0.2)
    pq.write_table(table, tmp_path / "in.parquet")
    found = run("--score-only", "--workers", "2", "--memory", "1.5")
    assert found.exit_code == QUARANTINED
    assert f"{len(told)} in quarantine" in found.output
    assert not (tmp_path / "out" / "visits.csv").exists()
    assert (tmp_path / "out" / "summary.html").exists()


def test_jobs_are_listed(run):
    found = CliRunner().invoke(commands, ["jobs", "list"])
    assert found.exit_code == 0, found.output
    assert "quarantine" in found.output
    assert CliRunner().invoke(commands, ["jobs", "follow", "--once"]).exit_code == 0
