"""The households of a batch's list again, with their records: its output holds figures alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import ValidationError

from riskmodel.assessment import Answer
from riskmodel.assessment.unasked import nobody
from riskmodel.errors import DataError
from riskmodel.on_disk import file_sha256
from riskmodel.scale.asked import Desk, ManifestPart, PartSpec, Source
from riskmodel.scale.desk import open_desk
from riskmodel.scale.manifest import MANIFEST, Manifest
from riskmodel.scale.readers import read_rows
from riskmodel.scale.sift import sift
from riskmodel.scale.sources import find_sources
from riskmodel.scale.visits import Wanted, choose
from riskmodel.schema.columns import Columns

_KEY = ["household_id", "as_of_date"]
Key = tuple[str, np.datetime64]


class Finished(NamedTuple):
    """A batch that is whole: what it read, what it wrote, and what it was made with.

    `declined` are the households that declined automated scoring, as of now.
    """

    given: Path
    out: Path
    desk: Desk
    declined: frozenset[str] = frozenset()


class Assessed(NamedTuple):
    """Households of the list by the versions of the batch: their records and answers, in order."""

    columns: Columns
    answers: list[Answer]


def assess_again(batch: Finished, wanted: Wanted) -> Iterator[Assessed]:
    """Assess the households of a list anew, so that each has an assessment that can be kept.

    The id of an assessment follows from record, day and versions: doing it again gives the same
    ones. Raises DataError where the batch is not whole, or its files are no longer what they were,
    and what `open_desk` raises.
    """
    manifest = _manifest(batch.out)
    if manifest.head.asked.score_only:
        message = (
            f"{batch.out} holds scores alone: a case needs rules too, so run a batch with both"
        )
        raise DataError(message)
    parts = {one.name: one for one in manifest.parts}
    for one in manifest.parts:
        _require_same(batch.out / one.output, one.output_sha256)
    paths = [batch.out / one.output for one in manifest.parts]
    keys = _keys(choose(paths, wanted))
    for source in find_sources(batch.given):
        part = parts.get(source.name)
        if part is not None and not keys.isdisjoint(_keys(_read(batch.out / part.output))):
            yield from _of_part(batch, manifest, source, part, keys)


def _of_part(
    batch: Finished, manifest: Manifest, source: Source, part: ManifestPart, keys: set[Key]
) -> Iterator[Assessed]:
    _require_same(source.path, part.source_sha256)
    head = manifest.head
    declined = batch.declined.__contains__ if batch.declined else nobody
    assessor = replace(open_desk(batch.desk, head.made_with), household_declined=declined)
    spec = PartSpec(source, batch.out, head.asked, head.made_with, batch.desk, batch.declined)
    for rows in read_rows(source):
        sound = sift(rows, spec)
        among = _among(sound.columns, sound.as_of, keys)
        if len(among):
            columns = sound.columns.take(among)
            yield Assessed(columns, assessor.answer(columns, sound.as_of[among]))


def _among(columns: Columns, as_of: NDArray[np.datetime64], keys: set[Key]) -> NDArray[np.intp]:
    pairs = zip(columns.text("household_id").tolist(), as_of.astype("datetime64[D]"), strict=True)
    return np.flatnonzero([pair in keys for pair in pairs])


def _read(path: Path) -> pa.Table:
    return pq.read_table(path, columns=_KEY)


def _keys(table: pa.Table) -> set[Key]:
    days = table["as_of_date"].to_numpy().astype("datetime64[D]") if table.num_rows else []
    return set(zip(table["household_id"].to_pylist(), days, strict=True))


def _manifest(out: Path) -> Manifest:
    try:
        return Manifest.model_validate_json((out / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        message = f"{out} holds no whole batch: run `riskmodel batch` into it to its end"
        raise DataError(message) from error


def _require_same(path: Path, sha256: str) -> None:
    try:
        same = file_sha256(path) == sha256
    except OSError:
        same = False
    if not same:
        message = f"{path.name} is not what it was when the batch was made: put that back"
        raise DataError(message)
