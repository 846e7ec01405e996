"""Make one part of a batch: a pure function of its specification, on whatever machine it runs."""

import csv
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from riskmodel.assessment import Assessor
from riskmodel.assessment.table import assess_table, score_alone
from riskmodel.assessment.unasked import nobody
from riskmodel.errors import DataError
from riskmodel.on_disk import file_sha256
from riskmodel.scale.asked import PartRecord, PartSpec
from riskmodel.scale.columns_out import assessed_out, output_schema, scores_out
from riskmodel.scale.desk import open_desk
from riskmodel.scale.faults import RowFault
from riskmodel.scale.files import placed, write_text
from riskmodel.scale.readers import read_rows
from riskmodel.scale.sift import Sound, sift
from riskmodel.scale.tally import Tally, add_tallies, tally_assessed, tally_faults, tally_scores
from riskmodel.scoring import catalogue_features

PARTS, QUARANTINE, RECORDS = "parts", "quarantine", "records"
"""Folders of an output."""


def run_part(spec: PartSpec) -> PartRecord:
    """Assess the rows of one input part and write its files; the record is written last.

    The same specification gives the same bytes. It may run twice at once: each writes aside and
    puts the same files in place. Raises DataError for an input that is gone or broken, SchemaError
    for columns that no household has, NoRoomError for a full disk.
    """
    assessor = _assessor(spec)
    try:
        source_sha256 = file_sha256(spec.source.path)
    except OSError as error:
        message = f"{spec.source.name} is gone or cannot be read: put it back"
        raise DataError(message) from error
    made = _make(assessor, spec)
    output, quarantine = output_path(spec), quarantine_path(spec)
    if not made.quarantined:
        quarantine.unlink(missing_ok=True)  # of an input that was mended since
    record = PartRecord(
        name=spec.source.name,
        source=spec.source.path.name,
        source_sha256=source_sha256,
        rows=made.assessed + made.quarantined,
        assessed=made.assessed,
        quarantined=made.quarantined,
        output=output.relative_to(spec.out).as_posix(),
        output_sha256=file_sha256(output),
        quarantine=quarantine.relative_to(spec.out).as_posix() if made.quarantined else None,
        quarantine_sha256=file_sha256(quarantine) if made.quarantined else None,
        declined_sha256=declined_sha256(spec.declined),
        tally=add_tallies(made.tallies),
    )
    write_text(record_path(spec), record.model_dump_json(indent=1) + "\n")
    return record


def declined_sha256(declined: frozenset[str]) -> str:
    """The digest of a register of households that declined."""
    return hashlib.sha256("\n".join(sorted(declined)).encode()).hexdigest()


def flat_name(source: str) -> str:
    """A part's name as that of a file: its folders would be read as columns once more."""
    return source.replace("/", "--")


def output_path(spec: PartSpec) -> Path:
    """The file of a part's households."""
    stem = flat_name(spec.source.name).removesuffix(".parquet")
    return spec.out / PARTS / f"{stem}.parquet"


def quarantine_path(spec: PartSpec) -> Path:
    """The file of a part's rows that cannot be assessed: row, field, reason."""
    return spec.out / QUARANTINE / f"{flat_name(spec.source.name)}.csv"


def record_path(spec: PartSpec) -> Path:
    """The file that says that a part is done."""
    return spec.out / RECORDS / f"{flat_name(spec.source.name)}.json"


class _Made:
    def __init__(self) -> None:
        self.assessed = self.quarantined = 0
        self.tallies: list[Tally] = []


def _assessor(spec: PartSpec) -> Assessor:
    opened = open_desk(spec.desk, spec.versions)
    return replace(
        opened, household_declined=spec.declined.__contains__ if spec.declined else nobody
    )


def _make(assessor: Assessor, spec: PartSpec) -> _Made:
    made = _Made()
    features = catalogue_features(assessor.require_model().artifact.model)
    asked = spec.asked
    schema = output_schema(
        features, score_only=asked.score_only, contributions=asked.contributions
    )
    told = {f"riskmodel.{name}": value for name, value in spec.versions.model_dump().items()}
    with ExitStack() as stack:
        output = stack.enter_context(placed(output_path(spec)))
        faults = _Quarantine(stack, quarantine_path(spec))
        writer = stack.enter_context(
            pq.ParquetWriter(output, schema.with_metadata(told), compression="zstd")
        )
        for rows in read_rows(spec.source):
            sound = sift(rows, spec)
            faults.write(sound.faults)
            made.quarantined += sound.quarantined
            made.assessed += sound.columns.rows
            made.tallies.append(tally_faults(sound.faults))
            for table, tally in _assessed(assessor, sound, schema):
                writer.write_table(table)
                made.tallies.append(tally)
    return made


def _assessed(
    assessor: Assessor, sound: Sound, schema: pa.Schema
) -> Iterator[tuple[pa.Table, Tally]]:
    columns, as_of = sound.columns, sound.as_of
    if columns.rows == 0:
        return
    model = assessor.require_model().artifact.model
    if "proposed_status" in schema.names:
        found = assess_table(assessor, columns, as_of)
        yield assessed_out(columns, as_of, found, schema), tally_assessed(model, columns, found)
    else:
        figures, unasked = score_alone(assessor, columns, as_of)
        table = scores_out(columns, as_of, figures, unasked, schema)
        yield table, tally_scores(model, columns, figures, unasked)


class _Quarantine:
    """Writes faults to a file that is made with the first of them."""

    def __init__(self, stack: ExitStack, path: Path) -> None:
        self._stack, self._path = stack, path
        self._file: TextIO | None = None

    def write(self, faults: list[RowFault]) -> None:
        if not faults:
            return
        if self._file is None:
            aside = self._stack.enter_context(placed(self._path))
            file = aside.open("w", encoding="utf-8", newline="")
            self._file = self._stack.enter_context(file)
            csv.writer(file, lineterminator="\n").writerow(RowFault._fields)
        csv.writer(self._file, lineterminator="\n").writerows(faults)
