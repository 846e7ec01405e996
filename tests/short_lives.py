"""Workers that serve or end at once, and the service above them as a process of its own."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from riskmodel_api.operation.ledger import Ledger
from riskmodel_api.operation.workers import Terms, Workers

from riskmodel.errors import ConfigurationError

STARTS, BESIDE = "starts", "beside"


def ends(slot, _):
    """End before serving, and leave a trace of it."""
    with (slot.folder / STARTS).open("a") as file:
        file.write(f"{slot.number}\n")
    sys.exit(3)


def ends_where_it_is_broken(slot, listener):
    """One ends where there is a file of its number or of `all`, and serves where there is none."""
    if any((slot.folder / name).exists() for name in (f"{slot.number}.broken", "all.broken")):
        ends(slot, listener)
    ledger = Ledger(1, slot.ledger)
    while True:
        ledger.beat()
        time.sleep(0.05)


@contextmanager
def beside(folder: Path) -> Iterator[None]:
    """Leave a trace of its beginning and of its end; not to begin where there is a file of it."""
    if (folder / "beside.broken").exists():
        message = "it cannot begin"
        raise ConfigurationError(message)
    _trace(folder, "begun")
    yield
    _trace(folder, "ended")


def _trace(folder: Path, what: str) -> None:
    with (folder / BESIDE).open("a") as file:
        file.write(f"{what}\n")


if __name__ == "__main__":
    work = {one.__name__: one for one in (ends, ends_where_it_is_broken)}[sys.argv[1]]
    terms = Terms(2, stop_seconds=10, pause_seconds=0.1)
    where = Path(sys.argv[2])
    sys.exit(Workers(work, socket.socket(), where, terms, partial(beside, where)).run())
