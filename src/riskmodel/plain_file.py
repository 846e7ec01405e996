"""Read a file that somebody else may have put there: a plain one, no larger than it may be."""

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
        # Without O_NONBLOCK a pipe would be waited for until somebody writes.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        message = f"{name} is missing or not a plain file"
        raise ArtifactTamperedError(message) from error
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            message = f"{name} is missing or not a plain file"
            raise ArtifactTamperedError(message)
        # One byte more, in case the file grew since it was looked at.
        content = file.read(largest + 1) if found.st_size <= largest else None
    if content is None or len(content) > largest:
        message = f"{name} is larger than it can be"
        raise ArtifactTamperedError(message)
    return content
