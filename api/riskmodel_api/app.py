"""The application: one verified champion, the routes, and the problems they answer with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version

from fastapi import Depends, FastAPI

from riskmodel.assessment import Assessor, HouseholdDeclined
from riskmodel.assessment.unasked import nobody
from riskmodel.settings import Settings
from riskmodel_api.alerting import Alerting
from riskmodel_api.beside import done_beside_requests
from riskmodel_api.console.failures import add_console_failures
from riskmodel_api.dependencies import Serving
from riskmodel_api.documents import add_document
from riskmodel_api.entrance import Entrance
from riskmodel_api.failures import HideFailures
from riskmodel_api.guard import guard, require_declared
from riskmodel_api.headers import AnswerHeaders
from riskmodel_api.looking_after import looked_after, operation_of, routes_of
from riskmodel_api.office import Office
from riskmodel_api.operation.figures import Figures
from riskmodel_api.operation.observe import Observe
from riskmodel_api.operation.state import Operation
from riskmodel_api.problems import add_problem_handlers
from riskmodel_api.records import Records
from riskmodel_api.routers import (
    cases_console,
    console,
    health,
    listing,
    models,
    oversight,
    parameters,
    people_console,
    queue,
    refusals_console,
    rules_console,
    signing_in,
)
from riskmodel_api.routers.alerts import alerts
from riskmodel_api.routers.assessments import assessments
from riskmodel_api.routers.audit_console import audit_console
from riskmodel_api.routers.cases import cases
from riskmodel_api.routers.clues_console import clues_console
from riskmodel_api.routers.explanations import explanations
from riskmodel_api.routers.inference import inference
from riskmodel_api.routers.jobs import jobs
from riskmodel_api.routers.metrics import metrics
from riskmodel_api.routers.model_console import model_console
from riskmodel_api.routers.openspp import openspp
from riskmodel_api.routers.opt_outs import opt_outs
from riskmodel_api.routers.papers import papers
from riskmodel_api.routers.rules import rules
from riskmodel_api.shedding import Shed
from riskmodel_api.swapping import ChampionWatch

_DESCRIPTION = (
    "Early warning of return to poverty (防止返贫致贫): what the rules find and what a calibrated "
    "model expects, side by side. The score informs; a named person decides, always."
)
_TAGS = [
    {"name": "assessments", "description": "Rule and score of a household / 农户评估"},
    {"name": "alerts", "description": "What is new of households, by when to decide / 预警"},
    {"name": "cases", "description": "What people do about households / 案件办理"},
    {
        "name": "opt-outs",
        "description": "Households that declined automated scoring / 拒绝自动评分",
    },
    {"name": "jobs", "description": "Many households, in files / 批量作业"},
    {"name": "models", "description": "The model that serves / 现行模型"},
    {"name": "rules", "description": "The rules and their sources / 规则及来源"},
    {"name": "inference", "description": "Open Inference Protocol v2 / 开放推理协议"},
    {"name": "health", "description": "Probes / 健康检查"},
]


def create_app(
    settings: Settings | None = None,
    assessor: Assessor | None = None,
    operation: Operation | None = None,
) -> FastAPI:
    """The service; an `assessor` given is used instead of the champion of the settings.

    Without a champion that verifies, the service starts, is not ready, says why, and still
    answers about the rules.
    """
    chosen = settings or Settings()
    held = operation or operation_of(chosen)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.records = Records.of(chosen)
        app.state.entrance = Entrance.of(chosen, app.state.records)
        app.state.alerting = alerting = Alerting.of(chosen)
        app.state.office = office = Office.of(chosen)
        try:
            async with (
                serving_kept(app, chosen, assessor),
                looked_after(app, chosen, on_disk=assessor is None),
                done_beside_requests(app, chosen),
            ):
                yield
        finally:
            app.state.entrance.close()
            office.close()
            alerting.close()
            app.state.records.close()

    app = FastAPI(
        title="riskmodel",
        version=version("riskmodel"),
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        lifespan=lifespan,
        openapi_url=None,  # served by `add_document`, with a validator
        dependencies=[Depends(guard)],
        docs_url=None,  # both pages fetch their scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # a redirect repeats the query, which could hold an id
    )
    app.state.operation = held
    app.state.champions = chosen.champions
    app.add_middleware(Shed, most=chosen.max_in_flight)
    app.add_middleware(HideFailures)
    app.add_middleware(AnswerHeaders)
    app.add_middleware(Observe, operation=held)  # the last is outermost
    for router in (
        assessments(chosen),
        explanations(chosen),
        listing.router,
        alerts(chosen),
        cases(chosen),
        opt_outs(chosen),
        jobs(chosen),
        openspp(chosen),
        models.router,
        rules(chosen),
        parameters.router,
        inference(chosen),
        console.router,
        refusals_console.router,
        signing_in.router,
        queue.router,
        clues_console(chosen),
        cases_console.router,
        oversight.router,
        model_console(chosen),
        rules_console.router,
        audit_console(chosen),
        people_console.router,
        papers(chosen),
        health.router,
        metrics(chosen),
    ):
        app.include_router(router)
    require_declared(app)
    held.figures = Figures(routes_of(app), held.slot.ledger)
    add_problem_handlers(app)
    add_console_failures(app)
    add_document(app, chosen.max_batch)
    return app


@asynccontextmanager
async def serving_kept(
    app: FastAPI, settings: Settings, assessor: Assessor | None
) -> AsyncIterator[None]:
    """Keep `app.state.serving` what the champion's pointer says, or the `assessor` given.

    No household that declined is scored.
    """
    alerting: Alerting = app.state.alerting
    declined = alerting.household_declined
    if assessor:
        app.state.serving = Serving(replace(assessor, household_declined=declined))
        yield
        return
    together = app.state.operation.slot.folder
    watch = ChampionWatch(settings, partial(setattr, app.state, "serving"), declined, together)
    watch.start()
    try:
        yield
    finally:
        watch.stop()


def load_serving(settings: Settings, declined: HouseholdDeclined = nobody) -> Serving:
    """What a service with these settings would start with."""
    watch = ChampionWatch(settings, lambda _: None, declined)
    watch.look()
    return watch.serving
