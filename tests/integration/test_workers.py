"""What becomes of a service whose workers end before they serve."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import short_lives
from reliability.row05_service_kills import wait_for
from riskmodel_api.operation.ledger import Slot, last_beat
from serving_only import serving_path


@pytest.fixture
def start(tmp_path):
    begun = []

    def started(work):
        command = [sys.executable, short_lives.__file__, work, str(tmp_path)]
        path = os.pathsep.join([serving_path(), str(Path(short_lives.__file__).parent)])
        begun.append(subprocess.Popen(command, env=os.environ | {"PYTHONPATH": path}))
        return begun[-1]

    yield started
    for process in begun:
        process.kill()
        process.wait()


def starts(folder):
    """The numbers of the workers that ended at their start, one after the other."""
    file = folder / short_lives.STARTS
    return [int(line) for line in file.read_text().splitlines()] if file.is_file() else []


def serving(folder, number):
    """Whether a worker said a moment ago that it is there."""
    file = Slot(number, folder).ledger
    return last_beat(file) > time.monotonic() - 1


def test_a_service_of_which_no_worker_comes_up_gives_up(start, tmp_path):
    assert start("ends").wait(90) == 1
    assert len(starts(tmp_path)) >= 2 * 5


def test_one_worker_that_never_comes_up_does_not_end_those_that_serve(start, tmp_path):
    broken = tmp_path / "1.broken"
    broken.touch()
    service = start("ends_where_it_is_broken")
    wait_for(lambda: len(starts(tmp_path)) > 8 and serving(tmp_path, 0))
    broken.unlink()
    service.send_signal(signal.SIGHUP)  # it may be in its pause
    wait_for(lambda: serving(tmp_path, 0) and serving(tmp_path, 1))
    assert set(starts(tmp_path)) == {1}
    ended_by(service)


def test_where_the_first_does_not_come_up_again_the_others_are_not_replaced(start, tmp_path):
    service = start("ends_where_it_is_broken")
    wait_for(lambda: serving(tmp_path, 0) and serving(tmp_path, 1))
    (tmp_path / "all.broken").touch()
    service.send_signal(signal.SIGHUP)
    wait_for(lambda: len(starts(tmp_path)) > 8)
    assert set(starts(tmp_path)) == {0}
    wait_for(lambda: serving(tmp_path, 1))
    ended_by(service)


def test_what_is_done_beside_begins_when_one_serves_and_anew_with_new_workers(start, tmp_path):
    (tmp_path / "0.broken").touch()
    service = start("ends_where_it_is_broken")
    wait_for(lambda: beside(tmp_path) == ["begun"])
    assert serving(tmp_path, 1)
    (tmp_path / "0.broken").unlink()
    wait_for(lambda: serving(tmp_path, 0))
    service.send_signal(signal.SIGHUP)
    wait_for(lambda: beside(tmp_path) == ["begun", "ended", "begun"])
    ended_by(service)
    assert beside(tmp_path) == ["begun", "ended", "begun", "ended"]


def test_what_is_done_beside_never_begins_where_no_worker_serves(start, tmp_path):
    assert start("ends").wait(90) == 1
    assert beside(tmp_path) == []


def test_workers_serve_though_nothing_beside_can_begin(start, tmp_path):
    (tmp_path / "beside.broken").touch()
    service = start("ends_where_it_is_broken")
    wait_for(lambda: serving(tmp_path, 0) and serving(tmp_path, 1))
    (tmp_path / "beside.broken").unlink()
    service.send_signal(signal.SIGHUP)
    wait_for(lambda: beside(tmp_path) == ["begun"])
    ended_by(service)


def beside(folder):
    """What became of what is done beside the workers."""
    file = folder / short_lives.BESIDE
    return file.read_text().split() if file.is_file() else []


def ended_by(service):
    service.send_signal(signal.SIGTERM)
    assert service.wait(60) == 0
