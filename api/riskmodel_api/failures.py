"""What becomes of an exception that nobody foresaw."""

import logging
from http import HTTPStatus

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from riskmodel_api.operation.logs import places
from riskmodel_api.problems import problem, respond

_LOG = logging.getLogger(__name__)


class HideFailures:
    """Answer with a problem, and log where the exception arose but not what it said.

    Its text could hold a value of a household. Starlette's own handler would raise it again, for
    the server to log in full.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the last resort
            _LOG.error("unforeseen %s at %s", type(error).__name__, places(error.__traceback__))
            if not started:
                status = HTTPStatus.INTERNAL_SERVER_ERROR
                found = problem(status, "internal", "", [])
                await respond(found)(scope, receive, send)
