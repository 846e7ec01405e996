"""A file as it lies on the disk: its digest, and that it is really there."""

import hashlib
import os
from pathlib import Path


def file_sha256(path: Path) -> str:
    """The digest of a file; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file or folder would outlast a power failure; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
