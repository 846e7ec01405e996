"""The OpenAPI document: bodies are read by hand, so their schemas are put in by hand too."""

import json
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from riskmodel.assessment.levers_question import LONGEST_FIELD, LONGEST_WORDS, SHORTEST_WORDS
from riskmodel.assessment.question import MOST_EARLIER, VERSION_PATTERN, AsOfDate
from riskmodel.parameters.change import CHANGE_PATTERN
from riskmodel.problem import Problem
from riskmodel.schema.record import MONTH_AND_DAY, HouseholdRecord
from riskmodel_api.access_document import add_access
from riskmodel_api.caching import validated_bytes
from riskmodel_api.examples import complete, examples
from riskmodel_api.guard import DOCUMENT, inventory
from riskmodel_api.inference import InferenceQuestion
from riskmodel_api.problems import MEDIA_TYPE
from riskmodel_api.questions import LONGEST_CHANGE, MOST_CHANGES, MOST_COST, MOST_WEIGHT
from riskmodel_api.requests import KEY_PATTERN

_CONTACT = {
    "name": "The office that runs this service / 本服务的管理单位",
}
_LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
EXAMPLE_DAY = "2025-06-30"
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
EXAMPLE_CHANGE = {
    "then": {
        "as_of_date": "2025-01-31",
        "household": EXAMPLE_HOUSEHOLD | {"net_income_pc": 11500.0, "serious_illness_members": 0},
    },
    "now": {"as_of_date": EXAMPLE_DAY, "household": EXAMPLE_HOUSEHOLD},
}
EXAMPLE_LEVERS = {
    "as_of_date": EXAMPLE_DAY,
    "household": EXAMPLE_HOUSEHOLD | {"uninsured_members": 1, "public_post": 0},
    "by": "Wang Fang",
    "because": "which measures to talk about on the visit",
}
EXAMPLE_INFERENCE = {
    "id": "42",
    "inputs": [
        {"name": "as_of_date", "shape": [1], "datatype": "BYTES", "data": [EXAMPLE_DAY]},
        {"name": "household_id", "shape": [1], "datatype": "BYTES", "data": ["h-000123"]},
        {"name": "province_code", "shape": [1], "datatype": "BYTES", "data": ["53"]},
        {"name": "household_size", "shape": [1], "datatype": "INT64", "data": [4]},
        {"name": "net_income_pc", "shape": [1], "datatype": "FP64", "data": [9800.0]},
        {"name": "measures", "shape": [1], "datatype": "BYTES", "data": ["jobs,health"]},
    ],
    "outputs": [{"name": "probability"}, {"name": "band"}, {"name": "not_scored"}],
}
EXAMPLE_ACKNOWLEDGEMENT = {"by": "Wang Fang", "words": "visit on Thursday with the doctor"}
EXAMPLE_CASE = {"assessment_id": "5d41402abc4b2a76b9719d911017c592"}
EXAMPLE_OPT_OUT = {
    "household_id": "h-000123",
    "by": "Wang Fang",
    "words": "the household said so on the visit of 12 June",
}


DayAsked = Annotated[
    AsOfDate,
    WithJsonSchema({"type": "string", "pattern": f"^20(19|2[0-9]|3[0-5])-{MONTH_AND_DAY}$"}),
]


AREA_CODE = "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$"


class Question(BaseModel):
    """One household as known on a day."""

    model_config = ConfigDict(extra="forbid")

    as_of_date: DayAsked
    household: HouseholdRecord


class BatchQuestion(BaseModel):
    """Many households, all as known on one day."""

    model_config = ConfigDict(extra="forbid")

    as_of_date: DayAsked
    households: list[HouseholdRecord]


class QuestionWithHistory(Question):
    """One household as known on a day, with records of the same household of earlier days."""

    history: Annotated[list[Question], Field(max_length=MOST_EARLIER)] | None = None


class ChangeQuestion(BaseModel):
    """Two records of one household, the earlier first.

    `version_then` is the number of the model version that the earlier one was assessed with;
    without it the part of the model stays unknown.
    """

    model_config = ConfigDict(extra="forbid")

    then: Question
    now: Question
    version_then: Annotated[str, Field(pattern=VERSION_PATTERN)] | None = None


_Words = Annotated[str, Field(min_length=SHORTEST_WORDS, max_length=LONGEST_WORDS)]


class LeversQuestion(Question):
    """One household as known on a day, who asks about measures, and why; both are kept.

    `lever` is one field of the reviewed list; without it each of the list is tried by itself.
    """

    by: _Words
    because: _Words
    lever: Annotated[str, Field(max_length=LONGEST_FIELD)] | None = None


class Acknowledgement(BaseModel):
    """Who takes an alert up, and with what words."""

    model_config = ConfigDict(extra="forbid")

    by: _Words
    words: _Words


class OptOutQuestion(Acknowledgement):
    """A household that declines automated scoring, or no longer does, and who wrote it down."""

    household_id: Annotated[str, Field(min_length=1, max_length=500)]
    area_code: Annotated[
        str | None,
        Field(
            pattern=AREA_CODE,
            description="where it lives, needed where it was never assessed / 从未评估的农户须填",
        ),
    ] = None


class CaseQuestion(BaseModel):
    """The assessment that a case is to be opened on."""

    model_config = ConfigDict(extra="forbid")

    assessment_id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class SimulationQuestion(BatchQuestion):
    """Households as known on a day, and the changes of parameters to try out on them.

    A change is written `line=+5%`, `line@53=-300` or `school_cost_year=9000`. There is one weight
    a household; `measure_cost` is in yuan a household and year.
    """

    changes: Annotated[
        list[Annotated[str, Field(pattern=CHANGE_PATTERN, max_length=LONGEST_CHANGE)]],
        Field(min_length=1, max_length=MOST_CHANGES),
    ]
    weights: list[Annotated[float, Field(ge=0, le=MOST_WEIGHT)]] | None = None
    measure_cost: Annotated[float, Field(ge=0, le=MOST_COST)] | None = None


_BODIES = (
    Question,
    QuestionWithHistory,
    BatchQuestion,
    ChangeQuestion,
    LeversQuestion,
    SimulationQuestion,
    InferenceQuestion,
    Acknowledgement,
    OptOutQuestion,
    CaseQuestion,
)


RETRY_KEY = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "a new UUID for each question; a retry with the same key and body gets "
            "the same answer / 每个问题一个新 UUID; 以同一键和内容重发, 答复不变",
            "schema": {"type": "string", "pattern": KEY_PATTERN},
            "example": "1f0c5f0e-7f0e-4d4f-9d7c-2a41b0f5d0a1",
        }
    ]
}
"""The documentation of a write that a retry may name a key for."""


def request_body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """The documentation of a body that a route reads by hand."""
    content = {
        "schema": {"$ref": f"#/components/schemas/{model.__name__}"},
        "examples": {"example": {"value": example}},
    }
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of a route's problems; whatever reads a body can wait in vain for it."""
    if 413 in statuses:
        statuses = tuple(sorted({*statuses, 408, 503}))
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": "Problem (RFC 9457) / 问题", "content": content}
        for status in statuses
    }


ABOUT_ONE_HOUSEHOLD = request_body(
    Question, {"as_of_date": EXAMPLE_DAY, "household": EXAMPLE_HOUSEHOLD}
)
"""The body of every route that asks about one household as known on a day."""
PROBLEMS_OF_A_SCORE = problem_responses(400, 413, 415, 422, 503)
"""What may be wrong where a body is read and the champion asked."""


def add_document(app: FastAPI, max_batch: int) -> None:
    """Make `/openapi.json` whole, and serve it."""
    written: list[bytes] = []

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
                servers=[{"url": "/", "description": "this deployment / 本部署"}],
                contact=_CONTACT,
                license_info=_LICENCE,
            )
            found["components"]["schemas"] |= _schemas(max_batch)
            found["components"]["examples"] = examples()
            add_access(found, inventory(app))
            for path, methods in found["paths"].items():
                for method, operation in methods.items():
                    complete(f"{method.upper()} {path}", operation)
            app.openapi_schema = found
        return app.openapi_schema

    async def serve(request: Request) -> Response:
        if not written:
            written.append(json.dumps(document(), ensure_ascii=False).encode())
        return validated_bytes(request, written[0])

    app.openapi = document  # type: ignore[method-assign]
    app.add_route(DOCUMENT, serve, include_in_schema=False)


def _schemas(max_batch: int) -> dict[str, Any]:
    """The schemas of bodies and problems, with the limit of the deployment."""
    schemas: dict[str, Any] = {}
    for model in (*_BODIES, Problem):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    for many in (BatchQuestion, SimulationQuestion):
        schemas[many.__name__]["properties"]["households"]["maxItems"] = max_batch
    schemas[SimulationQuestion.__name__]["properties"]["households"]["minItems"] = 1
    return schemas
