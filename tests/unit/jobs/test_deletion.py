"""Files of jobs go by order, whole, and the log says so."""

import datetime
import json

import pytest
from batches import write_input
from sqlalchemy import select
from versions import NAME

from riskmodel.jobs import book
from riskmodel.jobs.deletion import DELETED, delete_files, jobs_ended_before, jobs_of_household
from riskmodel.jobs.job import Folders, State
from riskmodel.jobs.results import result_files
from riskmodel.jobs.work import Shop, work_once
from riskmodel.scale import Asked
from riskmodel.scale.asked import Desk
from riskmodel.storage.database import open_engine, reading, writing
from riskmodel.storage.deletion import Order
from riskmodel.storage.migrate import upgrade
from riskmodel.storage.tables import AuditLog

ORDER = Order("Wang Fang", "request 12 of the register")


@pytest.fixture
def shop(place, champions, tmp_path):
    engine = open_engine(place.url)
    upgrade(engine)
    write_input(tmp_path / "inputs" / "2021", 2, 20, 0)
    yield Shop(engine, Folders(tmp_path / "jobs", tmp_path / "inputs"), Desk(champions, NAME))
    engine.dispose()


def ask(shop, source="2021"):
    job_id = book.new_id()
    with writing(shop.engine) as connection:
        book.ask(connection, job_id, source, Asked(), "a key")
    return job_id


def upload(shop, text):
    job_id = ask(shop, "")
    folder = shop.folders.upload(job_id)
    folder.mkdir(parents=True)
    (folder / "upload.ndjson").write_text(text)
    return job_id


def state_of(shop, job_id):
    with reading(shop.engine) as connection:
        return book.find(connection, job_id).state


def test_the_files_of_a_job_that_names_a_household_go_whole_and_no_others(shop):
    named, other = ask(shop), upload(shop, '{"household_id": "elsewhere"}\n')
    while work_once(shop):
        pass
    assert jobs_of_household(shop.engine, shop.folders, "nobody") == ([], [])
    found = jobs_of_household(shop.engine, shop.folders, "b3")
    assert found == ([named], [])
    delete_files(shop.engine, shop.folders, found.ended, ORDER)
    assert not shop.folders.of(named).exists()
    assert shop.folders.of(other).exists()
    assert (shop.folders.inputs / "2021").exists()
    with reading(shop.engine) as connection:
        job = book.find(connection, named)
        entries = [json.loads(one) for one in connection.scalars(select(AuditLog.entry))]
    assert job.state is State.DELETED
    assert result_files(shop.folders, job) == []
    assert [one["actor"] for one in entries if one["action"] == DELETED] == [ORDER.by]
    assert ORDER.because not in str(entries)
    assert jobs_of_household(shop.engine, shop.folders, "b3") == ([], [])


def test_a_job_under_way_stays_until_it_ends(shop):
    waiting = upload(shop, '{"household_id": "h-1"}\n')
    assert jobs_of_household(shop.engine, shop.folders, "h-1") == ([], [waiting])


@pytest.mark.parametrize("line", ['{"household_id": "h-1", ', '{"household_id": "h\\u002d1"}'])
def test_a_line_that_nobody_can_read_names_it_too(shop, line):
    broken = upload(shop, f'{{"household_id": "h-10"}}\n{line}\n')
    assert jobs_of_household(shop.engine, shop.folders, "h-1").under_way == [broken]
    assert jobs_of_household(shop.engine, shop.folders, "h-2").under_way == []


def test_a_file_that_nobody_can_read_may_name_anybody(shop):
    broken = ask(shop, "")
    shop.folders.upload(broken).mkdir(parents=True)
    (shop.folders.upload(broken) / "upload.parquet").write_bytes(b"PAR1 and no more")
    assert jobs_of_household(shop.engine, shop.folders, "h-1").under_way == [broken]


def test_only_what_ended_before_the_moment_is_old(shop):
    job_id = ask(shop)
    now = datetime.datetime.now(datetime.UTC)
    assert jobs_ended_before(shop.engine, now) == []
    work_once(shop)
    later = now + datetime.timedelta(minutes=10)
    assert jobs_ended_before(shop.engine, now) == []
    assert jobs_ended_before(shop.engine, later) == [job_id]
    delete_files(shop.engine, shop.folders, [job_id], ORDER)
    assert jobs_ended_before(shop.engine, later) == []
    assert state_of(shop, job_id) is State.DELETED
