"""A job is done once, by whoever holds it, whatever becomes of the worker before."""

import datetime
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from batches import digests, write_input
from serving_only import serving_path
from sqlalchemy import select, update
from versions import NAME

from riskmodel.errors import NoRoomError, RecordNotFoundError
from riskmodel.jobs import book
from riskmodel.jobs.job import Folders, State
from riskmodel.jobs.results import result_files, result_path
from riskmodel.jobs.work import Shop, work_once
from riskmodel.opt_outs.register import record
from riskmodel.scale import Asked, Batch, run_batch
from riskmodel.scale.asked import Desk
from riskmodel.scale.manifest import locked
from riskmodel.scale.summing import write_summary
from riskmodel.storage.database import open_engine, reading, writing
from riskmodel.storage.migrate import upgrade
from riskmodel.storage.people import Named
from riskmodel.storage.tables import AuditLog, Job, JobPart

PARTS, ROWS = 3, 40


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inputs")
    write_input(folder / "2021", PARTS, ROWS, 0.1)
    return folder


@pytest.fixture
def shop(place, inputs, champions, tmp_path):
    engine = open_engine(place.url)
    upgrade(engine)
    yield Shop(engine, Folders(tmp_path / "jobs", inputs), Desk(champions, NAME))
    engine.dispose()


def asked(shop, source="2021", areas=None):
    job_id = book.new_id()
    with writing(shop.engine) as connection:
        book.ask(connection, job_id, source, Asked(areas=areas), "a key")
    return job_id


def found(shop, job_id):
    with reading(shop.engine) as connection:
        return book.find(connection, job_id)


def parts_of(shop, job_id):
    rows = select(JobPart).where(JobPart.job_id == job_id).order_by(JobPart.number)
    with reading(shop.engine) as connection:
        return connection.execute(rows).all()


def expire(shop, job_id):
    long_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=5)
    with writing(shop.engine) as connection:
        connection.execute(update(Job).where(Job.job_id == job_id).values(lease_until=long_ago))


def acts(shop):
    with reading(shop.engine) as connection:
        return " ".join(connection.scalars(select(AuditLog.entry)))


def test_a_job_is_done_with_the_bytes_of_the_command(shop, tmp_path):
    job_id = asked(shop)
    assert work_once(shop) == 1
    assert work_once(shop) == 0
    job = found(shop, job_id)
    assert (job.state, job.attempts, job.failure) == (State.DONE, 1, None)
    assert (job.parts, job.parts_done, job.rows) == (PARTS, PARTS, PARTS * ROWS)
    assert job.quarantined == PARTS * round(ROWS * 0.1)
    assert {(part.state, part.attempts) for part in parts_of(shop, job_id)} == {("done", 1)}
    out = shop.folders.out(job_id)
    batch = Batch(shop.folders.inputs / "2021", tmp_path / "command", shop.desk)
    write_summary(batch.out, run_batch(batch), shop.desk, 1_000)
    assert digests(out) == digests(batch.out)
    files = result_files(shop.folders, job)
    assert {file.name for file in files} >= {"summary.html", "parts/part-000.parquet"}
    assert result_path(shop.folders, job, files[0].number) == out / files[0].name
    assert all(action in acts(shop) for action in ("job.asked", "job.ended", "a key"))


def test_a_job_whose_worker_was_lost_is_taken_by_another_and_nobody_else(shop):
    job_id = asked(shop)
    now = datetime.datetime.now(datetime.UTC)
    with writing(shop.engine) as connection:
        lost = book.take(connection, now)
        assert book.take(connection, now) is None
    assert work_once(shop) == 0
    expire(shop, job_id)
    assert work_once(shop) == 1
    assert (found(shop, job_id).state, found(shop, job_id).attempts) == (State.DONE, 2)
    with writing(shop.engine) as connection:
        assert not book.beat(connection, lost, now)
        book.end(connection, lost, State.FAILED, "late")
    assert found(shop, job_id).state is State.DONE


def test_a_refusal_is_heeded(shop):
    with writing(shop.engine) as connection:
        record(connection, "b1", Named(by="Li Na", words="on the phone"))
    job_id = asked(shop)
    work_once(shop)
    summary = (shop.folders.out(job_id) / "summary.json").read_text()
    assert '"household_declined": 1' in summary


def test_what_cannot_be_mended_by_waiting_fails_with_words(shop):
    job_id = asked(shop, source="../secrets")
    assert work_once(shop) == 1
    job = found(shop, job_id)
    assert job.state is State.FAILED
    assert "no such input" in job.failure
    assert result_files(shop.folders, job) == []


def test_a_full_disk_is_waited_for(shop, monkeypatch):
    def full(*_):
        message = "no room"
        raise NoRoomError(message)

    job_id = asked(shop)
    monkeypatch.setattr("riskmodel.jobs.work.run_batch", full)
    assert work_once(shop) == 1
    assert found(shop, job_id).state is State.WAITING
    assert work_once(shop) == 0
    monkeypatch.undo()
    expire(shop, job_id)
    work_once(shop)
    assert found(shop, job_id).state is State.DONE


def stop(*_):
    raise SystemExit


def no_room(*_):
    message = "no room"
    raise NoRoomError(message)


@pytest.mark.parametrize("hindered", [stop, no_room])
def test_a_job_that_is_given_back_is_not_given_up_however_often(shop, monkeypatch, hindered):
    job_id = asked(shop)
    with monkeypatch.context() as patch:
        patch.setattr("riskmodel.jobs.work.run_batch", hindered)
        for _ in range(book.MOST_ATTEMPTS + 1):
            with suppress(SystemExit):
                assert work_once(shop) == 1
            assert (found(shop, job_id).state, found(shop, job_id).attempts) == (State.WAITING, 0)
            expire(shop, job_id)
    work_once(shop)
    assert (found(shop, job_id).state, found(shop, job_id).attempts) == (State.DONE, 1)


def test_a_worker_that_was_only_stalled_is_waited_for(shop):
    job_id = asked(shop)
    with locked(shop.folders.out(job_id)):
        assert work_once(shop) == 1
        assert (found(shop, job_id).state, found(shop, job_id).failure) == (State.WAITING, None)
    expire(shop, job_id)
    assert work_once(shop) == 1
    assert found(shop, job_id).state is State.DONE


def test_a_job_that_is_lost_again_and_again_is_given_up(shop):
    job_id = asked(shop)
    with writing(shop.engine) as connection:
        connection.execute(update(Job).values(attempts=book.MOST_ATTEMPTS))
    assert work_once(shop) == 0
    assert found(shop, job_id).state is State.FAILED


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_before_its_next_part(shop):
    waiting = asked(shop)
    with writing(shop.engine) as connection:
        assert book.cancel(connection, waiting).state is State.CANCELLED
    assert work_once(shop) == 0
    running = asked(shop)
    with writing(shop.engine) as connection:
        taken = book.take(connection, datetime.datetime.now(datetime.UTC))
        assert book.cancel(connection, running).cancel_asked
        assert not book.beat(connection, taken, datetime.datetime.now(datetime.UTC))
        book.end(connection, taken, State.CANCELLED, None)
    assert found(shop, running).state is State.CANCELLED


def test_only_who_may_see_its_areas_finds_a_job(shop):
    job_id = asked(shop, areas=("5304", "53"))
    with reading(shop.engine) as connection:
        for areas in (None, ("53",), ("53", "11")):
            assert book.find(connection, job_id, areas).job_id == job_id
            assert len(book.listed(connection, areas)) == 1
        for areas in (("5304",), ("11",), ()):
            assert book.listed(connection, areas) == []
            with pytest.raises(RecordNotFoundError):
                book.find(connection, job_id, areas)


def test_a_worker_that_is_killed_loses_nothing(lite, inputs, champions, tmp_path):
    engine = open_engine(lite.url)
    upgrade(engine)
    shop = Shop(engine, Folders(tmp_path / "jobs", inputs), Desk(champions, NAME))
    job_id = asked(shop)
    code = (
        "import sys; from pathlib import Path; from riskmodel.jobs.work import *\n"
        "from riskmodel.storage.database import address, open_engine\n"
        "url, jobs, inputs, champions, name = sys.argv[1:]\n"
        "desk = Desk(Path(champions), name)\n"
        "engine = open_engine(address(url, Path()))\n"
        "work_once(Shop(engine, Folders(Path(jobs), Path(inputs)), desk))\n"
    )
    url = lite.url.render_as_string(hide_password=False)
    given = [url, tmp_path / "jobs", inputs, champions, NAME]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, given)],
        env=os.environ | {"PYTHONPATH": serving_path()},
    )
    while not any(part.attempts for part in parts_of(shop, job_id)):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    if found(shop, job_id).state is State.RUNNING:
        expire(shop, job_id)
        assert work_once(shop) == 1
    job = found(shop, job_id)
    assert (job.state, job.rows) == (State.DONE, PARTS * ROWS)
    engine.dispose()
