"""Files that are either there, whole and on the disk, or not there at all."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from riskmodel.errors import NoRoomError
from riskmodel.on_disk import sync

ASIDE = ".aside"
"""Ends the name of a file that is being written."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """Where to write a file that is `path` once it is whole; nothing is left of one that is not.

    Raises NoRoomError where the disk is full.
    """
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{ASIDE}")
    try:
        with writable(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield aside
            sync(aside)
            aside.replace(path)
            sync(path.parent)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """Say plainly that the disk is full, whoever notices it."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        message = (
            f"there is no room to write {path.parent} ({os.strerror(error.errno or 0)}): make "
            "room and run the same command again; what is done is kept"
        )
        raise NoRoomError(message) from error


def write_text(path: Path, text: str) -> None:
    """Write a whole file; raises NoRoomError."""
    with placed(path) as aside:
        aside.write_text(text, encoding="utf-8")


def sweep(folder: Path) -> None:
    """Take away what a process that ended had begun."""
    for left in folder.rglob(f"*{ASIDE}"):
        left.unlink(missing_ok=True)
