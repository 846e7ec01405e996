"""Signing in to the console, and out of it."""

from fastapi import APIRouter, Request, Response

from riskmodel.errors import AccessError
from riskmodel_api.console.frame import FormNow, FrameNow, go_to, signed_in, signed_out
from riskmodel_api.console.languages import Language
from riskmodel_api.dependencies import EntranceNow
from riskmodel_api.guard import open_to_all
from riskmodel_api.people import CONSOLE, session_token
from riskmodel_api.problems import headers_of, problem_of

router = APIRouter(prefix=CONSOLE, include_in_schema=False)


@router.get("/sign-in")
@open_to_all
async def sign_in_page(frame: FrameNow) -> Response:
    """The form to sign in with; on an open service there is nothing to sign in for."""
    if frame.is_open:
        return go_to(CONSOLE)
    return frame.page("sign_in.html", said="", name="")


@router.post("/sign-in")
@open_to_all
async def sign_in(
    request: Request, form: FormNow, frame: FrameNow, entrance: EntranceNow
) -> Response:
    """Begin a session, or say why not."""
    name = form.get("name", "").strip()
    try:
        token = await entrance.sign_in(request.scope, name, form.get("password", ""))
    except AccessError as error:
        said = error.remedy_zh if frame.language is Language.CHINESE else error.remedy_en
        page = frame.page("sign_in.html", problem_of(error).status, said=said, name=name)
        page.headers.update(headers_of(error))
        return page
    return signed_in(frame, token, CONSOLE)


@router.post("/sign-out")
@open_to_all
async def sign_out(request: Request, form: FormNow, entrance: EntranceNow) -> Response:
    """End the session."""
    del form  # that it is the console's own is all that matters
    await entrance.sign_out(session_token(request.scope))
    return signed_out(f"{CONSOLE}/sign-in")
