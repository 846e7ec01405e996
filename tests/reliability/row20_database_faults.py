"""Spoil the way to the database, its disk and the clock, and see what is answered and written.

    PYTHONPATH=src:api:tests python -m reliability.row20_database_faults 20

The number is of assessments asked for under each fault. PostgreSQL lies behind a proxy that adds
five seconds, goes deaf, resets or breaks off in the middle; SQLite's files may not grow; the clock
jumps a day ahead and a day back.
"""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults import Proxy
from postgres import a_server
from reliability.running import run
from reliability.scorecard import Row
from services import Service, a_question, a_service, ask, wait_until_ready
from sqlalchemy import make_url

from riskmodel.storage.database import FILE, open_engine
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.store import Store
from riskmodel.storage.verify import verify

LONG = {"times": 20}
LONGEST_SECONDS = 15.0
MODES = ("slow", "deaf", "reset", "partial")
CLOCK = """
import datetime as real, types
from pathlib import Path
from riskmodel.storage import store
class Shifted(real.datetime):
    @classmethod
    def now(cls, tz=None):
        return real.datetime.now(tz) + real.timedelta(days=int(Path({flag!r}).read_text()))
store.datetime = types.SimpleNamespace(datetime=Shifted, UTC=real.UTC)
"""


class Tally:
    """What was answered, under which fault, and what must be on record."""

    def __init__(self) -> None:
        self.by_fault: dict[str, Counter[int]] = {}
        self.rules_failed = 0
        self.longest = 0.0

    def ask(self, service: Service, fault: str, times: int) -> dict[str, str]:
        """Ask for assessments and for rules; what was acknowledged."""
        answered = self.by_fault.setdefault(fault, Counter())
        acknowledged = {}
        for number in range(times):
            question = a_question(f"{fault.replace(' ', '-')}-{number}")
            began = time.monotonic()
            status, content, _ = ask(service.port, "POST", "/v1/assessments", question)
            self.longest = max(self.longest, time.monotonic() - began)
            answered[status] += 1
            if status == 200:
                acknowledged[json.loads(content)["assessment_id"]] = content.decode()
            self.rules_failed += ask(service.port, "POST", "/v1/rules/check", question)[0] != 200
        return acknowledged


def measure(champions: Path, folder: Path, times: int) -> Row:
    """The row, with so many questions under each fault."""
    tally = Tally()
    wrong: list[str] = []
    with a_server() as url:
        wrong += behind_a_proxy(champions, folder / "proxied", tally, url, times)
    wrong += on_a_full_disk(champions, folder / "full", tally, times)
    wrong += with_another_clock(champions, folder / "clock", tally, times)
    statuses = Counter[int]()
    for answered in tally.by_fault.values():
        statuses += answered
    told = "; ".join(
        f"{fault}: {dict(sorted(answered.items()))}" for fault, answered in tally.by_fault.items()
    )
    figure = (
        f"{told}; longest answer {tally.longest:.1f} s; rules not answered {tally.rules_failed}; "
        f"{len(wrong)} wrong writes{': ' + wrong[0] if wrong else ''}"
    )
    met = (
        set(statuses) <= {200, 503} and not tally.rules_failed and not wrong
        and tally.longest <= LONGEST_SECONDS
    )  # fmt: skip
    target = "rules go on; assessments are recorded or 503; 0 wrong writes"
    return Row(20, "Faults of the database degrade, not corrupt", target, figure, met)


def behind_a_proxy(
    champions: Path, state: Path, tally: Tally, url: str, times: int
) -> Iterator[str]:
    """PostgreSQL, slow, deaf and broken off; what is wrong with it afterwards."""
    real = make_url(url)
    proxy = Proxy(real.port)
    between = real.set(port=proxy.port).render_as_string(hide_password=False)
    acknowledged = {}
    with a_service(champions, state, database_url=between) as service:
        for mode in MODES:
            proxy.set(mode)
            acknowledged |= tally.ask(service, mode, times)
            proxy.set("pass")
            wait_until_ready(service)
            acknowledged |= tally.ask(service, "healed", times)
    proxy.close()
    yield from wrong_in(url, state, acknowledged)


def on_a_full_disk(champions: Path, state: Path, tally: Tally, times: int) -> Iterator[str]:
    """SQLite whose files may not grow."""
    with a_service(champions, state) as service:
        with no_room(service):
            acknowledged = tally.ask(service, "disk full", times)
        wait_until_ready(service)
        acknowledged |= tally.ask(service, "room again", times)
    yield from wrong_in("", state, acknowledged)


def with_another_clock(champions: Path, state: Path, tally: Tally, times: int) -> Iterator[str]:
    """A day ahead, then two back."""
    state.mkdir(parents=True)
    flag = state / "days"
    flag.write_text("0")
    acknowledged = {}
    with a_service(champions, state, CLOCK.format(flag=str(flag))) as service:
        for days in ("1", "-1"):
            flag.write_text(days)
            acknowledged |= tally.ask(service, f"clock {days} d", times)
    yield from wrong_in("", state, acknowledged)


@contextmanager
def no_room(service: Service) -> Iterator[None]:
    """No file of the process may grow; `-1` is no limit."""
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (0, -1))
    try:
        yield
    finally:
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (-1, -1))


def wrong_in(url: str, state: Path, acknowledged: dict[str, str]) -> Iterator[str]:
    """What is not on record as it was acknowledged, and what is wrong with the audit log."""
    place = Place.of(url, state / "database", state / "audit-anchors.jsonl", Keys())
    store = Store(place)
    for name, words in acknowledged.items():
        if store.fetch(name).given.message.decode() != words:
            yield f"{name} is not as it was acknowledged"
    store.close()
    engine = open_engine(place.url)
    yield from (finding.en for finding in verify(engine, place.read_anchors()).findings)
    engine.dispose()
    if not url and not (state / "database" / FILE).is_file():
        yield "the database is gone"


if __name__ == "__main__":
    sys.exit(run(measure, *LONG.values()))
