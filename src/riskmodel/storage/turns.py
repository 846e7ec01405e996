"""Writers of one SQLite file take turns, of all threads and processes.

SQLite itself lets who finds another's transaction sleep for 1, 2, 5, 10, … and at last 100 ms
before it looks again (`sqliteDefaultBusyCallback` of its sources): longer than a transaction takes
here, so that two workers kept each other waiting for nothing.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COURTESY_SECONDS = 1.0
"""Many transactions long; who waits longer is kept by one that is none of the usual."""
_LOOK_SECONDS = 0.0005


@contextmanager
def turn(file: Path | None) -> Iterator[None]:
    """Wait for one's turn to write a SQLite file; at once where there is none, but a server.

    A courtesy among those who take turns, by a lock on the folder, which ends with the process
    that holds it. What keeps writers apart is SQLite's own lock: who waited for
    COURTESY_SECONDS, or is on a disk without such locks, goes on and leaves it to that.
    """
    folder = _opened(file.parent) if file else None
    if folder is None:
        yield
        return
    try:
        _wait(folder)
        yield
    finally:
        os.close(folder)


def _opened(folder: Path) -> int | None:
    """None where it is gone: what is wrong is SQLite's to say."""
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError:
        return None


def _wait(folder: int) -> None:
    until = time.monotonic() + COURTESY_SECONDS
    while time.monotonic() < until:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOOK_SECONDS)
        except OSError:
            return
        else:
            return
