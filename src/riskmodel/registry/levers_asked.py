"""Who asked what a measure would go with, for which household and why: append-only, by month.

`<state>/levers/2026-11.jsonl` is a chain of its own. A household is kept as a keyed hash of its
id (HMAC-SHA-256): who has the file alone can neither read an id nor try ids out. Each household
has a key of its own a month, in `2026-11.keys`, under a name that the month's key `2026-11.key`
gives: once the one is deleted nobody can tell which lines were about that household, once the
other is, which were about whom.
"""

import datetime
import hmac
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from riskmodel.errors import ConfigurationError
from riskmodel.registry.chain import Chained, append_to_chain, read_chain

_KEY_BYTES = 32


class LeverAsked(Chained):
    """One question; `levers` are the fields that were tried out, each by itself."""

    at: datetime.datetime
    by: str
    reason: str
    household_hmac: str
    as_of_date: datetime.date
    model: str
    version: str
    artifact_sha256: str
    rule_pack: str
    levers: list[str]


def household_hmac(folder: Path, household_id: str, at: datetime.datetime) -> str:
    """What stands for a household in the record of a month, under its own key of that month.

    Raises ConfigurationError where a key cannot be read or made.
    """
    try:
        month = _key(_file(folder, at, "key"))
        key = _key(_own_key(_file(folder, at, "keys"), month, household_id))
    except OSError as error:
        raise ConfigurationError(_unwritable(folder)) from error
    return _digest(key, household_id)


def record_asked(folder: Path, asked: LeverAsked) -> LeverAsked:
    """Keep a question, before it is answered.

    Raises ConfigurationError where the folder cannot be written and ArtifactTamperedError where
    its file was altered: no question is answered that is not kept.
    """
    try:
        return append_to_chain(_file(folder, asked.at, "jsonl"), asked)
    except OSError as error:
        raise ConfigurationError(_unwritable(folder)) from error


def read_asked(folder: Path, month: datetime.date) -> list[LeverAsked]:
    """The questions of a month, oldest first; raises ArtifactTamperedError."""
    return read_chain(_file(folder, month, "jsonl"), LeverAsked)


def forget_household(folder: Path, household_id: str) -> list[str]:
    """Delete the keys of one household; in which months it had one.

    Its lines stay in their chains: with every other household's they can no longer be told apart.
    """
    forgotten = []
    for month in sorted(folder.glob("????-??.key")) if folder.is_dir() else []:
        own = _own_key(month.with_suffix(".keys"), month.read_bytes(), household_id)
        if own.exists():
            own.unlink()
            forgotten.append(month.stem)
    return forgotten


def forget_households(folder: Path, before: datetime.date) -> list[str]:
    """Delete the keys of the months that ended before a day; which months those were."""
    keys = sorted(folder.glob("????-??.key")) if folder.is_dir() else []
    over = [path for path in keys if path.stem < f"{before:%Y-%m}"]
    for path in over:
        path.unlink()
        shutil.rmtree(path.with_suffix(".keys"), ignore_errors=True)
    return [path.stem for path in over]


def _own_key(folder: Path, month: bytes, household_id: str) -> Path:
    """Where the key of a household lies; its name tells nothing to who has no month's key."""
    return folder / f"{_digest(month, household_id)[:32]}.key"


def _digest(key: bytes, household_id: str) -> str:
    return hmac.digest(key, household_id.encode(), "sha256").hex()


def _key(path: Path) -> bytes:
    """The key in a file, made where there is none: whole, or not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first
            os.link(made, path)
        made.unlink()
    return path.read_bytes()


def _unwritable(folder: Path) -> str:
    return f"{folder.name} below RISKMODEL_STATE cannot be written: nothing is tried"


def _file(folder: Path, day: datetime.date, kind: str) -> Path:
    return folder / f"{day:%Y-%m}.{kind}"
