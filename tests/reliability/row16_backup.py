"""Row 16: a backup made under write load restores on an empty machine, and is found whole.

PYTHONPATH=src:api:tests python -m reliability.row16_backup
"""

import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from postgres import a_server, tool, why_absent
from reliability.row15_audit_log import place_in
from reliability.scorecard import Row, row
from sqlalchemy import create_engine, text
from stores import a_given, a_store

from riskmodel.errors import BackupError
from riskmodel.storage.backup import back_up, restore
from riskmodel.storage.database import FILE, file_of, open_engine
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.verify import verify

STALE = (FILE, f"{FILE}-wal", f"{FILE}-shm")
MOST_SECONDS = 30 * 60
AT_ONCE = 500
MESSAGE = f'{{"words":"{"监测" * 2_000}"}}'


def measure(assessments: int = 50_000) -> Row:
    """Both databases."""
    with tempfile.TemporaryDirectory() as folder:
        sqlite, met = drill(Path(folder), assessments)
        server, held = server_drill(Path(folder) / "server", assessments // 10)
    return row(16, f"SQLite: {sqlite}; PostgreSQL: {server}", met=None if held is None else
               met and held)  # fmt: skip


def drill(folder: Path, assessments: int) -> tuple[str, bool]:
    """Back up while it is written to, restore elsewhere, and look for what was acknowledged."""
    place, other = place_in(folder / "here"), place_in(folder / "elsewhere")
    with written(place, assessments) as acknowledged:
        before = len(acknowledged)
        start = time.perf_counter()
        made = back_up(place, folder / "backup")
        copying = time.perf_counter() - start
    start = time.perf_counter()
    found = restore(folder / "backup", other)
    with a_store(other) as store:
        back = time.perf_counter() - start
        lost = [one for one in acknowledged[:before] if not _there(store, one)]
        store.record([a_given("the first one after")])
    refused = sum(_refuses(folder / "backup", folder / f"stale-{name}", name) for name in STALE)
    figure = (
        f"{made.assessments:,} assessments copied under writing in {copying:.1f} s, {len(lost)} "
        f"of {before:,} acknowledged before it lost; restored, verified and open in {back:.1f} s; "
        f"{refused} of {len(STALE)} folders with stale files refused"
    )
    met = not lost and found.assessments == made.assessments and refused == len(STALE)
    return figure, met and back <= MOST_SECONDS


@contextmanager
def written(place: Place, assessments: int):
    """So many assessments there, and more coming until the block ends; those acknowledged."""
    stop, acknowledged = threading.Event(), []
    with a_store(place) as store:

        def write(number: int) -> None:
            given = [a_given(str(number + one), message=MESSAGE) for one in range(AT_ONCE)]
            store.record(given)
            acknowledged.extend(given)

        for number in range(0, assessments, AT_ONCE):
            write(number)

        def go_on() -> None:
            while not stop.is_set():
                write(len(acknowledged))

        writer = threading.Thread(target=go_on)
        writer.start()
        try:
            yield acknowledged
        finally:
            stop.set()
            writer.join()


def _there(store, given) -> bool:
    return store.fetch(given.assessment_id).given == given


def _refuses(backup: Path, folder: Path, stale: str) -> bool:
    place = place_in(folder)
    file_of(place.url).parent.mkdir(parents=True)
    (file_of(place.url).parent / stale).write_bytes(b"old")
    try:
        restore(backup, place)
    except BackupError:
        return [path.name for path in file_of(place.url).parent.iterdir()] == [stale]
    return False


def server_drill(folder: Path, assessments: int) -> tuple[str, bool | None]:
    """`pg_dump` while it is written to, `pg_restore` into an empty database, verify."""
    absent = why_absent() or ("" if tool("pg_dump") else "there is no pg_dump")
    if absent:
        return f"not measured, {absent}", None
    folder.mkdir(parents=True)
    with a_server() as url:
        place = Place.of(url, folder, folder / "anchors.jsonl", Keys())
        with written(place, assessments) as acknowledged:
            before, anchors = len(acknowledged), place.read_anchors()
            dump = str(folder / "dump")
            _run("pg_dump", "--format=custom", f"--file={dump}", url)
        other = url.rsplit("/", 1)[0] + "/elsewhere"
        engine = create_engine(place.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE elsewhere"))
        engine.dispose()
        start = time.perf_counter()
        _run("pg_restore", "--exit-on-error", f"--dbname={other}", dump)
        engine = open_engine(Place.of(other, folder, folder / "none", Keys()).url)
        found = verify(engine, anchors)
        back = time.perf_counter() - start
        engine.dispose()
    figure = (
        f"{found.assessments:,} assessments dumped under writing ({before:,} acknowledged before "
        f"it), restored and verified in {back:.1f} s"
    )
    return figure, not found.findings and found.assessments >= before and back <= MOST_SECONDS


def _run(name: str, *arguments: str) -> None:
    subprocess.run([str(tool(name)), *arguments], check=True)


if __name__ == "__main__":
    print(measure())  # noqa: T201
