"""Every error as a problem document (RFC 9457) that names field and remedy and never a value."""

import logging
import math
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from riskmodel.errors import (
    AccessError,
    AccessUnavailableError,
    ArtifactTamperedError,
    AssessmentDeletedError,
    AssessmentNotFoundError,
    CaseError,
    CaseMovedOnError,
    CaseNotFoundError,
    CasePersonError,
    ChangeError,
    ConfigurationError,
    CursorError,
    DataError,
    ModelError,
    ModelNotFoundError,
    NotAllowedError,
    NotIdentifiedError,
    NotScoredError,
    ParameterNotInForceError,
    RecordNotFoundError,
    RetryInProgressError,
    RetryKeyError,
    RetryKeyReusedError,
    RiskModelError,
    SchemaError,
    SchemaMismatchError,
    ScoringDeclinedError,
    StorageError,
    TooManyRequestsError,
)
from riskmodel.problem import Fault, Problem
from riskmodel.problem_codes import PROBLEMS
from riskmodel.schema.strict_json import NotJsonError

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)


STATUS_BY_ERROR: dict[type[RiskModelError], tuple[HTTPStatus, str]] = {
    NotJsonError: (HTTPStatus.BAD_REQUEST, "not_json"),
    RetryKeyReusedError: (HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency_key_reused"),
    RetryKeyError: (HTTPStatus.BAD_REQUEST, "invalid_idempotency_key"),
    RetryInProgressError: (HTTPStatus.CONFLICT, "idempotency_in_progress"),
    CursorError: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_cursor"),
    ChangeError: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_change"),
    ScoringDeclinedError: (HTTPStatus.UNPROCESSABLE_ENTITY, "household_declined"),
    NotScoredError: (HTTPStatus.UNPROCESSABLE_ENTITY, "not_scored"),
    DataError: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_data"),
    NotIdentifiedError: (HTTPStatus.UNAUTHORIZED, "not_identified"),
    NotAllowedError: (HTTPStatus.FORBIDDEN, "not_allowed"),
    TooManyRequestsError: (HTTPStatus.TOO_MANY_REQUESTS, "too_many"),
    AccessUnavailableError: (HTTPStatus.SERVICE_UNAVAILABLE, "access_unavailable"),
    AccessError: (HTTPStatus.FORBIDDEN, "access"),
    AssessmentNotFoundError: (HTTPStatus.NOT_FOUND, "assessment_not_found"),
    RecordNotFoundError: (HTTPStatus.NOT_FOUND, "record_not_found"),
    AssessmentDeletedError: (HTTPStatus.GONE, "assessment_deleted"),
    CaseNotFoundError: (HTTPStatus.NOT_FOUND, "case_not_found"),
    CasePersonError: (HTTPStatus.FORBIDDEN, "case_person"),
    CaseMovedOnError: (HTTPStatus.CONFLICT, "case_moved_on"),
    CaseError: (HTTPStatus.UNPROCESSABLE_ENTITY, "case_step"),
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
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_TIMEOUT: "too_slow",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.SERVICE_UNAVAILABLE: "overloaded",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "media_type",
}
MOST_FAULTS = 100
"""Faults that one problem lists: a body of nothing but faults is no reason for a larger answer."""


def problem(
    status: HTTPStatus, code: str, detail: str, errors: list[Fault], detail_zh: str = ""
) -> Problem:
    """A problem document; where a detail is "" that of the code is given."""
    known = PROBLEMS.get(code) or PROBLEMS["http_error"]
    return Problem(
        type=f"urn:riskmodel:problem:{code}",
        title=known.title_en,
        title_zh=known.title_zh,
        status=status.value,
        code=code,
        detail=detail or known.detail_en,
        detail_zh=detail_zh or known.detail_zh,
        errors=errors,
    )


def problem_from(code: str, errors: list[Fault]) -> Problem:
    """A listed problem in the words of its code."""
    return problem(HTTPStatus(PROBLEMS[code].status), code, "", errors)


def problem_of(error: RiskModelError, within: str = "") -> Problem:
    """The problem that an error of the library is; `within` is put before each pointer."""
    status, code = next(held for kind, held in STATUS_BY_ERROR.items() if isinstance(error, kind))
    if isinstance(error, AccessError):
        remedy = Fault(
            pointer=within,
            code=error.code,
            remedy_en=error.remedy_en,
            remedy_zh=error.remedy_zh,
        )
        return problem(status, error.code, str(error), [remedy], error.remedy_zh)
    if not isinstance(error, SchemaError):
        ours = status is HTTPStatus.INTERNAL_SERVER_ERROR
        return problem(status, code, "" if ours else str(error), [], error.zh)
    faults = [
        Fault(
            pointer=_pointer(within, violation.field),
            code=violation.kind,
            remedy_en=violation.remedy_en,
            remedy_zh=violation.remedy_zh,
        )
        for violation in error.violations[:MOST_FAULTS]
    ]
    count = len(error.violations)
    said = "1 fault" if count == 1 else f"{count} faults"
    named = "each" if count == len(faults) else f"the first {len(faults)}"
    return problem(
        status,
        code,
        f"{said}: `errors` names {named} with its remedy",
        faults,
        f"共 {count} 处问题: `errors` 列出{'' if named == 'each' else f'前 {len(faults)} 处'}改法",
    )


def problem_of_http(error: HTTPException) -> Problem:
    """The problem that a bare status is."""
    status = HTTPStatus(error.status_code)
    return problem(status, _OF_STATUS.get(status, "http_error"), "", [])


def _pointer(within: str, field: str) -> str:
    """A JSON Pointer (RFC 6901); what has no name to repeat is pointed at by what holds it."""
    parts = f"{within}/{field}".split("/")
    return "/".join(part for part in parts if not part.startswith("("))


def respond(found: Problem, headers: dict[str, str] | None = None) -> Response:
    """A problem as a response."""
    return Response(found.model_dump_json(), found.status, headers, MEDIA_TYPE)


def headers_of(error: RiskModelError) -> dict[str, str]:
    """How to identify oneself, and when to come back, where a refusal says so."""
    if isinstance(error, RetryInProgressError):
        return {"Retry-After": "1"}
    if not isinstance(error, AccessError):
        return {}
    headers = {"WWW-Authenticate": error.challenge} if error.challenge else {}
    if error.retry_seconds > 0:
        headers["Retry-After"] = str(math.ceil(error.retry_seconds))
    return headers


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of the service with a problem document."""

    async def of_library(_: Request, error: Exception) -> Response:
        assert isinstance(error, RiskModelError)  # noqa: S101 - registered for this type only
        found = problem_of(error)
        if found.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            _LOG.error("%s: %s", type(error).__name__, error)
        return respond(found, headers_of(error))

    async def of_http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
        return respond(problem_of_http(error), dict(error.headers or {}))

    async def of_parameters(_: Request, __: Exception) -> Response:
        # FastAPI's own answer would repeat the value that it refuses.
        return respond(problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_parameter", "", []))

    app.add_exception_handler(RiskModelError, of_library)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_parameters)
