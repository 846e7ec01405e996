"""What recording costs: one commit for each, or one for all who wait; and reading a long log.

Prints a JSON list of {name, value, floor, unit, met}. Needs no champion. Databases lie below the
state folder, on the disk that a service would write to.
"""

import datetime
import hashlib
import json
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import insert

from riskmodel.settings import Settings
from riskmodel.storage.audit import Act, Head, chained, read_head
from riskmodel.storage.database import address, open_engine, writing
from riskmodel.storage.given import Given
from riskmodel.storage.migrate import upgrade
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.store import Habits, Store
from riskmodel.storage.tables import AuditLog
from riskmodel.storage.verify import verify

CALLERS = 32
ROUNDS = 5
EACH = 400
LOG = 1_000_000
AT_ONCE = 20_000
NOUGHT = "0" * 64
MESSAGE = json.dumps({f"field {number}": f"some words on {number}" for number in range(500)})


def main() -> None:
    """Measure and print."""
    state = Settings().state
    state.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=state) as folder:
        alone, together = recording(Path(folder) / "recording")
        seconds, _ = reading_a_long_log(Path(folder) / "reading")
    rows = [
        row("assessments recorded a second, one caller", alone, None, "1/s"),
        row(f"assessments recorded a second, {CALLERS} callers", together, None, "1/s"),
        row(f"recorded by {CALLERS} callers over by one", together / alone, 2.0, "ratio"),
        row("entries of the audit log verified a second", LOG / seconds, LOG / 10, "1/s"),
    ]
    print(json.dumps(rows, indent=1))


def recording(folder: Path) -> tuple[float, float]:
    """Median assessments a second of one caller and of many, taking turns."""
    place = Place.of("", folder / "database", folder / "anchors.jsonl", Keys())
    store = Store(place, Habits())
    held: dict[int, list[float]] = {1: [], CALLERS: []}
    number = 0
    for _ in range(ROUNDS):
        for callers, rates in held.items():
            given = [made(number + place) for place in range(EACH)]
            number += EACH
            with ThreadPoolExecutor(callers) as pool:
                start = time.perf_counter()
                list(pool.map(lambda one: store.record([one]), given))
                rates.append(EACH / (time.perf_counter() - start))
    store.close()
    return statistics.median(held[1]), statistics.median(held[CALLERS])


def made(number: int) -> Given:
    """A message of some ten thousand characters, ready to be kept."""
    given = Given(
        assessment_id=hashlib.sha256(str(number).encode()).hexdigest()[:32],
        household_id=f"h-{number}",
        as_of_date=datetime.date(2025, 6, 30),
        asked=json.dumps({"household_id": f"h-{number}", "number": number}),
        versions="{}",
        message=MESSAGE.replace("field 1", f"field {number}").encode(),
    )
    given.prepare()
    return given


def reading_a_long_log(folder: Path, entries: int = LOG, rounds: int = 1) -> tuple[float, float]:
    """Seconds to verify so many entries, by the clock and of one core; the best of the rounds."""
    engine = open_engine(address("", folder))
    upgrade(engine)
    now = datetime.datetime.now(datetime.UTC)
    with writing(engine) as connection:
        head = read_head(connection)
        for start in range(0, entries, AT_ONCE):
            acts = [
                Act("local", "measured", f"{start + place:032x}", {"sha256": NOUGHT})
                for place in range(min(AT_ONCE, entries - start))
            ]
            rows = chained(head, acts, now)
            connection.execute(insert(AuditLog), [one._asdict() for one in rows])
            head = Head(rows[-1].sequence, rows[-1].sha256)
    taken = []
    for _ in range(rounds):
        begin, core = time.perf_counter(), time.process_time()
        found = verify(engine, [])
        taken.append((time.perf_counter() - begin, time.process_time() - core))
        assert not found.findings
        assert found.head.sequence == entries + 1
    engine.dispose()
    return min(taken)


def row(name: str, value: float, floor: float | None, unit: str) -> dict[str, object]:
    """One line of the results; `met` is null where no floor was set."""
    met = None if floor is None else value >= floor
    return {"name": name, "value": round(value, 3), "floor": floor, "unit": unit, "met": met}


if __name__ == "__main__":
    main()
