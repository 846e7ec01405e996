"""Every error as a problem document (RFC 9457) that names field and remedy and never a value."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from riskmodel.errors import (
    ArtifactTamperedError,
    AssessmentNotFoundError,
    ChangeError,
    ConfigurationError,
    DataError,
    ModelError,
    ModelNotFoundError,
    NotScoredError,
    ParameterNotInForceError,
    RecordNotFoundError,
    RiskModelError,
    SchemaError,
    SchemaMismatchError,
    ScoringDeclinedError,
    StorageError,
)
from riskmodel.schema.strict_json import NotJsonError

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)


class Fault(BaseModel):
    """One fault: where it is, its stable code, and what would be accepted."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    code: str
    remedy_en: str
    remedy_zh: str


class Problem(BaseModel):
    """A problem document; `code` is stable, `title` and `detail` are for people."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[Fault] = []


STATUS_BY_ERROR: dict[type[RiskModelError], tuple[HTTPStatus, str]] = {
    NotJsonError: (HTTPStatus.BAD_REQUEST, "not_json"),
    ChangeError: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_change"),
    ScoringDeclinedError: (HTTPStatus.UNPROCESSABLE_ENTITY, "household_declined"),
    NotScoredError: (HTTPStatus.UNPROCESSABLE_ENTITY, "not_scored"),
    DataError: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_data"),
    AssessmentNotFoundError: (HTTPStatus.NOT_FOUND, "assessment_not_found"),
    RecordNotFoundError: (HTTPStatus.NOT_FOUND, "record_not_found"),
    StorageError: (HTTPStatus.SERVICE_UNAVAILABLE, "storage_unavailable"),
    ModelNotFoundError: (HTTPStatus.SERVICE_UNAVAILABLE, "model_not_found"),
    ArtifactTamperedError: (HTTPStatus.SERVICE_UNAVAILABLE, "artifact_tampered"),
    SchemaMismatchError: (HTTPStatus.SERVICE_UNAVAILABLE, "schema_mismatch"),
    ModelError: (HTTPStatus.SERVICE_UNAVAILABLE, "model_unavailable"),
    ParameterNotInForceError: (HTTPStatus.INTERNAL_SERVER_ERROR, "parameter_not_in_force"),
    ConfigurationError: (HTTPStatus.INTERNAL_SERVER_ERROR, "configuration"),
    RiskModelError: (HTTPStatus.INTERNAL_SERVER_ERROR, "internal"),
}
"""Status and code by error; the first kind that fits counts."""

_OF_STATUS = {
    HTTPStatus.NOT_FOUND: ("not_found", "there is nothing at this path; /openapi.json lists all"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "this path takes another method"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", "the body is larger than is accepted"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("media_type", "send application/json in UTF-8"),
}


def problem(status: HTTPStatus, code: str, detail: str, errors: list[Fault]) -> Problem:
    """A problem document."""
    return Problem(
        type=f"urn:riskmodel:problem:{code}",
        title=status.phrase,
        status=status.value,
        code=code,
        detail=detail,
        errors=errors,
    )


def problem_of(error: RiskModelError, within: str = "") -> Problem:
    """The problem that an error of the library is; `within` is put before each pointer."""
    status, code = next(held for kind, held in STATUS_BY_ERROR.items() if isinstance(error, kind))
    if not isinstance(error, SchemaError):
        shown = "" if status is HTTPStatus.INTERNAL_SERVER_ERROR else str(error)
        return problem(status, code, shown, [])
    faults = [
        Fault(
            pointer=_pointer(within, violation.field),
            code=violation.kind,
            remedy_en=violation.remedy_en,
            remedy_zh=violation.remedy_zh,
        )
        for violation in error.violations
    ]
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return problem(status, code, f"{count}: `errors` names each with its remedy", faults)


def _pointer(within: str, field: str) -> str:
    """A JSON Pointer (RFC 6901); what has no name to repeat is pointed at by what holds it."""
    parts = f"{within}/{field}".split("/")
    return "/".join(part for part in parts if not part.startswith("("))


def respond(found: Problem) -> Response:
    """A problem as a response."""
    return Response(found.model_dump_json(), found.status, media_type=MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of the service with a problem document."""

    async def of_library(_: Request, error: Exception) -> Response:
        assert isinstance(error, RiskModelError)  # noqa: S101 - registered for this type only
        found = problem_of(error)
        if found.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            _LOG.error("%s: %s", type(error).__name__, error)
        return respond(found)

    async def of_http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
        status = HTTPStatus(error.status_code)
        code, detail = _OF_STATUS.get(status, ("http_error", status.description))
        response = respond(problem(status, code, detail, []))
        response.headers.update(error.headers or {})
        return response

    async def of_parameters(_: Request, __: Exception) -> Response:
        # FastAPI's own answer would repeat the value that it refuses.
        status, detail = HTTPStatus.UNPROCESSABLE_ENTITY, "a parameter of the address is wrong"
        return respond(problem(status, "invalid_parameter", detail, []))

    app.add_exception_handler(RiskModelError, of_library)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_parameters)
