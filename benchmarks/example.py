"""The champion of the settings and the documented household: what is assessed and served."""

import datetime
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from riskmodel.assessment import Assessor, assessor_from, read_question
from riskmodel.registry.champion import ServedModel
from riskmodel.schema.record import columns_from_records
from riskmodel.schema.strict_json import read_json
from riskmodel.scoring import score
from riskmodel.settings import Settings

BODY = Path(__file__).parents[1] / "docs" / "examples" / "household.json"
LINE = 8_700.0


@dataclass(frozen=True)
class Example:
    """A household as it is asked about, and what answers."""

    assessor: Assessor
    model: ServedModel
    body: bytes
    as_of: datetime.date
    record: BaseModel

    def features(self, rows: int) -> NDArray[np.float64]:
        """The household's row for the model, so many times over, shape (rows, features)."""
        columns = columns_from_records([self.record] * rows)
        return score(self.model, columns, np.full(rows, LINE)).X


def read_example(settings: Settings) -> Example:
    """Needs a champion below the state folder: `make bench` makes one, as the demo does."""
    assessor = assessor_from(settings.champions, settings.model_name, settings.parameters)
    if assessor.model is None:
        sys.exit("no champion: run `riskmodel demo` first")
    body = BODY.read_bytes()
    as_of, record = read_question(read_json(body))
    return Example(assessor, assessor.model, body, as_of, record)
