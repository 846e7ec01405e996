"""An assessment with the record that it was made of, ready to be kept."""

from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

from riskmodel.assessment import Answer, Assessment, MadeWith
from riskmodel.schema.record import HouseholdRecord
from riskmodel.storage.area import area_code
from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.given import Given

SCORING = "scoring"
"""Among the versions, why the model was not asked; not there where it was."""


def given(answer: Answer, household: Any) -> Given:
    """The assessment as it leaves the house; `household` is the record as parsed from JSON."""
    return Given(
        assessment_id=answer.assessment_id,
        household_id=answer.household_id,
        as_of_date=answer.as_of_date,
        asked=canonical(household),
        versions=_versions(answer.made_with),
        message=answer.content,
        agreement=answer.agreement,
        band=answer.band,
        area_code=area_code(household),
    )


@lru_cache(maxsize=16)
def _versions(made_with: MadeWith) -> str:
    return canonical(versions_of(made_with))


def versions_of(made_with: MadeWith) -> dict[str, str]:
    """What an assessment was made with, and the release that made it."""
    return {
        **{name: held for name, held in made_with._asdict().items() if held is not None},
        "schema_sha256": schema_sha256(),
        "riskmodel": version("riskmodel"),
    }


@cache
def schema_sha256() -> str:
    """The digest of what a record and a message may hold."""
    schemas = [HouseholdRecord.model_json_schema(), Assessment.model_json_schema()]
    return digest(canonical(schemas))
