"""Workers that serve or end at once, and the service above them as a process of its own."""

import socket
import sys
import time
from pathlib import Path

from riskmodel_api.operation.ledger import Ledger
from riskmodel_api.operation.workers import Terms, Workers

STARTS = "starts"


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


if __name__ == "__main__":
    work = {one.__name__: one for one in (ends, ends_where_it_is_broken)}[sys.argv[1]]
    terms = Terms(2, stop_seconds=10, pause_seconds=0.1)
    sys.exit(Workers(work, socket.socket(), Path(sys.argv[2]), terms).run())
