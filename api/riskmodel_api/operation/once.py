"""What one worker of a service has done, the others need not do again."""

import fcntl
from collections.abc import Callable
from pathlib import Path


def done_once(folder: Path | None, name: str, act: Callable[[], None]) -> None:
    """Act, unless another worker of this service has; one that is at it now is waited for.

    `folder` is that of the workers' slots, None for a process that is alone; `name` is part of a
    file's name. Where the other failed or was killed, it is done here too, beside all who waited.
    So it is where the folder is gone, as old files of /tmp go. Raises what `act` raises.
    """
    if folder is None or not folder.is_dir():
        act()
        return
    done = folder / f"{name}.done"
    with (folder / f"{name}.doing").open("wb") as turn:
        if _is_first(turn.fileno()):
            if not done.exists():
                act()
                done.touch()
            return
        fcntl.flock(turn, fcntl.LOCK_SH)
    if not done.exists():
        act()


def _is_first(turn: int) -> bool:
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
