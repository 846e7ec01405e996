"""The head of the chain, kept outside the database: what finds a tail cut and a chain rewritten.

One line an anchor, signed with Ed25519 where there is a key. An anchor is worth as much as the
place where it lies: copy the file to where whoever keeps the database cannot write.
"""

import datetime
import fcntl
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field, ValidationError

from riskmodel.errors import AuditTamperedError
from riskmodel.signing import SignedRecord
from riskmodel.storage.audit import Head

SHA256 = r"^[0-9a-f]{64}$"
FILE = "audit-anchors.jsonl"


class Anchor(SignedRecord):
    """The head at a moment; `chain` is the digest of the first row, which names the database."""

    chain: str = Field(pattern=SHA256)
    sequence: int = Field(ge=1)
    sha256: str = Field(pattern=SHA256)
    at: datetime.datetime


def anchor(chain: str, head: Head) -> Anchor:
    """An anchor of now."""
    return Anchor(
        chain=chain,
        sequence=head.sequence,
        sha256=head.sha256,
        at=datetime.datetime.now(datetime.UTC),
    )


def append_anchor(path: Path, made: Anchor) -> None:
    """Write one anchor behind the others and onto the disk.

    Not where another process has anchored as much already: the last anchor is the furthest.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        content = file.read()
        whole = content[: content.rfind(b"\n") + 1]
        if _reaches(whole, made):
            return
        # A line that broke off when the machine stopped was never an anchor.
        file.truncate(len(whole))
        file.write(made.model_dump_json().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _reaches(anchors: bytes, made: Anchor) -> bool:
    """Whether the last anchor is of the same chain and at least as far."""
    lines = anchors.splitlines()
    try:
        last = Anchor.model_validate_json(lines[-1]) if lines else None
    except ValidationError:
        return False  # whoever reads the anchors will say so
    return last is not None and last.chain == made.chain and last.sequence >= made.sequence


def read_anchors(path: Path, key: Ed25519PublicKey | None = None) -> list[Anchor]:
    """Every anchor, oldest first; with a key, each must be signed with it.

    Raises AuditTamperedError, naming the line.
    """
    content = path.read_bytes() if path.is_file() else b""
    found = []
    for number, line in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), start=1):
        try:
            read = Anchor.model_validate_json(line)
        except ValidationError:
            message = f"{path.name}, line {number} is no anchor"
            raise AuditTamperedError(message) from None
        if key is not None and not read.is_signed_by(key):
            message = f"{path.name}, line {number} is not signed with the key"
            raise AuditTamperedError(message)
        found.append(read)
    return found
