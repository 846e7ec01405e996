"""What an alert looks at in an assessment that is on record."""

import json
from typing import NamedTuple

from pydantic import BaseModel

from riskmodel.eligibility import Severity
from riskmodel.eligibility.status import rule_fires
from riskmodel.storage.area import area_code

UNDER_MONITORING = frozenset({"keep", "propose_remove"})
"""Proposed statuses of households that are visited already."""


class Reading(NamedTuple):
    """One assessment; `band` is None where the household was not scored.

    `rules` are the findings that are met while the rules point to the household; none otherwise.
    """

    band: str | None
    agreement: str | None
    rules: frozenset[str]
    under_monitoring: bool
    artifact_sha256: str


class _Finding(BaseModel):
    rule: str
    severity: str
    met: bool | None


class _Eligibility(BaseModel):
    proposed_status: str
    findings: list[_Finding]


class _Risk(BaseModel):
    scored: bool
    band: str | None
    artifact_sha256: str


class _Told(BaseModel):
    """What is looked at of a message; to read all of it would take twice as long."""

    eligibility: _Eligibility
    risk: _Risk
    agreement: str | None


def read_assessment(message: str | bytes) -> Reading:
    """Read a message that was given; what it holds was checked when it was made.

    Raises ValueError for one that cannot be read.
    """
    told = _Told.model_validate_json(message)
    status = told.eligibility.proposed_status
    return Reading(
        band=told.risk.band if told.risk.scored else None,
        agreement=told.agreement,
        rules=_met(told.eligibility.findings) if rule_fires(status) else frozenset(),
        under_monitoring=status in UNDER_MONITORING,
        artifact_sha256=told.risk.artifact_sha256,
    )


def _met(findings: list[_Finding]) -> frozenset[str]:
    return frozenset(one.rule for one in findings if one.met and one.severity == Severity.FINDING)


def area_of(asked: str) -> str:
    """Code of the smallest area that a record names; empty where it names none, or they disagree.

    The same as lists of assessments are held to, so that no feed reaches further than a list.
    """
    return area_code(json.loads(asked)) or ""
