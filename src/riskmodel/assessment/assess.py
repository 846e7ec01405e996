"""Put the rules and the score of each household side by side; neither can change the other."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from numpy.typing import NDArray
from pydantic import BaseModel

from riskmodel.assessment.answer import Answer, MadeWith, Parts, agreement, answer_of
from riskmodel.assessment.message import Assessment
from riskmodel.assessment.wording.risk import reasons_not_scored
from riskmodel.assessment.writing.quality import quality_json
from riskmodel.assessment.writing.risk import explanation_json, risk_json
from riskmodel.assessment.writing.rules import eligibility_json
from riskmodel.eligibility import check_household
from riskmodel.errors import ModelNotFoundError
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import ServedModel, read_champion
from riskmodel.schema.columns import Columns
from riskmodel.schema.quality import data_quality
from riskmodel.schema.record import columns_from_records
from riskmodel.scoring import HouseholdScore, score, score_household
from riskmodel.stages import mark

LINE = "monitoring_line"


@dataclass(frozen=True)
class Assessor:
    """The rule pack and the champion that assessments are made with; immutable."""

    parameters: Parameters
    model: ServedModel | None

    def answer(self, columns: Columns, as_of: NDArray[np.datetime64]) -> list[Answer]:
        """Assess every household, in order, as known on its day of `as_of`, shape (rows,).

        Raises ModelNotFoundError where no champion is loaded.
        """
        model = self.require_model()
        mark("parse")
        line = self.parameters.on(
            LINE, as_of, columns.text("province_code"), columns.text("county_code")
        ).values
        quality = data_quality(columns, line, as_of)
        answers = []
        for row, scored in enumerate(_scored(model, columns, line)):
            found = check_household(columns, as_of, self.parameters, row)
            mark("rules")
            parts = Parts(
                eligibility_json(found),
                risk_json(model, scored),
                explanation_json(model, scored),
                agreement(rule_fires=found.rule_fires, band=scored.band),
                scored.band or None,
                tuple(one.code for one in reasons_not_scored(scored.lacking, scored.slipped)),
                quality_json(quality, row),
            )
            made_with = MadeWith(model.name, model.version, model.artifact_sha256, found.rule_pack)
            answers.append(answer_of(found.written, as_of[row].item(), made_with, parts))
        return answers

    def answer_records(self, records: Sequence[BaseModel], as_of: datetime.date) -> list[Answer]:
        """Assess checked household records, all as known on one day."""
        columns = columns_from_records(records)
        return self.answer(columns, np.full(columns.rows, np.datetime64(as_of, "D")))

    def assess(self, columns: Columns, as_of: NDArray[np.datetime64]) -> list[Assessment]:
        """What `answer` says, as messages."""
        return [answer.message() for answer in self.answer(columns, as_of)]

    def assess_records(
        self, records: Sequence[BaseModel], as_of: datetime.date
    ) -> list[Assessment]:
        """What `answer_records` says, as messages."""
        return [answer.message() for answer in self.answer_records(records, as_of)]

    def require_model(self) -> ServedModel:
        """The champion; raises ModelNotFoundError where none is loaded."""
        if self.model is None:
            message = "no champion is loaded: train a version and run `riskmodel promote VERSION`"
            raise ModelNotFoundError(message)
        return self.model


def assessor_from(
    champions: Path,
    name: str,
    parameters: Path | None = None,
    key: Ed25519PublicKey | None = None,
) -> Assessor:
    """An assessor of the verified champion in a folder, and of the shipped parameters.

    A county's own `parameters` folder overrides the shipped values; with a `key` the champion must
    have been promoted with it. Raises what `read_champion`
    and `Parameters.of_office` raise.
    """
    return Assessor(Parameters.of_office(parameters), read_champion(champions, name, key))


def _scored(
    model: ServedModel, columns: Columns, line: NDArray[np.float64]
) -> Iterator[HouseholdScore]:
    if columns.rows == 1:
        yield score_household(model, columns, float(line[0]))
        return
    scores = score(model, columns, line, by_fit=True)
    for row in range(columns.rows):
        yield scores.household(row)
