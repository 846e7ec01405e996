"""Kill a process that records assessments, at a random moment, again and again.

Whatever it acknowledged must be there afterwards, to the letter; nothing twice, nothing half. A
kill is no power cut: what the disk itself forgets is not shown here.

    python tests/kills.py 500
"""

import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stores import a_given, a_store

from riskmodel.storage.database import file_of, open_engine
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.store import Habits
from riskmodel.storage.verify import verify

ROOT = Path(__file__).parents[1]
WRITERS = 6
LONGEST_SECONDS = 0.25
WRITE = """
import os, sys, threading
from pathlib import Path
sys.path[:0] = sys.argv[3:]
import kills

store = kills.opened(Path(sys.argv[1]))
def write(thread):
    for number in range(1_000_000):
        name = f"{sys.argv[2]}-{thread}-{number}"
        store.record([kills.named(name)])
        os.write(1, f"{name}\\n".encode())
for thread in range(kills.WRITERS):
    threading.Thread(target=write, args=(thread,)).start()
"""


def place_in(folder: Path) -> Place:
    return Place.of("", folder / "database", folder / "anchors.jsonl", Keys())


def opened(folder: Path):
    """A store that anchors at every beat, so that kills fall into that too."""
    from riskmodel.storage.store import Store  # noqa: PLC0415 - the child's own

    return Store(place_in(folder), Habits(anchor_seconds=0.02, beat_seconds=0.02))


def named(name: str):
    return a_given(name, message=f'{{"named":"{name}","words":"{"监测" * 50}"}}')


def kill_once(folder: Path, run: int, seconds: float) -> list[str]:
    """Let it write, kill it, and say what it had acknowledged."""
    paths = [str(ROOT / part) for part in ("tests", "src")]
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(folder), str(run), *paths, *sys.path],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    # A line that broke off was never read by anybody.
    return (first + rest).decode().split("\n")[:-1]


def lost(folder: Path, acknowledged: list[str]) -> list[str]:
    """What is wrong after the kills; empty where every acknowledged row is there."""
    place = place_in(folder)
    with a_store(place) as store:
        faults = [str(store.fault)] if store.fault else []
        faults += [
            name
            for name in acknowledged
            if store.fetch(named(name).assessment_id).given != named(name)
        ]
    engine = open_engine(place.url)
    faults += [finding.en for finding in verify(engine, place.read_anchors()).findings]
    engine.dispose()
    connection = sqlite3.connect(file_of(place.url))
    sound = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return faults if sound == [("ok",)] else [*faults, "the integrity check fails"]


def main() -> int:
    """Run the number of kills asked for; 1 where a row was lost."""
    kills = int(sys.argv[1])
    moments = random.Random(5)  # noqa: S311 - no secret
    acknowledged: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(kills):
            seconds = moments.uniform(0, LONGEST_SECONDS)
            acknowledged += kill_once(Path(folder), run, seconds)
        faults = lost(Path(folder), acknowledged)
    sys.stdout.write(f"{kills} kills, {len(acknowledged)} rows acknowledged, {len(faults)} lost\n")
    sys.stdout.writelines(f"{fault}\n" for fault in faults[:20])
    return 1 if faults or len(acknowledged) < kills else 0


if __name__ == "__main__":
    sys.exit(main())
