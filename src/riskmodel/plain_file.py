"""Read a file that somebody else may have put there: a plain one, no larger than it may be."""

import errno
import os
import stat
from pathlib import Path

from riskmodel.errors import ArtifactTamperedError


def read_plain_file(path: Path, largest: int) -> bytes:
    """The bytes of a plain file of at most `largest` bytes, read once.

    A link is not followed, and a pipe or device is not waited for: what was opened is what is
    looked at. Raises ArtifactTamperedError.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        with open(path, "rb", opener=_opened) as file:
            found = os.fstat(file.fileno())
            # One byte more, in case the file grew since it was looked at.
            content = file.read(largest + 1) if found.st_size <= largest else None
    except OSError as error:
        message = f"{name} is missing or not a plain file"
        raise ArtifactTamperedError(message) from error
    if content is None or len(content) > largest:
        message = f"{name} is larger than it can be"
        raise ArtifactTamperedError(message)
    return content


def _opened(path: str, flags: int) -> int:
    # Without O_NONBLOCK a pipe would be waited for until somebody writes.
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
