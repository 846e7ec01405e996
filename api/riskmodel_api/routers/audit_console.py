"""The page of the audit log, for an auditor of the whole deployment: its rows have no area."""

from threading import Lock

from fastapi import APIRouter, Request, Response

from riskmodel.access.scopes import Scope
from riskmodel.settings import Settings
from riskmodel.storage.database import reading
from riskmodel.storage.log_pages import read_log
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.verify import verify
from riskmodel_api.console.audit_page import AuditPage, asked_about, asked_before
from riskmodel_api.console.frame import FormNow, FrameNow
from riskmodel_api.dependencies import CallerNow, OfficeNow
from riskmodel_api.guard import requires
from riskmodel_api.people import CONSOLE


def audit_console(settings: Settings) -> APIRouter:
    """The page, with the place that the anchors are kept at."""
    router = APIRouter(prefix=CONSOLE, include_in_schema=False)
    verifying = Lock()

    @router.get("/audit")
    @requires(Scope.AUDIT)
    def audit(request: Request, office: OfficeNow, caller: CallerNow, frame: FrameNow) -> Response:
        """What was done, the newest first, or what was done about one opaque id."""
        caller.require_nation()
        asked = request.query_params
        about, before = asked_about(asked), asked_before(asked)
        with reading(office.engine) as connection:
            found = read_log(connection, about, before)
        page = AuditPage(about, found, frame.language, begins=before is None)
        return frame.page("audit.html", page=page)

    @router.post("/audit/verify")
    @requires(Scope.AUDIT)
    def check(form: FormNow, office: OfficeNow, caller: CallerNow, frame: FrameNow) -> Response:
        """Read the whole log, and say whether every row is as it was written."""
        del form  # that it is the console's own is all that matters
        caller.require_nation()
        with reading(office.engine) as connection:
            first = read_log(connection)
        # It reads everything: one at a time is enough.
        if not verifying.acquire(blocking=False):
            return frame.page(
                "audit.html", page=AuditPage("", first, frame.language, begins=True, busy=True)
            )
        try:
            keys = Keys(settings.signing_key, settings.public_key)
            url, folder = settings.database_url, settings.database_folder
            place = Place.of(url, folder, settings.anchors_file, keys)
            found = verify(office.engine, place.read_anchors())
        finally:
            verifying.release()
        signed = place.public_key is not None
        page = AuditPage("", first, frame.language, begins=True, found=found, signed=signed)
        return frame.page("audit.html", page=page)

    return router
