"""A real load tool against a real service, for seconds; the long forms are `make load`."""

import numpy as np
import pytest
from reliability import loading, row07_load, row08_ten_times
from reliability.loading import Loaded


@pytest.fixture
def one_worker(monkeypatch):
    """Where seconds of load need no second one."""
    monkeypatch.setattr(loading, "WORKERS", 1)


@pytest.mark.slow
@pytest.mark.usefixtures("one_worker")
def test_a_light_load_is_answered_recorded_and_drawn(champions, tmp_path):
    picture = tmp_path / "load.svg"
    found = row07_load.measure(6, 5, champions, picture)
    assert "none other than 200" in found.figure
    assert "p99 promised" in picture.read_text()


@pytest.mark.slow
@pytest.mark.usefixtures("one_worker")
def test_ten_times_a_light_load_is_followed_by_the_light_load_again(
    champions, tmp_path, monkeypatch
):
    monkeypatch.setattr(row08_ten_times, "RECOVERY_SECONDS", 1)
    found = row08_ten_times.measure(3, 2, champions, tmp_path / "overload.svg")
    assert "none other than 200, 429, 503" in found.figure


def a_load(milliseconds, status, memory):
    at = np.arange(len(milliseconds), dtype=float)
    seconds = np.arange(len(memory), dtype=float)
    return Loaded(at, np.array(milliseconds), np.array(status), seconds, np.array(memory))


def test_a_slow_answer_a_failure_and_growing_memory_each_break_the_promise(monkeypatch, tmp_path):
    good = ([10.0] * 100, [200] * 100, [100.0] * 100)
    slow = ([10.0] * 90 + [90.0] * 10, [200] * 100, [100.0] * 100)
    failed = ([10.0] * 100, [200] * 99 + [500], [100.0] * 100)
    growing = ([10.0] * 100, [200] * 100, list(np.linspace(100, 120, 100)))
    met = []
    for case in (good, slow, failed, growing):
        monkeypatch.setattr(row07_load, "loaded", lambda *_, held=case: a_load(*held))
        met.append(row07_load.measure(100, 1, tmp_path, tmp_path / "load.svg").met)
    assert met == [True, False, False, False]


def test_what_is_no_shedding_or_no_recovery_breaks_the_promise(monkeypatch, tmp_path):
    shed = [200] * 20 + [503] * 30 + [200] * 50
    cases = {
        "shed": ([10.0] * 100, shed, [100.0] * 100),
        "failed": ([10.0] * 100, [*shed[:-1], 500], [100.0] * 100),
        "no answer": ([10.0] * 100, [*shed[:30], 0, *shed[31:]], [100.0] * 100),
        "slow after": ([10.0] * 90 + [900.0] * 10, shed, [100.0] * 100),
    }
    met = {}
    for name, case in cases.items():
        monkeypatch.setattr(row08_ten_times, "loaded", lambda *_, held=case: a_load(*held))
        met[name] = row08_ten_times.measure(30, 1, tmp_path, tmp_path / "overload.svg").met
    assert met == {"shed": True, "failed": False, "no answer": False, "slow after": False}
