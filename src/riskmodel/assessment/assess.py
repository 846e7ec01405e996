"""Put the rules and the score of each household side by side; neither can change the other."""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from riskmodel.assessment.declined import (
    DECLINED,
    HouseholdDeclined,
    declined_among,
    declined_risk,
    is_declined,
    nobody,
    require_willing,
)
from riskmodel.assessment.message import Agreement, Assessment
from riskmodel.assessment.message.risk import Explanation, Risk
from riskmodel.assessment.wording.risk import explanation_message, risk_message
from riskmodel.assessment.wording.rules import eligibility_message, quality_message
from riskmodel.eligibility import HouseholdEligibility, check_household
from riskmodel.errors import ModelNotFoundError
from riskmodel.modelling.model import Band
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import ServedModel, read_champion
from riskmodel.schema.columns import Columns
from riskmodel.schema.quality import QualityReport, data_quality
from riskmodel.schema.record import columns_from_records
from riskmodel.scoring import score

LINE = "monitoring_line"
Scored = tuple[Risk, Explanation | None]
"""The model's part of an assessment."""


@dataclass(frozen=True)
class Assessor:
    """The rule pack and the champion that assessments are made with; immutable.

    `household_declined` says of which households the model may not be asked.
    """

    parameters: Parameters
    model: ServedModel | None
    household_declined: HouseholdDeclined = nobody

    def assess(self, columns: Columns, as_of: NDArray[np.datetime64]) -> list[Assessment]:
        """Assess every household, in order, as known on its day of `as_of`, shape (rows,).

        The model is not run for those that declined. Raises ModelNotFoundError where no champion
        is loaded.
        """
        model = self.require_model()
        line = self.parameters.on(
            LINE, as_of, columns.text("province_code"), columns.text("county_code")
        ).values
        scored = self._scored(model, columns, line)
        quality = data_quality(columns, line, as_of)
        return [
            _assessment(
                columns,
                as_of,
                (check_household(columns, as_of, self.parameters, row), scored[row], quality),
                row,
            )
            for row in range(columns.rows)
        ]

    def _scored(
        self, model: ServedModel, columns: Columns, line: NDArray[np.float64]
    ) -> list[Scored]:
        """What the model says of each row: the one place that decides whether it is asked."""
        declined = declined_among(columns.text("household_id"), self.household_declined)
        if not declined.any():
            return _asked(model, columns, line)
        found: list[Scored] = [(declined_risk(model), None)] * columns.rows
        willing = np.flatnonzero(~declined)
        if len(willing):
            scored = _asked(model, columns.take(willing), line[willing])
            for row, one in zip(willing.tolist(), scored, strict=True):
                found[row] = one
        return found

    def require_model(self) -> ServedModel:
        """The champion; raises ModelNotFoundError where none is loaded."""
        if self.model is None:
            message = "no champion is loaded: train a version and run `riskmodel promote VERSION`"
            raise ModelNotFoundError(message)
        return self.model

    def require_willing(self, record: BaseModel) -> None:
        """Raise ScoringDeclinedError where the model may not be asked about a household."""
        household = getattr(record, "household_id")  # noqa: B009 - the model is made of fields
        require_willing(str(household), self.household_declined)

    def assess_records(
        self, records: Sequence[BaseModel], as_of: datetime.date
    ) -> list[Assessment]:
        """Assess checked household records, all as known on one day."""
        columns = columns_from_records(records)
        return self.assess(columns, np.full(columns.rows, np.datetime64(as_of, "D")))


def assessor_from(champions: Path, name: str, parameters: Path | None = None) -> Assessor:
    """An assessor of the verified champion in a folder, and of the shipped parameters.

    A county's own `parameters` folder overrides the shipped values. Raises what `read_champion`
    and `Parameters.of_office` raise.
    """
    return Assessor(Parameters.of_office(parameters), read_champion(champions, name))


def _asked(model: ServedModel, columns: Columns, line: NDArray[np.float64]) -> list[Scored]:
    scores = score(model, columns, line)
    return [
        (risk_message(model, scores, row), explanation_message(model, scores, row))
        for row in range(columns.rows)
    ]


def _assessment(
    columns: Columns,
    as_of: NDArray[np.datetime64],
    found: tuple[HouseholdEligibility, Scored, QualityReport],
    row: int,
) -> Assessment:
    eligibility, (risk, explanation), quality = found
    day: datetime.date = as_of[row].item()
    versions = [str(day), risk.artifact_sha256, eligibility.rule_pack]
    if is_declined(risk):
        versions.append(DECLINED)  # else what was given before it declined would be given again
    return Assessment(
        assessment_id=assessment_id(columns, row, versions),
        household_id=str(columns.text("household_id")[row]),
        as_of_date=day,
        eligibility=eligibility_message(eligibility),
        risk=risk,
        explanation=explanation,
        agreement=agreement(rule_fires=eligibility.rule_fires, risk=risk),
        data_quality=quality_message(quality, row),
    )


def agreement(*, rule_fires: bool, risk: Risk) -> Agreement | None:
    """Where rule and model stand to each other; None where the household is not scored.

    The model speaks up for the households that the office could visit: band `high`. Where it is
    not sure it does not agree with a silent rule.
    """
    if not risk.scored:
        return None
    if risk.band == Band.HIGH:
        return "rule_and_model" if rule_fires else "model_only"
    if rule_fires:
        return "rule_only"
    return "see_first_and_rule_silent" if risk.band == Band.SEE_FIRST else "neither"


def assessment_id(columns: Columns, row: int, versions: list[str]) -> str:
    """An id that follows from the record, the day and the versions: 32 hexadecimal digits.

    The same question to the same versions has the same id on every road.
    """
    record = {name: columns.value(name, row) for name in sorted(columns.given)}
    known = {name: str(value) for name, value in record.items() if value is not None}
    content = json.dumps([known, *versions], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]
