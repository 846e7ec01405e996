"""What one worker of a service has done, the others need not do again."""

import fcntl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def done_once(folder: Path | None, name: str, act: Callable[[], None]) -> None:
    """Act, unless another worker of this service has; one that is at it now is waited for.

    `folder` is that of the workers' slots, None for a process that is alone; `name` is part of a
    file's name. Where the other failed or was killed, it is done here too, beside all who waited;
    so it is where nothing can be noted: the folder is gone, as old files of /tmp go, or its disk
    is full. Raises what `act` raises.
    """
    turn = _opened(folder / f"{name}.doing") if folder else None
    if folder is None or turn is None:
        act()
        return
    done = folder / f"{name}.done"
    with turn:
        if _is_first(turn):
            if not done.exists():
                act()
                with suppress(OSError):
                    done.touch()
            return
        fcntl.flock(turn, fcntl.LOCK_SH)
    if not done.exists():
        act()


def _opened(file: Path) -> BinaryIO | None:
    with suppress(OSError):
        return file.open("wb")
    return None


def _is_first(turn: BinaryIO) -> bool:
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
