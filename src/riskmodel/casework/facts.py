"""What a case is about: the facts of the one assessment that it opened with."""

from dataclasses import dataclass
from typing import Any

from riskmodel.assessment import Assessment
from riskmodel.assessment.need import UNRANKED, need_of_scored, need_of_unscored
from riskmodel.storage.area import area_code

__all__ = ["UNRANKED", "CaseFacts", "case_facts", "need"]


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
    """What a household is ranked by.

    A household that is not scored though the rules point to it comes first; one that is not scored
    and of which the rules say nothing has no rank, and its own share of the visits.
    """
    risk = assessment.risk
    if not risk.scored or risk.interval is None:
        return need_of_unscored(assessment.eligibility.proposed_status)
    probability, percentile = risk.probability or 0.0, risk.percentile or 0.0
    return float(need_of_scored(risk.band, probability, risk.interval.high, percentile))


def _first_dimension(assessment: Assessment) -> str | None:
    if assessment.explanation is None:
        return None
    pulls = {one.dimension: one.contribution for one in assessment.explanation.dimensions}
    first = max(pulls, key=lambda name: pulls[name], default=None)
    return first if first is not None and pulls[first] > 0 else None
