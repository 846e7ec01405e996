"""Who proposed, promoted and refused what, and when: an append-only file beside the champions.

`<champions>/<model>/history.jsonl` is a chain of records. MLflow keeps neither.
"""

import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from riskmodel.errors import ConfigurationError
from riskmodel.registry.chain import Chained, append_to_chain, read_chain

FILE = "history.jsonl"

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]


class Act(StrEnum):
    """What a person did, or what the gate did with it."""

    PROPOSED = "proposed"
    PROMOTED = "promoted"
    FORCED = "forced"
    """Promoted against the gate, for a recorded reason."""
    REFUSED = "refused"
    """By a person."""
    STOPPED = "stopped"
    """By the gate."""
    SHADOWED = "shadowed"
    """Made challenger: scored beside the champion, never answering."""


LIVE = (Act.PROMOTED, Act.FORCED)


class Person(BaseModel):
    """Who acts, and why; both in plain words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Words
    reason: Words

    def is_same_as(self, other: str) -> bool:
        """Whether two names are one person's, whatever their spaces and capitals."""
        return "".join(self.name.split()).casefold() == "".join(other.split()).casefold()


class Record(Chained):
    """One line of the history; `gate` is what spoke against the version at that moment."""

    at: datetime.datetime
    act: Act
    model: str
    version: str
    artifact_sha256: str
    by: str
    reason: str
    proposed_by: str
    gate: list[str]


def person(name: str, reason: str) -> Person:
    """A named person with a reason; raises ConfigurationError for an empty or endless one."""
    try:
        return Person(name=name, reason=reason)
    except ValidationError as error:
        fields = ", ".join(str(fault["loc"][0]) for fault in error.errors(include_url=False))
        message = f"{fields}: give 2 to 500 characters, so that it can be asked about later"
        raise ConfigurationError(message) from error


def read_history(champions: Path, model: str) -> list[Record]:
    """Every record, oldest first; raises ArtifactTamperedError where the chain is broken."""
    return read_chain(champions / model / FILE, Record)


def append_record(champions: Path, record: Record) -> Record:
    """Write one record behind the others and onto the disk; one writer at a time.

    `previous_sha256` is filled in here. Raises ArtifactTamperedError where the file was altered.
    """
    return append_to_chain(champions / record.model / FILE, record)


def live_on(history: list[Record], moment: datetime.datetime) -> Record | None:
    """What was live at a moment and who put it there; None before the first promotion."""
    before = [record for record in history if record.act in LIVE and record.at <= moment]
    return before[-1] if before else None


def open_proposal(history: list[Record], version: str) -> Record | None:
    """The newest proposal of a version that nobody has promoted or refused since."""
    of_version = [record for record in history if record.version == version]
    for record in reversed(of_version):
        if record.act is Act.PROPOSED:
            return record
        if record.act not in (Act.STOPPED, Act.SHADOWED):
            return None
    return None
