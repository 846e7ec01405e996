"""The application: one verified champion, the routes, and the problems they answer with."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.metadata import version

from fastapi import FastAPI

from riskmodel.assessment import Assessor, HouseholdDeclined
from riskmodel.assessment.declined import nobody
from riskmodel.errors import ModelError
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import read_champion
from riskmodel.settings import Settings
from riskmodel_api.alerting import Alerting
from riskmodel_api.dependencies import Serving
from riskmodel_api.documents import add_document
from riskmodel_api.failures import HideFailures
from riskmodel_api.problems import add_problem_handlers
from riskmodel_api.records import Records
from riskmodel_api.routers import health, models, parameters
from riskmodel_api.routers.alerts import alerts
from riskmodel_api.routers.assessments import assessments
from riskmodel_api.routers.explanations import explanations
from riskmodel_api.routers.openspp import openspp
from riskmodel_api.routers.opt_outs import opt_outs
from riskmodel_api.routers.rules import rules

_LOG = logging.getLogger(__name__)
_DESCRIPTION = (
    "Early warning of return to poverty (防止返贫致贫): what the rules find and what a calibrated "
    "model expects, side by side. The score informs; a named person decides, always."
)
_TAGS = [
    {"name": "assessments", "description": "Rule and score of a household / 农户评估"},
    {"name": "alerts", "description": "What is new of households, by when to decide / 预警"},
    {
        "name": "opt-outs",
        "description": "Households that declined automated scoring / 拒绝自动评分",
    },
    {"name": "models", "description": "The model that serves / 现行模型"},
    {"name": "rules", "description": "The rules and their sources / 规则及来源"},
    {"name": "health", "description": "Probes / 健康检查"},
]


def create_app(settings: Settings | None = None, assessor: Assessor | None = None) -> FastAPI:
    """The service; an `assessor` given is used instead of the champion of the settings.

    Without a champion that verifies, the service starts, is not ready, says why, and still
    answers about the rules.
    """
    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.records = Records.of(chosen)
        app.state.alerting = alerting = Alerting.of(chosen)
        declined = alerting.household_declined
        app.state.serving = (
            Serving(replace(assessor, household_declined=declined))
            if assessor
            else load_serving(chosen, declined)
        )
        alerting.begin(app.state.serving.assessor.parameters)
        try:
            yield
        finally:
            alerting.close()
            app.state.records.close()

    app = FastAPI(
        title="riskmodel",
        version=version("riskmodel"),
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        lifespan=lifespan,
        docs_url=None,  # both pages fetch their scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # a redirect repeats the query, which could hold an id
    )
    app.add_middleware(HideFailures)
    for router in (
        assessments(chosen),
        explanations(chosen),
        alerts(chosen),
        opt_outs(chosen),
        openspp(chosen),
        models.router,
        rules(chosen),
        parameters.router,
        health.router,
    ):
        app.include_router(router)
    add_problem_handlers(app)
    add_document(app, chosen.max_batch)
    return app


def load_serving(settings: Settings, declined: HouseholdDeclined = nobody) -> Serving:
    """The parameters, and the champion if there is one that verifies, warmed up."""
    parameters = Parameters.of_office(settings.parameters)
    try:
        champion = read_champion(settings.champions, settings.model_name)
        champion.explainer.warm_up()
        return Serving(Assessor(parameters, champion, declined))
    except ModelError as error:
        _LOG.warning("not ready: %s", error)
        return Serving(Assessor(parameters, None, declined), fault=error)
