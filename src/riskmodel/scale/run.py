"""Run a batch: plan its parts, make those that are not done, and sum up."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from riskmodel.errors import ConfigurationError, DataError, PartsFailedError
from riskmodel.on_disk import file_sha256
from riskmodel.scale.asked import Asked, Desk, PartRecord, PartSpec, Source, Versions
from riskmodel.scale.desk import current_versions
from riskmodel.scale.files import write_text
from riskmodel.scale.local import Engine, PartFailed, in_threads
from riskmodel.scale.manifest import (
    MANIFEST,
    Head,
    Manifest,
    begin,
    done_record,
    locked,
    manifest_of,
    names_done,
)
from riskmodel.scale.part import flat_name
from riskmodel.scale.sources import find_sources


@dataclass(frozen=True)
class Batch:
    """What to assess, where to, and with what; `declined` are households that declined a score.

    `versions` are those to go on with, None for the champion and the parameters of now.
    """

    given: Path
    out: Path
    desk: Desk
    asked: Asked = field(default_factory=Asked)
    declined: frozenset[str] = frozenset()
    versions: Versions | None = None


class Progress(NamedTuple):
    """How far a batch is: parts, rows, and bytes of input; seconds since it went on.

    Rows and bytes of parts that an earlier run made count as done, and not into the rate.
    """

    parts: int
    parts_done: int
    rows: int
    quarantined: int
    weight: int
    weight_done: int
    weight_kept: int
    rows_kept: int
    seconds: float

    @property
    def rows_a_second(self) -> float:
        """The rate of this run."""
        return (self.rows - self.rows_kept) / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the rate of this run; None before it has one."""
        made = self.weight_done - self.weight_kept
        return self.seconds * (self.weight - self.weight_done) / made if made > 0 else None


Tell = Callable[[Progress, PartRecord | None], None]


class Done(NamedTuple):
    """A batch that is whole: its manifest, and the records of its parts in their order."""

    manifest: Manifest
    records: list[PartRecord]


def run_batch(
    batch: Batch, tell: Tell = lambda _progress, _record: None, engine: Engine | None = None
) -> Done:
    """Make every part that is not done, and write the manifest.

    `tell` is called when a part is done, or was found done; what it raises ends the run. Raises
    OutputTakenError, PartsFailedError once all other parts are made, NoRoomError, and what
    `read_champion` raises.
    """
    _require_apart(batch)
    sources = find_sources(batch.given)
    _require_different(sources)
    with locked(batch.out):
        head = Head(asked=batch.asked, made_with=batch.versions or current_versions(batch.desk))
        begin(batch.out, head)
        specs = [
            PartSpec(one, batch.out, batch.asked, head.made_with, batch.desk, batch.declined)
            for one in sources
        ]
        failed = _lost(batch.out, sources)
        made, more = _make_all(specs, tell, engine or in_threads(1))
        failed += more
        if failed:
            raise _failure(failed, len(made), len(specs))
        records = [made[spec.source.name] for spec in specs]
        manifest = manifest_of(head, records)
        write_text(batch.out / MANIFEST, manifest.model_dump_json(indent=1) + "\n")
    return Done(manifest, records)


def _make_all(
    specs: Sequence[PartSpec], tell: Tell, engine: Engine
) -> tuple[dict[str, PartRecord], list[str]]:
    """The records by part, and what went wrong with the others."""
    counted = _Counted(specs, tell)
    failed: list[str] = []
    wanted: list[PartSpec] = []
    for spec in specs:
        record = done_record(spec)
        if record is None:
            wanted.append(spec)
        elif fault := _changed(spec, record):
            failed.append(fault)
        else:
            counted.kept(spec, record)
    counted.begin()
    for outcome in engine(wanted) if wanted else ():
        if isinstance(outcome, PartFailed):
            failed.append(f"{outcome.spec.source.name}: {outcome.words}")
        else:
            counted.made(outcome)
    return counted.records, failed


class _Counted:
    """The records so far, told of as they come."""

    def __init__(self, specs: Sequence[PartSpec], tell: Tell) -> None:
        self.records: dict[str, PartRecord] = {}
        self._weights = {spec.source.name: spec.source.weight for spec in specs}
        self._tell, self._began = tell, time.monotonic()
        self._kept: set[str] = set()

    def kept(self, spec: PartSpec, record: PartRecord) -> None:
        self._kept.add(spec.source.name)
        self.made(record)

    def begin(self) -> None:
        self._began = time.monotonic()
        self._tell(self._progress(), None)

    def made(self, record: PartRecord) -> None:
        self.records[record.name] = record
        self._tell(self._progress(), record)

    def _progress(self) -> Progress:
        kept = [one for name, one in self.records.items() if name in self._kept]
        return Progress(
            parts=len(self._weights),
            parts_done=len(self.records),
            rows=sum(one.rows for one in self.records.values()),
            quarantined=sum(one.quarantined for one in self.records.values()),
            weight=sum(self._weights.values()),
            weight_done=sum(self._weights[name] for name in self.records),
            weight_kept=sum(self._weights[one.name] for one in kept),
            rows_kept=sum(one.rows for one in kept),
            seconds=time.monotonic() - self._began,
        )


def _changed(spec: PartSpec, record: PartRecord) -> str | None:
    try:
        same = file_sha256(spec.source.path) == record.source_sha256
    except OSError:
        same = False
    if same:
        return None
    return f"{spec.source.name}: it is not what it was when it was assessed: put that back"


def _lost(out: Path, sources: Sequence[Source]) -> list[str]:
    """Parts that are done and are no longer in the input."""
    lost = names_done(out) - {flat_name(one.name) for one in sources}
    return [
        f"{name}: it was assessed and is gone from the input: put it back" for name in sorted(lost)
    ]


def _failure(failed: Sequence[str], made: int, parts: int) -> PartsFailedError:
    told = "\n".join(failed[:20])
    more = f"\n… and {len(failed) - 20} more" if len(failed) > 20 else ""
    message = (
        f"{made} of {parts} parts are done; mend these and run the same command again, or give "
        f"another output folder:\n{told}{more}"
    )
    return PartsFailedError(message)


def _require_apart(batch: Batch) -> None:
    given, out = batch.given.resolve(), batch.out.resolve()
    if given == out or given in out.parents or out in given.parents:
        message = "input and output lie within each other: give an output folder of its own"
        raise ConfigurationError(message)


def _require_different(sources: Sequence[Source]) -> None:
    names = {flat_name(one.name).removesuffix(".parquet") for one in sources}
    if len(names) < len(sources):
        message = "two files of the input would have one name in the output: rename one of them"
        raise DataError(message)
