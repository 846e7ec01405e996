"""What is sent of who asks, and what a service's refusal becomes."""

from http import HTTPStatus
from importlib.metadata import version

import httpx2
from pydantic import ValidationError

from riskmodel.errors import ServiceError
from riskmodel.problem import Problem

UNREACHABLE = "the service could not be reached: is it running at this address?"
AGAIN = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Statuses that another try may mend: every call is safe to repeat."""
UNDER_WAY = "idempotency_in_progress"
"""What a try after a time-out may be told: the first is still being answered."""


class RefusedError(ServiceError):
    """The service answered that it will not; `problem` says why, by field and remedy.

    `problem` is None where what answered was not the service, a proxy perhaps. `retry_after` is in
    seconds, None where nothing was said.
    """

    status: int = 0
    problem: Problem | None = None
    retry_after: float | None = None

    @property
    def worth_another_try(self) -> bool:
        """Whether the same call may be answered a moment later."""
        return self.status in AGAIN or (
            self.problem is not None and self.problem.code == UNDER_WAY
        )


def headers(key: str | None) -> dict[str, str]:
    """What every call says of who asks."""
    told = {"User-Agent": f"riskmodel/{version('riskmodel')}", "Accept": "application/json"}
    return told if key is None else told | {"Authorization": f"Bearer {key}"}


def success(response: httpx2.Response) -> bytes:
    """The content of an answer; raises RefusedError where it is no success."""
    if response.is_success:
        return response.content
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        problem = None
    raise _refusal(response.status_code, problem, response.headers.get("Retry-After", ""))


def _refusal(status: int, problem: Problem | None, retry_after: str) -> RefusedError:
    told = problem.code if problem else "no problem document"
    faults = problem.errors if problem else []
    named = "".join(f"; {one.pointer}: {one.remedy_en}" for one in faults)
    error = RefusedError(f"the service answered {status} ({told}){named}")
    error.status, error.problem = status, problem
    error.retry_after = float(retry_after) if retry_after.isdecimal() else None
    return error
