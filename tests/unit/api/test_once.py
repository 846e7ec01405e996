"""What one worker has done, the others do not do again; what it failed at, they do."""

import errno
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from riskmodel_api.operation.once import done_once

PATIENCE = 30


class Act:
    """Begins, waits until it may end, and fails where there is an error."""

    def __init__(self, error=None):
        self.times, self.error = 0, error
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self):
        self.times += 1
        self.begun.set()
        assert self.may_end.wait(PATIENCE)
        if self.error:
            raise self.error


@pytest.fixture
def act():
    return Act()


@pytest.mark.parametrize("gone", [False, True])
def test_a_process_that_is_alone_or_whose_folder_is_gone_acts_each_time(tmp_path, act, gone):
    act.may_end.set()
    for _ in range(2):
        done_once(tmp_path / "gone" if gone else None, "a", act)
    assert act.times == 2


def test_what_was_done_is_not_done_again_and_what_is_another_is(tmp_path, act):
    act.may_end.set()
    for name in ("a", "a", "b"):
        done_once(tmp_path, name, act)
    assert act.times == 2


def test_what_cannot_be_noted_is_done_all_the_same(tmp_path, act, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "no space")

    act.may_end.set()
    monkeypatch.setattr(Path, "touch", full)
    done_once(tmp_path, "a", act)
    monkeypatch.setattr(Path, "open", full)
    done_once(tmp_path, "a", act)
    assert act.times == 2


@pytest.mark.parametrize(("error", "times"), [(None, 0), (OSError(), 1)])
def test_who_comes_meanwhile_waits_and_acts_only_where_the_first_failed(tmp_path, error, times):
    first, second = Act(error), Act()
    second.may_end.set()
    with ThreadPoolExecutor(2) as workers:
        one = workers.submit(done_once, tmp_path, "a", first)
        assert first.begun.wait(PATIENCE)
        other = workers.submit(done_once, tmp_path, "a", second)
        assert not second.begun.wait(0.2)
        first.may_end.set()
        other.result(PATIENCE)
    assert one.exception() is error
    assert second.times == times
