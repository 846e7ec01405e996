"""Put the rules and the score of each household side by side; neither can change the other."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from numpy.typing import NDArray
from pydantic import BaseModel

from riskmodel.assessment.answer import Answer, MadeWith, Parts, agreement, answer_of
from riskmodel.assessment.message import Assessment
from riskmodel.assessment.unasked import (
    HouseholdDeclined,
    Unasked,
    nobody,
    require_asked,
    unasked_among,
    unasked_risk,
)
from riskmodel.assessment.wording.risk import reasons_not_scored
from riskmodel.assessment.writing.quality import quality_json
from riskmodel.assessment.writing.risk import explanation_json, risk_json
from riskmodel.assessment.writing.rules import eligibility_json
from riskmodel.eligibility import HouseholdEligibility, check_household, figure_in_force
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
    """The rule pack and the champion that assessments are made with; immutable.

    `household_declined` says of which households the model may not be asked.
    """

    parameters: Parameters
    model: ServedModel | None
    household_declined: HouseholdDeclined = nobody

    def answer(self, columns: Columns, as_of: NDArray[np.datetime64]) -> list[Answer]:
        """Assess every household, in order, as known on its day of `as_of`, shape (rows,).

        The model is not run for those that declined, nor past its expiry. Raises
        ModelNotFoundError where no champion is loaded.
        """
        model = self.require_model()
        mark("parse")
        line = self._line(columns, as_of)
        quality = data_quality(columns, line, as_of)
        answers = []
        for row, scored in enumerate(self._scored(model, columns, as_of, line)):
            found = check_household(columns, as_of, self.parameters, row)
            mark("rules")
            checked = eligibility_json(found), quality_json(quality, row)
            parts = _parts(model, found, scored, checked)
            made_with = _made_with(model, found, scored)
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

    def _line(self, columns: Columns, as_of: NDArray[np.datetime64]) -> NDArray[np.float64]:
        if columns.rows == 1:  # a household shares its area and day with others: looked up once
            return np.array([figure_in_force(LINE, columns, as_of, self.parameters)])
        places = columns.text("province_code"), columns.text("county_code")
        return self.parameters.on(LINE, as_of, *places).values

    def _scored(
        self,
        model: ServedModel,
        columns: Columns,
        as_of: NDArray[np.datetime64],
        line: NDArray[np.float64],
    ) -> Sequence[HouseholdScore | Unasked]:
        """The score of each row, or why the model is not asked: here alone it is decided."""
        why = unasked_among(model, columns, as_of, self.household_declined)
        if why is None:
            return _asked(model, columns, line)
        rows = np.flatnonzero(why == "")
        scored = iter(_asked(model, columns.take(rows), line[rows]) if len(rows) else ())
        return [Unasked(one) if one else next(scored) for one in why.tolist()]

    def require_asked(self, record: BaseModel, as_of: datetime.date) -> None:
        """Raise ScoringDeclinedError or NotScoredError where the model may not be asked."""
        household = getattr(record, "household_id")  # noqa: B009 - the model is made of fields
        require_asked(self.require_model(), str(household), as_of, self.household_declined)


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


def _asked(
    model: ServedModel, columns: Columns, line: NDArray[np.float64]
) -> list[HouseholdScore]:
    if columns.rows == 1:
        return [score_household(model, columns, float(line[0]))]
    scores = score(model, columns, line, by_fit=True)
    return [scores.household(row) for row in range(columns.rows)]


def _made_with(
    model: ServedModel, found: HouseholdEligibility, scored: HouseholdScore | Unasked
) -> MadeWith:
    scoring = scored.value if isinstance(scored, Unasked) else None
    return MadeWith(model.name, model.version, model.artifact_sha256, found.rule_pack, scoring)


def _parts(
    model: ServedModel,
    found: HouseholdEligibility,
    scored: HouseholdScore | Unasked,
    checked: tuple[bytes, bytes],
) -> Parts:
    eligibility, quality = checked
    if isinstance(scored, Unasked):
        risk = unasked_risk(model, scored).model_dump_json().encode()
        return Parts(eligibility, risk, b"null", None, None, (scored.value,), quality)
    return Parts(
        eligibility,
        risk_json(model, scored),
        explanation_json(model, scored),
        agreement(rule_fires=found.rule_fires, band=scored.band),
        scored.band or None,
        tuple(one.code for one in reasons_not_scored(scored.lacking, scored.slipped)),
        quality,
    )
