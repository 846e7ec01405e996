"""What a reader of the console sees where something cannot be done: a page, not a document."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from riskmodel.errors import NotIdentifiedError, RiskModelError
from riskmodel.problem import Problem
from riskmodel_api.console.frame import frame_of, go_to
from riskmodel_api.console.languages import Language
from riskmodel_api.people import CONSOLE
from riskmodel_api.requests import read_form

SIGN_IN = f"{CONSOLE}/sign-in"
_WORDS = ("words", "with_whom")
_Handler = Callable[[Request, Exception], Awaitable[Response]]


def add_console_failures(app: FastAPI) -> None:
    """Put a page around every problem of the console; after the handlers of problems."""
    for kind in (RiskModelError, HTTPException, RequestValidationError):
        handler: _Handler = app.exception_handlers[kind]  # type: ignore[assignment]
        app.add_exception_handler(kind, _with_page(handler))


def _with_page(handler: _Handler) -> _Handler:
    async def handle(request: Request, error: Exception) -> Response:
        path = request.url.path
        if path != CONSOLE and not path.startswith(f"{CONSOLE}/"):
            return await handler(request, error)
        if isinstance(error, NotIdentifiedError) and request.method == "GET":
            return go_to(SIGN_IN)
        answer = await handler(request, error)
        problem = Problem.model_validate_json(bytes(answer.body))
        asked = request.query_params.get("lang", "")
        frame = frame_of(request, None, Language(asked) if asked in list(Language) else None)
        chinese = frame.language is Language.CHINESE
        page = frame.page(
            "failure.html",
            answer.status_code,
            title=problem.title_zh if chinese else problem.title,
            said=_said(problem, chinese=chinese),
            signs_in=isinstance(error, NotIdentifiedError),
            words=await _typed(request) if isinstance(error, NotIdentifiedError) else [],
        )
        if "retry-after" in answer.headers:
            page.headers["Retry-After"] = answer.headers["retry-after"]
        return page

    return handle


def _said(problem: Problem, *, chinese: bool) -> str:
    """What would be accepted, where fields are at fault; else the detail."""
    remedies = [one.remedy_zh if chinese else one.remedy_en for one in problem.errors]
    return " ".join(dict.fromkeys(remedies)) or (problem.detail_zh if chinese else problem.detail)


async def _typed(request: Request) -> list[str]:
    """The words of a form that came when the session had ended: nobody is to write them twice."""
    try:
        form = await read_form(request)
    except HTTPException:
        return []
    return [form[name] for name in _WORDS if form.get(name)]
