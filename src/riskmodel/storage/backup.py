"""Back a database up while it is written to, and restore it where nothing can mix with it.

A backup is a folder of its own: one file of SQLite, the anchors, and what was found of both.
Beside an older file's `-wal` a restored file would be mixed with it, row by row, without a word;
so a restore goes into an empty folder or not at all.
"""

import datetime
import hashlib
import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from riskmodel.errors import BackupError
from riskmodel.on_disk import file_sha256, sync
from riskmodel.storage.anchors import SHA256, Anchor, read_anchors
from riskmodel.storage.database import FILE, address, file_of, open_engine
from riskmodel.storage.place import Place
from riskmodel.storage.verify import Verified, verify

MANIFEST, ANCHORS = "backup.json", "anchors.jsonl"


class Backup(BaseModel):
    """What a backup holds: the digest of its file, and the head of its audit log."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_at: datetime.datetime
    riskmodel: str
    file_sha256: str = Field(pattern=SHA256)
    sequence: int = Field(ge=1)
    sha256: str = Field(pattern=SHA256)
    assessments: int = Field(ge=0)
    webhooks: int = Field(0, ge=0)
    """Addresses that are told of events."""
    webhook_key_sha256: str | None = Field(None, pattern=SHA256)
    """Of the file that their secrets are derived from, which is no part of a backup."""
    public_key: str | None = None
    """What the anchors were signed with (PEM), for who sets a machine up anew."""


def back_up(place: Place, target: Path, webhook_key: Path | None = None) -> Backup:
    """Copy the database as it is at this moment into a new folder, and verify the copy.

    No secret goes into it: of `webhook_key`, the file that the secrets of webhooks are derived
    from, only the digest.

    Writers go on meanwhile. Raises BackupError where the folder is not empty, where the database
    is a server's, or where the copy is not found whole.
    """
    source = _file(place)
    if not source.is_file():
        message = "there is no database yet"
        raise BackupError(message)
    _require_empty(target)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    anchors = place.read_anchors()  # before the copy, so that it holds them all
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target / FILE),))
    sync(target / FILE)
    found = _verified(target / FILE, anchors)
    lines = "".join(f"{one.model_dump_json()}\n" for one in anchors)
    (target / ANCHORS).write_text(lines, encoding="utf-8")
    made = Backup(
        made_at=datetime.datetime.now(datetime.UTC),
        riskmodel=version("riskmodel"),
        file_sha256=file_sha256(target / FILE),
        sequence=found.head.sequence,
        sha256=found.head.sha256,
        assessments=found.assessments,
        webhooks=_webhooks(target / FILE),
        webhook_key_sha256=_fingerprint(webhook_key),
        public_key=_pem(place),
    )
    (target / MANIFEST).write_text(made.model_dump_json(indent=1) + "\n", encoding="utf-8")
    for name in (ANCHORS, MANIFEST):
        sync(target / name)
    return made


def restore(
    backup: Path, place: Place, webhook_key: Path | None = None, *, new_secrets: bool = False
) -> Verified:
    """Put a backup where the database is to be, verified against its anchors and those outside.

    Raises BackupError where the folder is not empty, where the backup is not as it was made, where
    the anchors tell of rows that it lacks, or where its webhooks would be signed with other
    secrets than their receivers have, unless `new_secrets` says that they will get new ones; then
    nothing is left behind.
    """
    target = _file(place)
    _require_empty(target.parent)
    made = _read(backup)
    if not new_secrets:
        _require_webhook_key(made, webhook_key)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.restoring")
    try:
        shutil.copyfile(backup / FILE, aside)
        sync(aside)
        if file_sha256(aside) != made.file_sha256:
            message = f"{FILE} is not as it was backed up"
            raise BackupError(message)
        kept = read_anchors(backup / ANCHORS, place.public_key)
        found = _verified(aside, [*kept, *place.read_anchors()])
        if found.head != (made.sequence, made.sha256):
            message = f"{MANIFEST} names another head than the audit log has"
            raise BackupError(message)
        aside.replace(target)
        sync(target.parent)
    finally:
        for left in target.parent.glob(f"{aside.name}*"):
            left.unlink()
    return found


def _require_webhook_key(made: Backup, webhook_key: Path | None) -> None:
    """Raise BackupError where receivers would refuse what is sent from the restored database."""
    if not made.webhooks or made.webhook_key_sha256 is None:
        return
    if _fingerprint(webhook_key) != made.webhook_key_sha256:
        name = webhook_key.name if webhook_key else "webhooks.key"
        message = (
            f"the backup has {made.webhooks} webhooks, whose secrets follow from {name}, which is "
            "not here or is another: put that of the deployment in its place (RISKMODEL_STATE or "
            "RISKMODEL_WEBHOOK_KEY), or restore with --new-webhook-secrets and give every "
            "receiver its new one (riskmodel webhooks secret)"
        )
        raise BackupError(message)


def _fingerprint(webhook_key: Path | None) -> str | None:
    """Of a key of 256 random bits: nobody works it back."""
    if webhook_key is None or not webhook_key.is_file():
        return None
    return hashlib.sha256(b"webhooks\n" + webhook_key.read_bytes().strip()).hexdigest()


def _webhooks(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        asked = "SELECT count(*) FROM webhooks WHERE removed_at IS NULL"
        return int(connection.execute(asked).fetchone()[0])


def _pem(place: Place) -> str | None:
    if place.public_key is None:
        return None
    held = place.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return held.decode()


def _file(place: Place) -> Path:
    file = file_of(place.url)
    if file is None:
        message = (
            "PostgreSQL has tools of its own: pg_dump --format=custom and pg_restore, or "
            "pg_basebackup with its archive; then riskmodel audit verify"
        )
        raise BackupError(message)
    return file


def _require_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is not empty: what lies there, even a -wal or -shm file, would mix"
        raise BackupError(message)


def _read(backup: Path) -> Backup:
    try:
        return Backup.model_validate_json((backup / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        message = f"{backup} is no backup: {MANIFEST} cannot be read"
        raise BackupError(message) from error


def _verified(file: Path, anchors: list[Anchor]) -> Verified:
    with closing(sqlite3.connect(file)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    if not sound:
        message = f"{file.name} is damaged: SQLite's integrity check fails"
        raise BackupError(message)
    engine = open_engine(address(f"sqlite:///{file.absolute()}", file.parent))
    try:
        found = verify(engine, anchors)
    finally:
        engine.dispose()
    if found.findings:
        first = found.findings[0]
        message = f"the audit log of {file.name} does not hold: {first.en}"
        raise BackupError(message)
    return found
