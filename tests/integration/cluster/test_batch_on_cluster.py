"""A batch on a cluster is that of one machine: byte by byte, whoever is killed meanwhile."""

from pathlib import Path

import pytest
from batches import digests, write_input
from typer.testing import CliRunner
from versions import NAME

from riskmodel.cli.batching import QUARANTINED
from riskmodel.cli.main import commands
from riskmodel.cluster import joined
from riskmodel.errors import ModelNotFoundError, PartsFailedError
from riskmodel.scale import Batch, run_batch
from riskmodel.scale.asked import Desk
from riskmodel.scale.summing import write_summary

PARTS, ROWS, CAPACITY = 12, 400, 1_000
PART = "ray::_made"


class StoppedError(Exception):
    pass


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("given") / "in"
    write_input(folder, PARTS, ROWS)
    return folder


@pytest.fixture(scope="module")
def declined():
    return frozenset(f"b{number}" for number in range(0, PARTS * ROWS, 7))


@pytest.fixture(scope="module")
def whole(given, champions, declined, tmp_path_factory):
    """The digests of an undisturbed run on one machine."""
    out = tmp_path_factory.mktemp("whole") / "out"
    desk = Desk(champions, NAME)
    write_summary(out, run_batch(Batch(given, out, desk, declined=declined)), desk, CAPACITY)
    return digests(out)


def test_a_killed_worker_and_a_lost_node_change_no_byte(
    on_cluster, whole_cluster, given, champions, declined, whole, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").symlink_to(given)
    (tmp_path / "champions").symlink_to(champions)
    batch = Batch(Path("in"), Path("out"), Desk(Path("champions"), NAME), declined=declined)

    def tell(progress, record):
        if progress.parts_done == 2:
            whole_cluster.kill_a_worker(PART)
        if progress.parts_done == 5:
            whole_cluster.lose_a_node()

    with joined(whole_cluster.address):
        done = run_batch(batch, tell, on_cluster())
    write_summary(batch.out, done, batch.desk, CAPACITY)
    assert digests(batch.out) == whole


def test_what_is_stopped_on_the_cluster_goes_on_elsewhere(
    on_cluster, cluster, given, champions, declined, whole, tmp_path
):
    batch = Batch(given, tmp_path / "out", Desk(champions, NAME), declined=declined)

    def stop(progress, record):
        if progress.parts_done == 3:
            raise StoppedError

    with joined(cluster.address), pytest.raises(StoppedError):
        run_batch(batch, stop, on_cluster(most=2))
    assert 3 <= len(list((batch.out / "records").iterdir())) < PARTS
    assert not list(batch.out.rglob("*.aside"))
    write_summary(batch.out, run_batch(batch), batch.desk, CAPACITY)
    assert digests(batch.out) == whole


def test_what_goes_wrong_is_said_as_on_one_machine(on_cluster, cluster, champions, tmp_path):
    write_input(tmp_path / "in", 3, 20)
    (tmp_path / "in" / "part-001.parquet").write_bytes(b"nothing of the kind")
    batches = [Batch(tmp_path / "in", tmp_path / out, Desk(champions, NAME)) for out in "ab"]
    with pytest.raises(PartsFailedError) as on_one:
        run_batch(batches[0])
    with joined(cluster.address):
        with pytest.raises(PartsFailedError) as on_many:
            run_batch(batches[1], engine=on_cluster())
        assert str(on_many.value) == str(on_one.value)
        (tmp_path / "in" / "part-001.parquet").unlink()
        gone = Desk(tmp_path / "nowhere", NAME)
        versions = run_batch(Batch(tmp_path / "in", tmp_path / "c", batches[0].desk))
        elsewhere = Batch(
            tmp_path / "in", tmp_path / "d", gone, versions=versions.manifest.head.made_with
        )
        with pytest.raises(ModelNotFoundError):
            run_batch(elsewhere, engine=on_cluster())


def test_the_command_takes_the_cluster(cluster, champions, tmp_path, monkeypatch):
    write_input(tmp_path / "in", 2, 50, 0.1)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "champions").symlink_to(champions)
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path / "state"))
    told = []
    for out, options in (("a", ()), ("b", ("--engine", "ray", "--address", cluster.address))):
        asked = [str(tmp_path / "in"), str(tmp_path / out), "--score-only", *options]
        found = CliRunner().invoke(commands, ["batch", *asked])
        assert found.exit_code == QUARANTINED, found.output
        told.append(digests(tmp_path / out))
    assert told[0] == told[1]
