"""Short forms of what `make reliability` measures at length: stops, kills, probes, hard bodies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from postgres import why_absent
from prometheus_client.parser import text_string_to_metric_families
from reliability import (
    row04_stop,
    row05_service_kills,
    row06_probes,
    row10_no_echo,
    row11_bodies,
    row20_database_faults,
)
from riskmodel_api.operation.workers import SPAWN
from services import START_PATIENCE, a_question, a_service, ask, free_port, is_live
from serving_only import serving_path

PAUSE = 0.02
"""Seconds between questions of a client: workers that start need the processors too."""


def test_a_stop_under_load_loses_nothing_accepted(champions, tmp_path):
    row = row04_stop.measure(champions, tmp_path, 2, PAUSE)
    assert row.met, row.figure


def test_a_kill_of_the_service_loses_nothing_acknowledged(champions, tmp_path):
    row = row05_service_kills.measure(champions, tmp_path, 3, PAUSE)
    assert row.met, row.figure


@pytest.mark.parametrize(
    "fault",
    [
        row06_probes.database_gone,
        row06_probes.disk_full,
        row06_probes.manifest_corrupt,
        row06_probes.model_hangs,
        row06_probes.workers_killed,
    ],
)
def test_the_ready_probe_tells_the_truth_within_five_seconds(champions, tmp_path, fault):
    seen = fault(champions, tmp_path / "state")
    assert seen.met, seen


def test_big_and_slow_bodies_are_harmless(champions, tmp_path, monkeypatch):
    monkeypatch.setattr(row11_bodies, "WORKERS", 1)  # enough for ten questions a second
    row = row11_bodies.measure(champions, tmp_path, 40, 5, 10, head_seconds=1, body_seconds=1)
    assert row.met is None, row.figure  # the p99 of another rate is not that of the promise


STARTER = """
import subprocess, sys
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
print(subprocess.Popen([sys.executable, "-m", "riskmodel_api"], **quiet).pid, flush=True)
sys.stdin.read()
"""


def test_a_service_of_one_worker_outlives_whoever_started_it(tmp_path):
    port = free_port()
    given = {"RISKMODEL_STATE": str(tmp_path), "RISKMODEL_PORT": str(port)}
    environment = os.environ | given | {"PYTHONPATH": serving_path()}
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    process = int(starter.stdout.readline())
    try:
        until = time.monotonic() + START_PATIENCE
        while not is_live(port) and time.monotonic() < until:
            time.sleep(0.1)
        starter.communicate()
        time.sleep(0.5)  # several of its ticks
        assert is_live(port)
    finally:
        os.kill(process, signal.SIGKILL)


def test_workers_are_spawned_with_one_thread_each_and_counted_together(champions, tmp_path):
    with a_service(champions, tmp_path, workers=2) as service:
        row05_service_kills.wait_for_two(service)
        row05_service_kills.wait_for(lambda: figures_of(service)["riskmodel_workers", None] == 2)
        assert SPAWN.get_start_method() == "spawn"
        workers = row04_stop.workers_of(service)
        kept_to = [os.sched_getaffinity(worker) for worker in workers]
        assert os.cpu_count() < 2 or set.isdisjoint(*kept_to)
        for worker in workers:
            given = Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")
            assert {b"OMP_NUM_THREADS=1", b"NUMBA_NUM_THREADS=1"} <= set(given)
        for number in range(30):
            assert ask(service.port, "POST", "/v1/assessments", a_question(f"h{number}"))[0] == 200
        found = figures_of(service)
        # Which the process above them looks at: they themselves do not.
        row05_service_kills.wait_for(
            lambda: figures_of(service)["riskmodel_alerts_behind", None] == 0
        )
    assert found["riskmodel_requests_total", "/v1/assessments"] == 30


def figures_of(service):
    told = ask(service.port, "GET", "/metrics")[1].decode()
    return {
        (sample.name, sample.labels.get("route")): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def test_no_mark_is_in_an_answer_a_log_a_figure_or_a_trace(champions, tmp_path):
    row = row10_no_echo.measure(champions, tmp_path, 1)
    assert row.met, row.figure


@pytest.mark.skipif(bool(why_absent()), reason=why_absent())
def test_faults_of_the_database_corrupt_nothing(champions, tmp_path):
    row = row20_database_faults.measure(champions, tmp_path, 2)
    assert row.met, row.figure
