"""An append-only file of records, one a line, each with the SHA-256 of the line before it.

A line that was altered, or taken out of the middle, is found; lines cut off the end are not,
unless the hash of the last one is kept elsewhere too.
"""

import fcntl
import hashlib
import os
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from riskmodel.errors import ArtifactTamperedError

_BEGINNING = "0" * 64


class Chained(BaseModel):
    """One line; `previous_sha256` is filled in when it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    previous_sha256: str = ""


Link = TypeVar("Link", bound=Chained)


def read_chain(path: Path, kind: type[Link]) -> list[Link]:
    """Every record, oldest first; raises ArtifactTamperedError where the chain is broken."""
    if not path.is_file():
        return []
    found, previous = [], _BEGINNING
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            record = kind.model_validate_json(line)
        except ValidationError as error:
            raise ArtifactTamperedError(_fault(path, number)) from error
        if record.previous_sha256 != previous:
            raise ArtifactTamperedError(_fault(path, number))
        previous = hashlib.sha256(line).hexdigest()
        found.append(record)
    return found


def append_to_chain(path: Path, record: Link) -> Link:
    """Write one record behind the others and onto the disk; one writer at a time.

    Raises ArtifactTamperedError where the file was altered.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        read_chain(path, type(record))
        lines = path.read_bytes().splitlines()
        previous = hashlib.sha256(lines[-1]).hexdigest() if lines else _BEGINNING
        chained = record.model_copy(update={"previous_sha256": previous})
        file.write(chained.model_dump_json().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return chained


def _fault(path: Path, number: int) -> str:
    return (
        f"{path.parent.name}/{path.name}, line {number} is not as it was written, or the line "
        "before it is gone: compare with a backup before anything is added"
    )
