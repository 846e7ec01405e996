"""What is kept of a household that champion and challenger both scored.

One line of JSON a household in `<folder>/<model>/<day>.<process>.jsonl`: apart from the database,
since losing such a line breaks no promise, and writing one must not cost a place in its queue. A
line holds the id of the assessment and the figures, nothing of the household.
"""

import datetime
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError


class Scored(BaseModel):
    """One version's figures of a household; both None where it gave no score."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    artifact_sha256: str
    probability: float | None
    band: str | None


class ShadowScore(BaseModel):
    """One household by both versions; `milliseconds` is what the challenger took."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime.datetime
    assessment_id: str
    champion: Scored
    challenger: Scored
    milliseconds: float
    dropped_before: int = 0
    """Households since the line before that were not scored in time, and left out."""


def file_of(folder: Path, model: str, day: datetime.date, process: int) -> Path:
    """Where one process writes on one day."""
    return folder / model / f"{day.isoformat()}.{process}.jsonl"


def read_scores(folder: Path, model: str) -> Iterator[ShadowScore]:
    """Every line that is whole, by day; a last one that broke off is left out."""
    for path in sorted((folder / model).glob("*.jsonl")):
        yield from _read(path)


def newest_scores(folder: Path, model: str, most: int) -> list[ShadowScore]:
    """The lines of the newest files, the newest file first, until there are as many as asked."""
    newest = sorted((folder / model).glob("*.jsonl"), reverse=True)
    return list(islice((one for path in newest for one in _read(path)), most))


def _read(path: Path) -> Iterator[ShadowScore]:
    with path.open("rb") as file:
        for line in file:
            try:
                yield ShadowScore.model_validate_json(line)
            except ValidationError:
                continue
