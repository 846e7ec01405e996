"""An assessment with the record that it was made of, ready to be kept."""

from functools import cache
from importlib.metadata import version
from typing import Any

from riskmodel.assessment import Assessment
from riskmodel.assessment.declined import DECLINED, is_declined
from riskmodel.schema.record import HouseholdRecord
from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.given import Given

SCORING = "scoring"
"""Among the versions, why the model was not asked; not there where it was."""


def given(assessment: Assessment, household: Any) -> Given:
    """The assessment as it leaves the house; `household` is the record as parsed from JSON."""
    return Given(
        assessment_id=assessment.assessment_id,
        household_id=assessment.household_id,
        as_of_date=assessment.as_of_date,
        asked=canonical(household),
        versions=canonical(versions_of(assessment)),
        message=assessment.model_dump_json(),
    )


def versions_of(assessment: Assessment) -> dict[str, str]:
    """What an assessment was made with."""
    declined = {SCORING: DECLINED} if is_declined(assessment.risk) else {}
    return declined | {
        "model": assessment.risk.model,
        "version": assessment.risk.version,
        "artifact_sha256": assessment.risk.artifact_sha256,
        "rule_pack": assessment.eligibility.rule_pack,
        "schema_sha256": schema_sha256(),
        "riskmodel": version("riskmodel"),
    }


@cache
def schema_sha256() -> str:
    """The digest of what a record and a message may hold."""
    schemas = [HouseholdRecord.model_json_schema(), Assessment.model_json_schema()]
    return digest(canonical(schemas))
