"""Who writes a SQLite file next."""

import errno
import fcntl
import subprocess
import sys
import threading
import time

import pytest
from stores import a_given, a_store, rows

from riskmodel.storage import turns
from riskmodel.storage.database import file_of
from riskmodel.storage.turns import turn

HOLD = """
import sys, time
from pathlib import Path
from riskmodel.storage.turns import turn
with turn(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "a.sqlite3"


@pytest.fixture
def holder(file):
    """Another process that has its turn."""
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(turns, "COURTESY_SECONDS", 0.1)


def writer(file, done):
    with turn(file):
        done.append(time.monotonic())


def test_who_comes_second_goes_on_when_the_first_is_through(file):
    done = []
    second = threading.Thread(target=writer, args=(file, done))
    with turn(file):
        second.start()
        time.sleep(0.1)
        assert done == []
        through = time.monotonic()
    second.join(5)
    assert done[0] >= through


def test_the_turn_of_a_process_ends_with_it(file, holder):
    done = []
    second = threading.Thread(target=writer, args=(file, done))
    second.start()
    time.sleep(0.1)
    assert done == []
    holder.kill()
    second.join(5)
    assert done


@pytest.mark.usefixtures("holder", "impatient")
def test_who_has_waited_long_goes_on_and_leaves_it_to_sqlite(file):
    begun = time.monotonic()
    with turn(file):
        assert time.monotonic() - begun >= 0.1


def test_two_files_of_two_folders_know_nothing_of_each_other(tmp_path):
    (tmp_path / "other").mkdir()
    with turn(tmp_path / "a.sqlite3"), turn(tmp_path / "other" / "a.sqlite3"):
        pass


def test_a_server_and_a_folder_that_is_gone_have_no_turns(tmp_path):
    with turn(None), turn(tmp_path / "gone" / "a.sqlite3"):
        assert not (tmp_path / "gone").exists()


def test_a_disk_without_such_locks_has_no_turns(file, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with turn(file):
        pass


@pytest.mark.usefixtures("impatient")
def test_a_store_writes_though_somebody_keeps_the_turn(lite):
    with a_store(lite) as store:
        store.record([a_given("first")])
        with turn(file_of(lite.url)):
            store.record([a_given("second")])
    assert rows(lite, "SELECT count(*) FROM assessments") == [(2,)]
