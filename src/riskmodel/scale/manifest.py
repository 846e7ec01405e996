"""What an output folder says of itself: what it was begun with, and what of it is done."""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from riskmodel.errors import OutputInUseError, OutputTakenError
from riskmodel.on_disk import file_sha256
from riskmodel.scale.asked import Asked, ManifestPart, Part, PartRecord, PartSpec, Versions
from riskmodel.scale.files import sweep, writable, write_text
from riskmodel.scale.part import RECORDS, declined_sha256, record_path

HEAD, MANIFEST, LOCK = "batch.json", "manifest.json", ".lock"


class Head(Part):
    """What a batch was begun with: it never changes in one output folder."""

    format: int = 1
    asked: Asked
    made_with: Versions


class Manifest(Part):
    """Every part of a batch that is whole, with its digests."""

    head: Head
    rows: int
    assessed: int
    quarantined: int
    parts: list[ManifestPart]


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep others from writing to an output folder; raises OutputInUseError, NoRoomError."""
    with writable(out / LOCK):
        out.mkdir(parents=True, exist_ok=True)
        file = (out / LOCK).open("a")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"another process writes to {out} now: wait for it, or end it"
            raise OutputInUseError(message) from error
        yield


def begin(out: Path, head: Head) -> None:
    """Begin an output folder, or go on with it; raises OutputTakenError for another's."""
    written = out / HEAD
    if written.is_file():
        _require_same(written, head)
        sweep(out)
        return
    if any(path.name != LOCK and not path.name.startswith(HEAD) for path in out.iterdir()):
        message = f"{out} holds something else: give a folder that is empty or not there"
        raise OutputTakenError(message)
    sweep(out)
    write_text(written, head.model_dump_json(indent=1) + "\n")


def read_head(out: Path) -> Head | None:
    """What an output folder was begun with; None where nothing was."""
    try:
        return Head.model_validate_json((out / HEAD).read_bytes())
    except FileNotFoundError:
        return None


def _require_same(written: Path, head: Head) -> None:
    try:
        held = Head.model_validate_json(written.read_bytes())
    except ValidationError as error:
        message = f"{written} is not what a batch of this release writes: give another folder"
        raise OutputTakenError(message) from error
    others = [
        name
        for part in ("made_with", "asked")
        for name, value in getattr(head, part)
        if getattr(getattr(held, part), name) != value
    ]
    if others:
        message = (
            f"{written.parent} was begun with another {', '.join(others)}: go on with the same, "
            "or give another output folder"
        )
        raise OutputTakenError(message)


def done_record(spec: PartSpec) -> PartRecord | None:
    """The record of a part that is whole on the disk; None for one that is to be made.

    One is made again where its files are not what was written, and where the register of
    households that declined has changed since: a refusal holds from the day it is given.
    """
    try:
        record = PartRecord.model_validate_json(record_path(spec).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    whole = _holds(spec.out, record.output, record.output_sha256)
    whole &= _holds(spec.out, record.quarantine, record.quarantine_sha256)
    return record if whole and record.declined_sha256 == declined_sha256(spec.declined) else None


def _holds(out: Path, name: str | None, sha256: str | None) -> bool:
    if name is None:
        return True
    try:
        return file_sha256(out / name) == sha256
    except OSError:
        return False


def names_done(out: Path) -> set[str]:
    """The flat names of all parts that have a record."""
    return {path.name.removesuffix(".json") for path in (out / RECORDS).glob("*.json")}


def manifest_of(head: Head, records: Sequence[PartRecord]) -> Manifest:
    """The manifest of all parts, in the order of the input."""
    return Manifest(
        head=head,
        rows=sum(one.rows for one in records),
        assessed=sum(one.assessed for one in records),
        quarantined=sum(one.quarantined for one in records),
        parts=[
            ManifestPart(**{name: getattr(one, name) for name in ManifestPart.model_fields})
            for one in records
        ],
    )
