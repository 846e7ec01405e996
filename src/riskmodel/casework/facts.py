"""What a case is about: the facts of the one assessment that it opened with."""

from dataclasses import dataclass
from typing import Any

from riskmodel.assessment import Assessment
from riskmodel.eligibility.status import SILENT
from riskmodel.storage.area import area_code

UNRANKED = -1.0
_FINER = 1e-9
"""What a point of the percentile adds: less than two probabilities ever differ by."""


@dataclass(frozen=True)
class CaseFacts:
    """What the queue ranks and filters by; frozen when the case opens.

    `need` is UNRANKED where nothing is known to rank the household by.
    """

    household_id: str
    assessment_id: str
    area: str
    proposed_status: str
    category: str | None
    agreement: str | None
    band: str | None
    dimension: str | None
    probability: float | None
    low: float | None
    high: float | None
    need: float


def case_facts(assessment: Assessment, household: dict[str, Any]) -> CaseFacts:
    """The facts of an assessment; `household` is the record as parsed from JSON."""
    risk = assessment.risk
    return CaseFacts(
        household_id=assessment.household_id,
        assessment_id=assessment.assessment_id,
        area=area_code(household) or "",
        proposed_status=assessment.eligibility.proposed_status,
        category=assessment.eligibility.category,
        agreement=assessment.agreement,
        band=risk.band,
        dimension=_first_dimension(assessment),
        probability=risk.probability,
        low=risk.interval.low if risk.interval else None,
        high=risk.interval.high if risk.interval else None,
        need=need(assessment),
    )


def need(assessment: Assessment) -> float:
    """What a household is ranked by: its probability, doubts counting for the household.

    Where the score is not certain enough to be called low, the upper end of its interval stands
    for it. A household that is not scored though the rules point to it comes first; one that is
    not scored and of which the rules say nothing has no rank, and its own share of the visits.
    Calibration gives many households the same probability: among them the raw score decides.
    """
    risk = assessment.risk
    if not risk.scored:
        return UNRANKED if assessment.eligibility.proposed_status in SILENT else 1.0
    doubt = risk.interval if risk.band == "see_first" else None
    return (doubt.high if doubt else risk.probability or 0) + _FINER * (risk.percentile or 0)


def _first_dimension(assessment: Assessment) -> str | None:
    if assessment.explanation is None:
        return None
    pulls = {one.dimension: one.contribution for one in assessment.explanation.dimensions}
    first = max(pulls, key=lambda name: pulls[name], default=None)
    return first if first is not None and pulls[first] > 0 else None
