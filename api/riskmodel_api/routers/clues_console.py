"""The page of clues: alerts and batches that nobody has made cases of, and the forms that do."""

from fastapi import APIRouter, Request, Response

from riskmodel.access.scopes import Scope
from riskmodel.alerts import feed
from riskmodel.alerts.message import AlertRead
from riskmodel.casework.book import Casebook
from riskmodel.casework.opening import (
    FROM_ALERT,
    MOST_AT_ONCE,
    TAKEN_UP,
    Opened,
    Pairs,
    open_each,
    open_from_batch,
)
from riskmodel.errors import AssessmentNotFoundError
from riskmodel.jobs.book import find, listed
from riskmodel.jobs.job import Folders, State
from riskmodel.jobs.work import source_of
from riskmodel.opt_outs.register import in_force
from riskmodel.scale.again import Finished
from riskmodel.scale.asked import Desk
from riskmodel.scale.visits import Wanted
from riskmodel.settings import Settings
from riskmodel.storage.people import read_named
from riskmodel_api.admission import Caller
from riskmodel_api.alerting import Alerting
from riskmodel_api.console.clues_page import AGREEMENTS, CAPACITY, CluesPage, asked_number
from riskmodel_api.console.frame import FormNow, FrameNow, go_to
from riskmodel_api.dependencies import AlertingNow, CallerNow, OfficeNow, ServingNow
from riskmodel_api.guard import requires
from riskmodel_api.people import CONSOLE
from riskmodel_api.routers.jobs import JobId

CLUES = f"{CONSOLE}/clues"
_ALERTS = 50
"""On a page, and opened at once."""


def clues_console(settings: Settings) -> APIRouter:
    """The routes, with the folders of a deployment's jobs."""
    router = APIRouter(prefix=CLUES, include_in_schema=False)
    folders = Folders(settings.jobs_folder, settings.job_inputs)
    desk = Desk(
        settings.champions, settings.model_name, settings.parameters,
        settings.promotion_public_key,
    )  # fmt: skip

    @router.get("")
    @requires(Scope.REVIEW, Scope.DECIDE)
    def clues(
        request: Request, alerting: AlertingNow, caller: CallerNow, frame: FrameNow
    ) -> Response:
        """Alerts that nobody took up, the oldest first, and batches that are done."""
        jobs = alerting.read(lambda held: listed(held, caller.areas))
        page = CluesPage(
            _waiting(alerting, caller),
            [one for one in jobs if one.state is State.DONE and not one.asked.score_only],
            asked_number(request.query_params.get("opened", "")),
            asked_number(request.query_params.get("there", "")) or 0,
        )
        return frame.page("clues.html", page=page)

    @router.post("/alerts")
    @requires(Scope.REVIEW, Scope.DECIDE)
    def from_alerts(
        form: FormNow, serving: ServingNow, office: OfficeNow, alerting: AlertingNow,
        caller: CallerNow,
    ) -> Response:  # fmt: skip
        """Open a case on one alert, or on every alert of the page, and take them up."""
        chosen = form.get("alert_id", "")
        alerts = (
            [alerting.read(lambda held: feed.find(held, chosen, caller.areas))]
            if chosen
            else _waiting(alerting, caller)
        )
        book = office.book(serving.assessor.parameters)
        found = Opened([], 0)
        for alert in alerts:
            more = _opened(book, alert, caller)
            _take_up(alerting, alert, caller)
            found = Opened(found.cases + more.cases, found.there + more.there)
        return _told(found)

    @router.post("/jobs/{job_id}")
    @requires(Scope.REVIEW, Scope.DECIDE)
    def from_job(
        job_id: JobId, form: FormNow, serving: ServingNow, office: OfficeNow,
        alerting: AlertingNow, caller: CallerNow,
    ) -> Response:  # fmt: skip
        """Open cases on the households of greatest need of a batch of the caller's areas."""
        job = alerting.read(lambda held: find(held, job_id, caller.areas))
        declined = alerting.read(in_force)
        given = source_of(folders, job_id, job.source)
        batch = Finished(given, folders.out(job_id), desk, declined)
        capacity = min(asked_number(form.get("capacity", "")) or CAPACITY, MOST_AT_ONCE)
        agreement = form.get("agreement", "")
        wanted = Wanted(capacity, agreement if agreement in AGREEMENTS else "")
        book = office.book(serving.assessor.parameters)
        records = caller.admission.records

        def keep(pairs: Pairs) -> None:
            records.keep(pairs, caller.name)

        return _told(open_from_batch(book, keep, batch, wanted, caller.name))

    return router


def _waiting(alerting: Alerting, caller: Caller) -> list[AlertRead]:
    wanted = feed.Wanted(limit=_ALERTS, areas=caller.areas, waiting=True)
    return alerting.read(lambda held: feed.page(held, wanted)).alerts


def _opened(book: Casebook, alert: AlertRead, caller: Caller) -> Opened:
    """Nothing where the assessment was deleted since: the alert is taken up all the same."""
    try:
        return open_each(book, [alert.assessment_id], caller.name, FROM_ALERT)
    except AssessmentNotFoundError:
        return Opened([], 0)


def _take_up(alerting: Alerting, alert: AlertRead, caller: Caller) -> None:
    who = read_named(caller.name, TAKEN_UP)
    alerting.write(
        lambda held: feed.acknowledge(held, alert.alert_id, who, caller.name, caller.areas)
    )


def _told(found: Opened) -> Response:
    return go_to(f"{CLUES}?opened={len(found.cases)}&there={found.there}")
