"""What is asked of a batch and of each of its parts; all of it can be sent to another machine."""

import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from riskmodel.scale.tally import Tally


class Part(BaseModel):
    """Immutable, and read strictly."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Asked(Part):
    """What changes the bytes of the output.

    `as_of_date` is for rows that have no day of their own. `areas` are the only ones whose
    households may be assessed, None for all. `score_only` leaves rules, reasons and data quality
    out.
    """

    as_of_date: datetime.date | None = None
    contributions: bool = False
    score_only: bool = False
    areas: tuple[str, ...] | None = None


class Versions(Part):
    """What a batch is made with."""

    model: str
    version: str
    artifact_sha256: str
    rule_pack: str
    schema_sha256: str
    riskmodel: str


class Desk(NamedTuple):
    """Where the champion and the parameters are read from."""

    champions: Path
    model: str
    parameters: Path | None = None
    public_key: Path | None = None


class Source(NamedTuple):
    """One input part: a file, or some row groups of a large Parquet file.

    `partition` holds what the folder names say, as `province_code=53`. `first_row` counts the
    rows of the file before it. `weight` is its size in bytes, for progress.
    """

    name: str
    path: Path
    kind: str
    weight: int
    partition: tuple[tuple[str, str], ...] = ()
    row_groups: tuple[int, ...] | None = None
    first_row: int = 0


class PartSpec(NamedTuple):
    """One part to make: `run_part` needs nothing else, on whatever machine it runs.

    `declined` are the households that declined automated scoring.
    """

    source: Source
    out: Path
    asked: Asked
    versions: Versions
    desk: Desk
    declined: frozenset[str] = frozenset()


class ManifestPart(Part):
    """What the manifest says of one part.

    Paths are below the output folder; `rows` were read, of which `quarantined` were left out.
    """

    name: str
    source_sha256: str
    rows: int
    assessed: int
    quarantined: int
    output: str
    output_sha256: str
    quarantine: str | None
    quarantine_sha256: str | None


class PartRecord(ManifestPart):
    """What became of one part; written when all its files are on the disk."""

    source: str
    declined_sha256: str
    tally: Tally
