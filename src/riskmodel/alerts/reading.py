"""What an alert looks at in an assessment that is on record."""

import json
from typing import Any, NamedTuple

from pydantic_core import from_json

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


def read_assessment(message: str | bytes) -> Reading:
    """Read a message that was given; what it holds was checked when it was made."""
    told = from_json(message)
    eligibility, risk = told["eligibility"], told["risk"]
    status = eligibility["proposed_status"]
    return Reading(
        band=risk["band"] if risk["scored"] else None,
        agreement=told["agreement"],
        rules=_met(eligibility) if rule_fires(status) else frozenset(),
        under_monitoring=status in UNDER_MONITORING,
        artifact_sha256=risk["artifact_sha256"],
    )


def _met(eligibility: dict[str, Any]) -> frozenset[str]:
    return frozenset(
        one["rule"]
        for one in eligibility["findings"]
        if one["met"] and one["severity"] == Severity.FINDING
    )


def area_of(asked: str) -> str:
    """Code of the smallest area that a record names; empty where it names none, or they disagree.

    The same as lists of assessments are held to, so that no feed reaches further than a list.
    """
    return area_code(json.loads(asked)) or ""
