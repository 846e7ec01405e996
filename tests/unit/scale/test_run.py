"""A batch is whole or goes on; nothing is lost, doubled or half-written."""

import errno
import fcntl
import json
import shutil
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from batches import a_wave, digests, write_input

from riskmodel.errors import (
    ConfigurationError,
    DataError,
    NoRoomError,
    OutputTakenError,
    PartsFailedError,
)
from riskmodel.scale import Asked, Batch, run_batch
from riskmodel.scale.local import in_threads, workers_within
from riskmodel.scale.summing import write_summary

PARTS, ROWS = 4, 60


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("given") / "in"
    write_input(folder, PARTS, ROWS, 0.1)
    return folder


@pytest.fixture(scope="module")
def whole(given, desk, tmp_path_factory):
    """An undisturbed run, summed up."""
    batch = Batch(given, tmp_path_factory.mktemp("whole") / "out", desk)
    return batch, write_summary(batch.out, run_batch(batch), desk, 20)


@pytest.fixture
def batch(given, desk, tmp_path):
    return Batch(given, tmp_path / "out", desk)


class StoppedError(Exception):
    pass


def stop_after(parts):
    def tell(progress, _):
        if progress.parts_done >= parts:
            raise StoppedError

    return tell


def test_two_runs_give_the_same_bytes_whatever_the_threads(whole, batch):
    write_summary(batch.out, run_batch(batch, engine=in_threads(3)), batch.desk, 20)
    assert digests(batch.out) == digests(whole[0].out)
    assert len(digests(batch.out)) == 3 * PARTS + 6


def test_a_run_that_was_stopped_goes_on_and_makes_nothing_twice(whole, batch):
    with pytest.raises(StoppedError):
        run_batch(batch, stop_after(2))
    kept = {path: path.stat().st_mtime_ns for path in (batch.out / "parts").iterdir()}
    (batch.out / "parts" / "left.parquet.1234.aside").write_bytes(b"half")
    found = []
    done = run_batch(batch, lambda progress, record: found.append((progress, record)))
    begun = next(progress for progress, record in found if record is None)
    assert begun.parts == PARTS
    assert 2 <= begun.parts_done == len(kept) <= PARTS
    assert begun.rows == begun.rows_kept == len(kept) * ROWS
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    write_summary(batch.out, done, batch.desk, 20)
    assert digests(batch.out) == digests(whole[0].out)


def test_the_summary_adds_up(whole, given):
    batch, summary = whole
    bad = PARTS * round(ROWS * 0.1)
    assert (summary.rows, summary.quarantined) == (PARTS * ROWS, bad)
    assert sum(summary.faults.values()) == bad
    for counts in (summary.proposed_status, summary.bands):
        assert sum(counts.values()) == summary.assessed
    in_matrix = sum(sum(row.values()) for row in summary.matrix.values())
    assert in_matrix == sum(one.households for one in summary.areas) == summary.assessed
    codes = [one.county_code for one in summary.areas]
    assert codes == sorted(codes)
    table = pq.read_table(batch.out / "parts").sort_by([("need", "descending")])
    listed = (batch.out / "visits.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert len(listed) == summary.visits.households == 20
    assert {line.split(",")[0] for line in listed} <= set(table["household_id"].to_pylist()[:60])
    page = (batch.out / "summary.html").read_text()
    assert "<svg" in page
    assert "http" not in page
    assert json.loads((batch.out / "summary.json").read_text())["rows"] == PARTS * ROWS


def test_the_list_has_the_highest_needs_in_order(whole):
    table = pq.read_table(whole[0].out / "parts")
    order = [("need", "descending"), ("household_id", "ascending")]
    expected = table.sort_by(order)["household_id"].to_pylist()[:20]
    listed = (whole[0].out / "visits.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split(",")[0] for line in listed] == expected


def test_a_part_that_rotted_is_made_again(whole, batch):
    shutil.copytree(whole[0].out, batch.out)
    (batch.out / "parts" / "part-001.parquet").write_bytes(b"rot")
    (batch.out / "quarantine" / "part-002.parquet.csv").unlink()
    run_batch(batch)
    assert digests(batch.out) == digests(whole[0].out)


def test_other_options_or_another_model_are_refused(whole, batch):
    shutil.copytree(whole[0].out, batch.out)
    other = replace(batch, asked=Asked(contributions=True))
    with pytest.raises(OutputTakenError, match="another contributions"):
        run_batch(other)
    head = json.loads((batch.out / "batch.json").read_text())
    head["made_with"]["version"] = "77"
    (batch.out / "batch.json").write_text(json.dumps(head))
    with pytest.raises(OutputTakenError, match="another version"):
        run_batch(batch)


def test_a_folder_of_something_else_is_left_alone(batch):
    batch.out.mkdir()
    (batch.out / "letters.txt").write_text("dear")
    with pytest.raises(OutputTakenError, match="something else"):
        run_batch(batch)
    assert (batch.out / "letters.txt").read_text() == "dear"


def test_two_at_once_on_one_output_are_refused(batch):
    batch.out.mkdir()
    with (batch.out / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(OutputTakenError, match="another process"):
            run_batch(batch)


def test_a_refusal_since_then_is_heeded_in_parts_that_were_done(whole, batch):
    shutil.copytree(whole[0].out, batch.out)
    before = pq.read_table(batch.out / "parts")
    name = before.filter(before["probability"].is_valid())["household_id"][0].as_py()
    run_batch(replace(batch, declined=frozenset({name})))
    after = pq.read_table(batch.out / "parts").to_pylist()
    told = {row["household_id"]: row for row in after}
    assert told[name]["not_scored"] == ["household_declined"]
    assert told[name]["probability"] is None
    assert len(told) == before.num_rows


def test_a_full_disk_is_told_and_leaves_nothing_half_written(whole, batch, monkeypatch):
    run_batch(batch, stop_after(PARTS + 1))
    shutil.rmtree(batch.out / "records")
    before = digests(batch.out / "parts")

    def full(*_):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(NoRoomError, match="no room to write"):
        run_batch(batch)
    assert digests(batch.out / "parts") == before
    monkeypatch.undo()
    write_summary(batch.out, run_batch(batch), batch.desk, 20)
    assert digests(batch.out) == digests(whole[0].out)


def copied(given, tmp_path):
    shutil.copytree(given, tmp_path / "in")
    return tmp_path / "in"


def test_an_input_that_is_broken_or_gone_is_told_and_mended(whole, given, batch, tmp_path):
    inputs = copied(given, tmp_path)
    mine = replace(batch, given=inputs)
    sound = (inputs / "part-001.parquet").read_bytes()
    (inputs / "part-001.parquet").write_bytes(sound[: len(sound) // 2])
    with pytest.raises(PartsFailedError, match=r"3 of 4(.|\n)*part-001.parquet"):
        run_batch(mine)
    (inputs / "part-001.parquet").write_bytes(sound)
    gone = (inputs / "part-002.parquet").rename(tmp_path / "kept")
    with pytest.raises(PartsFailedError, match=r"part-002.parquet: it was assessed and is gone"):
        run_batch(mine)
    gone.rename(inputs / "part-002.parquet")
    write_summary(mine.out, run_batch(mine), mine.desk, 20)
    assert digests(mine.out) == digests(whole[0].out)


def test_an_input_that_changed_since_is_told(given, batch, tmp_path):
    mine = replace(batch, given=copied(given, tmp_path))
    run_batch(mine)
    pq.write_table(a_wave(3), mine.given / "part-000.parquet")
    with pytest.raises(PartsFailedError, match="not what it was"):
        run_batch(mine)


def test_input_and_output_lie_apart(given, batch):
    with pytest.raises(ConfigurationError, match="within each other"):
        run_batch(replace(batch, out=given / "out"))
    with pytest.raises(DataError, match="no input"):
        run_batch(replace(batch, given=given / "nowhere"))


def test_memory_bounds_the_parts_at_once():
    assert workers_within(2.0, 64) == 4
    assert workers_within(64.0, 2) == 2
    with pytest.raises(ConfigurationError, match="at least"):
        workers_within(0.5, 2)
