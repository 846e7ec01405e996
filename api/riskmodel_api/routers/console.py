"""The console's pages; each works without a script, and fetches nothing from elsewhere."""

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from riskmodel.access.scopes import Scope
from riskmodel.assessment import Assessment
from riskmodel_api.console.household import HouseholdPage
from riskmodel_api.console.languages import Language, in_language
from riskmodel_api.console.pages import render
from riskmodel_api.dependencies import CallerNow, ServingNow
from riskmodel_api.guard import open_to_all, requires
from riskmodel_api.routers.assessments import AssessmentId

router = APIRouter(prefix="/console", include_in_schema=False)
_COOKIE, _YEAR = "riskmodel_language", 365 * 24 * 3600
_STYLE = (files("riskmodel_api.console") / "static" / "console.css").read_bytes()
_PROTECTED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
AskedLanguage = Annotated[Language | None, Query(alias="lang")]


@router.get("/static/console.css")
@open_to_all
async def style() -> Response:
    """The style of every page."""
    return Response(_STYLE, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})


@router.get("/assessments/{assessment_id}")
@requires(Scope.REVIEW, Scope.DECIDE)
def assessment(
    request: Request,
    assessment_id: AssessmentId,
    serving: ServingNow,
    caller: CallerNow,
    asked: AskedLanguage = None,
) -> Response:
    """A household as it was assessed."""
    stored = caller.find(assessment_id)
    language = _language(request, asked)
    labels = {
        feature.name: in_language(feature, "label", language)
        for feature in serving.require_model().artifact.model.features
    }
    given = Assessment.model_validate_json(stored.given.message)
    page = HouseholdPage(given, language, labels)
    return _page(render("household.html", language, page=page, path="", person=""), asked)


def _language(request: Request, asked: Language | None) -> Language:
    """As asked for, else as last time, else as the browser prefers, else Chinese."""
    if asked is not None:
        return asked
    kept = request.cookies.get(_COOKIE, "")
    if kept in list(Language):
        return Language(kept)
    preferred = request.headers.get("accept-language", "")[:2].lower()
    return Language.ENGLISH if preferred == Language.ENGLISH else Language.CHINESE


def _page(html: str, asked: Language | None) -> HTMLResponse:
    response = HTMLResponse(html, headers=_PROTECTED)
    if asked is not None:
        response.set_cookie(_COOKIE, asked, max_age=_YEAR, httponly=True, samesite="strict")
    return response
