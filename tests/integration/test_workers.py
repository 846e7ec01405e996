"""What becomes of a service whose workers end before they serve."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import short_lives
from reliability.row05_service_kills import wait_for
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
    file = folder / short_lives.STARTS
    return len(file.read_text().splitlines()) if file.is_file() else 0


def test_a_service_of_which_no_worker_comes_up_gives_up(start, tmp_path):
    assert start("ends").wait(90) == 1
    assert starts(tmp_path) >= 2 * 5


def test_one_worker_that_never_comes_up_does_not_end_those_that_serve(start, tmp_path):
    service = start("ends_beside_one_that_serves")
    wait_for(lambda: starts(tmp_path) > 8)
    assert service.poll() is None
    service.send_signal(signal.SIGTERM)
    assert service.wait(60) == 0
