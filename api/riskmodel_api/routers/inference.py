"""The score by the Open Inference Protocol, version 2, for clients that speak it.

The same assessment as by `/v1`, recorded alike; the protocol has room for its figures only, and
`assessment_id` leads to the rest. Source: Open Inference Protocol, REST, version 2 (KServe).
"""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from importlib.metadata import version as installed
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from riskmodel.access.scopes import Scope
from riskmodel.assessment import Assessment
from riskmodel.errors import RiskModelError
from riskmodel.problem import Problem
from riskmodel.registry.champion import ServedModel
from riskmodel.schema.record import columns_from_records
from riskmodel.schema.tensors import described_inputs
from riskmodel.settings import Settings
from riskmodel_api.dependencies import CallerNow, RecordsNow, Serving, ServingNow
from riskmodel_api.documents import EXAMPLE_INFERENCE, problem_responses, request_body
from riskmodel_api.guard import open_to_all, requires, requires_any_scope
from riskmodel_api.inference import (
    InferenceAnswer,
    InferenceProblem,
    InferenceQuestion,
    ModelDescribed,
    ServerDescribed,
    answer_of,
    described_outputs,
    read_inference,
)
from riskmodel_api.looking_after import is_ready
from riskmodel_api.problems import headers_of, problem_of, problem_of_http, respond
from riskmodel_api.requests import large_json_body
from riskmodel_api.responses import json_text

_MODEL, _VERSION = "/models/{name}", "/models/{name}/versions/{version}"
_PROBLEMS = problem_responses(400, 404, 413, 415, 422, 503)


class _WithError(APIRoute):
    """Gives a problem the member that the protocol has its clients look for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the route."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except RiskModelError as error:
                return _told(problem_of(error), headers_of(error))
            except HTTPException as error:
                return _told(problem_of_http(error), dict(error.headers or {}))

        return answer


def _told(found: Problem, headers: dict[str, str]) -> Response:
    remedies = "; ".join(f"{one.pointer}: {one.remedy_en}" for one in found.errors)
    return respond(InferenceProblem(**dict(found), error=remedies or found.detail), headers)


class _Asked(BaseModel):
    """Which model an address names."""

    name: str
    version: str | None = None


def inference(settings: Settings) -> APIRouter:
    """The routes, with the limits of a deployment."""
    router = APIRouter(prefix="/v2", tags=["inference"], route_class=_WithError)
    Body = Annotated[Any, Depends(large_json_body(settings.max_batch_body_bytes))]

    @router.get("")
    @open_to_all
    async def server() -> ServerDescribed:
        """Say what server this is."""
        return ServerDescribed(version=installed("riskmodel"))

    @router.get("/health/live")
    @open_to_all
    async def live() -> dict[str, bool]:
        """Say that the process answers."""
        return {"live": True}

    @router.get("/health/ready", responses=problem_responses(503))
    @open_to_all
    async def ready(request: Request, serving: ServingNow, records: RecordsNow) -> dict[str, bool]:
        """Say whether households can be scored now."""
        _require_ready(request, serving, records.fault)
        return {"ready": True}

    @router.get(f"{_MODEL}/ready", responses=problem_responses(404, 503))
    @router.get(f"{_VERSION}/ready", responses=problem_responses(404, 503))
    @open_to_all
    async def model_ready(
        request: Request, name: str, serving: ServingNow, records: RecordsNow,
        version: str | None = None,
    ) -> dict[str, str | bool]:  # fmt: skip
        """Say whether this model scores households now."""
        _require_ready(request, serving, records.fault)
        return {"name": _served(serving, name, version).name, "ready": True}

    @router.get(_MODEL, responses=problem_responses(404, 503))
    @router.get(_VERSION, responses=problem_responses(404, 503))
    @requires_any_scope
    async def model(name: str, serving: ServingNow, version: str | None = None) -> ModelDescribed:
        """Name the inputs and outputs of the model that serves."""
        served = _served(serving, name, version)
        return ModelDescribed(
            name=served.name,
            versions=[served.version],
            inputs=described_inputs(),
            outputs=described_outputs(),
        )

    documented = request_body(InferenceQuestion, EXAMPLE_INFERENCE)

    @router.post(
        f"{_MODEL}/infer",
        response_model=InferenceAnswer,
        responses=_PROBLEMS,
        openapi_extra=documented,
    )
    @router.post(
        f"{_VERSION}/infer",
        response_model=InferenceAnswer,
        responses=_PROBLEMS,
        openapi_extra=documented,
    )
    @requires(Scope.ASSESS)
    def infer(
        body: Body,
        asked_of: Annotated[_Asked, Depends()],
        serving: ServingNow,
        records: RecordsNow,
        caller: CallerNow,
    ) -> Response:
        """Score households given as one tensor a field."""
        _served(serving, asked_of.name, asked_of.version)
        asked = read_inference(body, settings.max_batch)
        caller.admit_all(asked.records, "infer")
        as_of = np.array(asked.days, dtype="datetime64[D]")
        made = serving.require_assessor().answer(columns_from_records(asked.records), as_of)
        kept = records.keep(list(zip(made, asked.households, strict=True)), caller.name)
        given = [Assessment.model_validate_json(message) for message in kept]
        return json_text(answer_of(asked, given).model_dump_json(exclude_none=True).encode())

    return router


def _served(serving: Serving, name: str, version: str | None) -> ServedModel:
    """The champion, if it is the model and version that the address names."""
    served = serving.require_model()
    if name != served.name or version not in (None, served.version):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return served


def _require_ready(request: Request, serving: Serving, fault: RiskModelError | None) -> None:
    if fault:
        raise fault
    serving.require_model()
    if not is_ready(request.app):  # it is being stopped, or its watchdog found a fault
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE)
