"""The console's own static files and the page of an assessment: nothing is from elsewhere."""

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from riskmodel.access.scopes import Scope
from riskmodel.assessment import Assessment
from riskmodel_api.console.beside import Sight
from riskmodel_api.console.frame import FrameNow
from riskmodel_api.console.household import HouseholdPage
from riskmodel_api.console.languages import Language, in_language
from riskmodel_api.dependencies import AlertingNow, CallerNow, OfficeNow, Serving, ServingNow
from riskmodel_api.guard import open_to_all, requires
from riskmodel_api.people import CONSOLE
from riskmodel_api.routers.assessments import AssessmentId

router = APIRouter(prefix=CONSOLE, include_in_schema=False)
_KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_STATIC = {
    file.name: file.read_bytes()
    for file in (files("riskmodel_api.console") / "static").iterdir()
    if file.name.rpartition(".")[2] in _KINDS
}


# Async, so that it needs no thread.
async def _sight(
    request: Request, serving: ServingNow, alerting: AlertingNow, caller: CallerNow
) -> Sight:
    return Sight(caller, serving, alerting, request.app.state.champions)


SightNow = Annotated[Sight, Depends(_sight)]
"""How the caller sees what is on record beside an assessment."""


@router.get("/static/{name}")
@open_to_all
async def static(name: str) -> Response:
    """A style, script or picture of the pages; each lies in the package, none is another's."""
    content = _STATIC.get(name)
    if content is None:
        raise HTTPException(404)
    kind = _KINDS[name.rpartition(".")[2]]
    return Response(content, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})


@router.get("/assessments/{assessment_id}")
@requires(Scope.REVIEW, Scope.DECIDE)
def assessment(
    assessment_id: AssessmentId,
    serving: ServingNow,
    office: OfficeNow,
    sight: SightNow,
    caller: CallerNow,
    frame: FrameNow,
) -> Response:
    """A household as it was assessed; without its score while it is to be judged blind."""
    stored = caller.find(assessment_id)
    given = Assessment.model_validate_json(stored.given.message)
    shown = not office.hides_score(caller, given.household_id)
    page = HouseholdPage(
        given,
        frame.language,
        labels_of(serving, frame.language),
        sight.beside(stored, score=shown),
        score=shown,
    )
    return frame.page("household.html", page=page)


def labels_of(serving: Serving, language: Language) -> dict[str, str]:
    """Names of the model's inputs in a language; none where no model serves."""
    model = serving.assessor.model
    if model is None:
        return {}
    return {
        feature.name: in_language(feature, "label", language)
        for feature in model.artifact.model.features
    }
