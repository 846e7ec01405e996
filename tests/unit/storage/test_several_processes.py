"""Two processes that record at once: one chain, nothing lost, nothing twice."""

import subprocess
import sys
import threading

import pytest
from stores import a_store, rows

from riskmodel.errors import StorageUnavailableError
from riskmodel.storage.anchors import anchor, append_anchor, read_anchors
from riskmodel.storage.audit import Head
from riskmodel.storage.database import open_engine
from riskmodel.storage.group_commit import GroupCommit
from riskmodel.storage.verify import verify

EACH, SHARED = 40, 10
WRITE = """
import sys, threading
sys.path[:0] = sys.argv[5:]
from pathlib import Path
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.store import Habits, Store
from stores import a_given

place = Place.of(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Keys())
store = Store(place, Habits(anchor_seconds=0.02, beat_seconds=0.02))
while store.fault:
    pass
print("open", flush=True)
sys.stdin.readline()
own = [f"{sys.argv[4]}-{number}" for number in range(40)]
own += [f"both-{number}" for number in range(10)]
def write(some):
    for name in some:
        store.record([a_given(name)])
threads = [threading.Thread(target=write, args=(own[part::4],)) for part in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
store.close()
"""


def two_writers(place):
    url = place.url.render_as_string(hide_password=False)
    folder = place.anchors.parent / "database"
    return [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, url, str(folder), str(place.anchors), name, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]


@pytest.mark.slow
def test_two_processes_keep_one_chain(place):
    with a_store(place):
        pass  # both find it made
    writers = two_writers(place)
    for writer in writers:
        assert writer.stdout.readline() == "open\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    engine = open_engine(place.url)
    found = verify(engine, place.read_anchors())
    engine.dispose()
    assert found.findings == []
    assert rows(place, "SELECT count(*) FROM assessments") == [(2 * EACH + SHARED,)]
    log = rows(place, "SELECT sequence FROM audit_log ORDER BY sequence")
    assert [number for (number,) in log] == list(range(1, 2 * (EACH + SHARED) + 2))
    ahead = [one.sequence for one in place.read_anchors()]
    assert ahead == sorted(set(ahead))


@pytest.mark.slow
def test_two_processes_can_make_the_database_at_once(place):
    writers = two_writers(place)
    for writer in writers:
        writer.communicate("\n", timeout=120)
        assert writer.returncode == 0
    created = "SELECT count(*) FROM audit_log WHERE entry LIKE '%database.created%'"
    assert rows(place, created) == [(1,)]
    assert rows(place, "SELECT count(*) FROM assessments") == [(2 * EACH + SHARED,)]


def test_an_anchor_behind_the_last_is_not_written(tmp_path):
    path, chain = tmp_path / "anchors.jsonl", "c" * 64
    for sequence in (3, 7, 5, 7):
        append_anchor(path, anchor(chain, Head(sequence, f"{sequence}" * 64)))
    assert [one.sequence for one in read_anchors(path)] == [3, 7]
    append_anchor(path, anchor("d" * 64, Head(1, "1" * 64)))
    assert len(read_anchors(path)) == 3


def test_what_waited_too_long_is_never_committed():
    goes_on, taken = threading.Event(), []

    def commit(items):
        taken.extend(items)
        goes_on.wait()
        return items

    group = GroupCommit(commit, seconds=0.01, patience=0.2)

    def ask_first():
        with pytest.raises(StorageUnavailableError):
            group.wait(group.submit("first"))

    first = threading.Thread(target=ask_first)
    first.start()
    while not taken:
        pass
    with pytest.raises(StorageUnavailableError):
        group.wait(group.submit("second"))
    goes_on.set()
    first.join()
    group.close()
    assert taken == ["first"]
