"""The OpenAPI document: bodies are read by hand, so their schemas are put in by hand too."""

from typing import Annotated, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field

from riskmodel.assessment.message import Assessment
from riskmodel.assessment.question import AsOfDate
from riskmodel.schema.record import HouseholdRecord
from riskmodel_api.problems import MEDIA_TYPE, Problem

EXAMPLE_HOUSEHOLD = {
    "household_id": "h-000123",
    "province_code": "53",
    "county_code": "530423",
    "household_type": "lifted",
    "household_size": 4,
    "labour_members": 1,
    "serious_illness_members": 1,
    "net_income_pc": 9800.0,
    "compliant_self_paid": 12000.0,
}


class Question(BaseModel):
    """One household as known on a day."""

    as_of_date: AsOfDate
    household: HouseholdRecord


class BatchQuestion(BaseModel):
    """Many households, all as known on one day."""

    as_of_date: AsOfDate
    households: Annotated[list[HouseholdRecord], Field(max_length=1000)]


class BatchResult(BaseModel):
    """One household's assessment, or what is wrong with its record."""

    assessment: Assessment | None = None
    error: Problem | None = None


class BatchAnswer(BaseModel):
    """One result a household, in the order asked."""

    results: list[BatchResult]


def request_body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """The documentation of a body that a route reads by hand."""
    content = {
        "schema": {"$ref": f"#/components/schemas/{model.__name__}"},
        "examples": {"example": {"value": example}},
    }
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of a route's problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": "Problem (RFC 9457)", "content": content} for status in statuses
    }


def add_document(app: FastAPI) -> None:
    """Make `/openapi.json` whole."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
            )
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            for model in (Question, BatchQuestion, Problem):
                schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
                schemas.update(schema.pop("$defs", {}))
                schemas[model.__name__] = schema
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
