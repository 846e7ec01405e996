"""An assessment as a result of OpenSPP's scoring, for a scoring model whose method is "external".

OpenSPP 2 keeps a result in `spp.scoring.result`. Its `score` is a required Odoo float: an empty
one is stored as 0.0, and its indicator provider reads that number without looking at
`is_complete`. So there is no result at all of a household that was not scored: NotScoredError.
"""

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict

from riskmodel.assessment import Assessment
from riskmodel.errors import NotScoredError
from riskmodel.modelling.model import Band

Colour = Literal["red", "orange", "yellow", "blue"]
_BANDS: dict[Band, tuple[str, Colour]] = {
    Band.HIGH: ("High: visit / 高风险, 建议入户", "red"),
    Band.ELEVATED: ("Elevated / 较高", "orange"),
    Band.SEE_FIRST: ("See the household first / 先入户核实", "yellow"),
    Band.ORDINARY: ("Ordinary / 一般", "blue"),
}
"""No colour is green: an ordinary risk is no safety."""


class ScoringResult(BaseModel):
    """Values of `spp.scoring.result`, and the id that the assessment is fetched by.

    `score` is the calibrated probability in percent. `breakdown_json` has one indicator a policy
    dimension, in log-odds before calibration.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    score: float
    classification_code: Band
    classification_label: str
    classification_color: Colour
    inputs_snapshot: str
    breakdown_json: str
    is_complete: Literal[True] = True
    error_messages: None = None
    model_version: str
    assessment_id: str


def scoring_result(assessment: Assessment) -> ScoringResult:
    """The result of a scored household; raises NotScoredError for any other."""
    risk, explanation = assessment.risk, assessment.explanation
    if risk.probability is None or risk.band is None or explanation is None:
        reasons = "; ".join(f"{one.en} / {one.zh}" for one in risk.not_scored)
        message = f"there is no score, and no number may stand for it: {reasons}"
        raise NotScoredError(message)
    label, colour = _BANDS[risk.band]
    breakdown = [
        {
            "indicator_code": one.dimension,
            "indicator_name": f"{one.label_en} / {one.label_zh}",
            "field_value": ", ".join(one.strongest),
            "indicator_score": one.contribution,
            "weight": 1.0,
            "weighted_score": one.contribution,
            "error": None,
        }
        for one in explanation.dimensions
    ]
    return ScoringResult(
        score=100 * risk.probability,
        classification_code=risk.band,
        classification_label=label,
        classification_color=colour,
        inputs_snapshot=json.dumps({"assessment_id": assessment.assessment_id}),
        breakdown_json=json.dumps(breakdown, ensure_ascii=False),
        model_version=f"{risk.model} {risk.version} {risk.artifact_sha256[:12]}",
        assessment_id=assessment.assessment_id,
    )
