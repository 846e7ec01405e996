"""The page of the model that serves, for everybody who is known."""

from fastapi import APIRouter, Response

from riskmodel.settings import Settings
from riskmodel.shadow.report import compare
from riskmodel.shadow.scores import newest_scores
from riskmodel_api.console.frame import FrameNow
from riskmodel_api.console.model_page import ModelPage, read_last_month
from riskmodel_api.dependencies import ServingNow
from riskmodel_api.guard import requires_any_scope
from riskmodel_api.people import CONSOLE

_MOST_IN_SHADOW = 20_000


def model_console(settings: Settings) -> APIRouter:
    """The page, with what is kept beside the champion below the state folder."""
    router = APIRouter(prefix=CONSOLE, include_in_schema=False)
    month_file = settings.month_file(settings.model_name)

    @router.get("/model")
    @requires_any_scope
    def model(serving: ServingNow, frame: FrameNow) -> Response:
        """How the champion did when it was judged, and what has been seen since."""
        served = serving.require_model()
        aside = compare(newest_scores(settings.shadow_folder, served.name, _MOST_IN_SHADOW))
        month = read_last_month(month_file.read_bytes()) if month_file.is_file() else None
        page = ModelPage.of(served, frame.language, aside, month)
        return frame.page("model.html", page=page)

    return router
