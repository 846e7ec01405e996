"""Who asked what a measure would go with, for which household and why: append-only, by month.

`<state>/levers/2026-11.jsonl` is a chain of its own. A household is kept as the SHA-256 of its id,
so that no id is read in passing; whoever can guess an id can still look it up.
"""

import datetime
import hashlib
from pathlib import Path

from riskmodel.errors import ConfigurationError
from riskmodel.registry.chain import Chained, append_to_chain, read_chain


class LeverAsked(Chained):
    """One question; `levers` are the fields that were tried out, each by itself."""

    at: datetime.datetime
    by: str
    reason: str
    household_sha256: str
    as_of_date: datetime.date
    model: str
    version: str
    artifact_sha256: str
    rule_pack: str
    levers: list[str]


def household_sha256(household_id: str) -> str:
    """What stands for a household in the record."""
    return hashlib.sha256(household_id.encode()).hexdigest()


def record_asked(folder: Path, asked: LeverAsked) -> LeverAsked:
    """Keep a question, before it is answered.

    Raises ConfigurationError where the folder cannot be written and ArtifactTamperedError where
    its file was altered: no question is answered that is not kept.
    """
    try:
        return append_to_chain(_file(folder, asked.at), asked)
    except OSError as error:
        message = f"{folder.name} below RISKMODEL_STATE cannot be written: nothing is tried"
        raise ConfigurationError(message) from error


def read_asked(folder: Path, month: datetime.date) -> list[LeverAsked]:
    """The questions of a month, oldest first; raises ArtifactTamperedError."""
    return read_chain(_file(folder, month), LeverAsked)


def _file(folder: Path, day: datetime.date) -> Path:
    return folder / f"{day:%Y-%m}.jsonl"
