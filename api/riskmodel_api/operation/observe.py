"""What looks on at every request from outside: counts it, logs it, traces it, gives it an id."""

import logging
from time import perf_counter_ns

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from riskmodel_api.operation.figures import METHODS, UNMATCHED, Figures, Route
from riskmodel_api.operation.layout import OTHER
from riskmodel_api.operation.seen import Seen, see
from riskmodel_api.operation.state import Operation
from riskmodel_api.operation.traces import Traces

_LOG = logging.getLogger(__name__)
_NOT_ANSWERED = 499
"""The status that is counted where the client was gone before it was answered."""


class Observe:
    """Look on, from outside everything else that handles a request."""

    def __init__(self, app: ASGIApp, operation: Operation) -> None:
        self.app, self._operation = app, operation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        operation = self._operation
        seen = see(scope["headers"])
        told = (b"x-request-id", seen.request_id.encode())

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                if seen.spent:
                    seen.mark("serialise")
                # Whoever keeps a connection that is soon closed would lose a request on it.
                last = [(b"connection", b"close")] if operation.stopping else []
                message["headers"] = [*message["headers"], told, *last]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            self._note(scope, seen)

    def _note(self, scope: Scope, seen: Seen) -> None:
        seconds = (perf_counter_ns() - seen.began) * 1e-9
        seen.status = seen.status or _NOT_ANSWERED
        route = _route(scope)
        figures: Figures | None = self._operation.figures
        traces: Traces = self._operation.traces
        if figures is not None:
            figures.count(seen, route, seconds)
        traces.trace(seen, scope["headers"], route, seconds)
        if self._operation.logs_requests and _LOG.isEnabledFor(logging.INFO):
            fields: dict[str, str | int | float] = {
                "request_id": seen.request_id, "method": route[0], "route": route[1],
                "status": seen.status, "milliseconds": round(seconds * 1e3, 2),
            }  # fmt: skip
            if seen.key:
                fields["key"] = seen.key
            # Made here, without a search for who called.
            record = logging.LogRecord(_LOG.name, logging.INFO, "", 0, "answered", (), None)
            record.fields = fields
            _LOG.handle(record)


def _route(scope: Scope) -> Route:
    """Method and template: never the path, which holds ids."""
    template = getattr(scope.get("route"), "path", None)
    if template is None:
        return UNMATCHED
    # A client may make up a method, too.
    return (scope["method"] if scope["method"] in METHODS else OTHER, template)
