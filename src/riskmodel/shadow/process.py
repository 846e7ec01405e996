"""The process that scores with the challenger: answers in, lines in a file out."""

import datetime
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from riskmodel.parameters import Parameters
from riskmodel.registry.champion import ServedModel, read_placed_version
from riskmodel.registry.golden import require_golden
from riskmodel.registry.pointer import Pointer
from riskmodel.schema.record import columns_from_records, read_record
from riskmodel.scoring import figures, reader_of
from riskmodel.shadow.scores import Scored, ShadowScore, file_of

LINE = "monitoring_line"


def main(champions: str, folder: str, parameters: str, pointer: str) -> None:
    """Score until there is nothing more to read."""
    named = Pointer.model_validate_json(pointer)
    served = read_placed_version(Path(champions), named)
    require_golden(served.artifact, served.explainer)
    legal = Parameters.of_office(Path(parameters) if parameters else None)
    for line in sys.stdin.buffer:
        _append(Path(folder), served.name, beside(served, legal, json.loads(line)))


def beside(served: ServedModel, parameters: Parameters, told: dict[str, Any]) -> ShadowScore:
    """What the challenger makes of a household, beside what the champion answered."""
    began = time.perf_counter()
    message = told["message"]
    risk = message["risk"]
    columns = columns_from_records([read_record(told["household"])])
    as_of = np.array([message["as_of_date"]], dtype="datetime64[D]")
    where = (columns.text("province_code"), columns.text("county_code"))
    line = parameters.on(LINE, as_of, *where).values
    found = figures(reader_of(served.artifact.model, served.explainer), columns, line)
    scored = found.scored(0)
    return ShadowScore(
        at=datetime.datetime.now(datetime.UTC),
        assessment_id=message["assessment_id"],
        champion=Scored(**{name: risk[name] for name in Scored.model_fields}),
        challenger=Scored(
            version=served.version,
            artifact_sha256=served.artifact_sha256,
            probability=float(found.probability[0]) if scored else None,
            band=str(found.band[0]) if scored else None,
        ),
        milliseconds=1000 * (time.perf_counter() - began),
        dropped_before=told["dropped_before"],
    )


def _append(folder: Path, model: str, score: ShadowScore) -> None:
    path = file_of(folder, model, score.at.date(), os.getpid())
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(score.model_dump_json().encode() + b"\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
