"""What is done with more requests than can be answered in time."""

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from riskmodel.problem import Fault
from riskmodel_api.problems import problem, respond

_STATUS = HTTPStatus.SERVICE_UNAVAILABLE
_REMEDY = Fault(
    pointer="",
    code="overloaded",
    remedy_en="the service has more to do than it can: wait as long as Retry-After says",
    remedy_zh="服务繁忙: 请按 Retry-After 所示秒数等待后重试",
)
_PROBLEM = problem(_STATUS, "overloaded", _REMEDY.remedy_en, [_REMEDY])
_ANNOUNCE_A_BODY = (b"content-length", b"transfer-encoding")
_ALWAYS = ("/health/", "/metrics")
"""Whoever looks after the service must be told, above all while it is overloaded."""


class Shed:
    """Answer 503 at once where more than `most` requests are in work.

    What is let in is answered soon and what is not may go elsewhere, instead of all waiting
    together until each has given up. A request whose body is still on its way is in no work yet:
    clients that send slowly would else hold every place, and cost nothing by it.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self._most = app, most
        self._in_work = 0
        # Made once: an overloaded service has no time for it.
        self._busy = respond(_PROBLEM, {"Retry-After": "1"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(_ALWAYS):
            await self.app(scope, receive, send)
        elif self._in_work >= self._most:
            await self._busy(scope, receive, send)
        else:
            await self._work(scope, receive, send)

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        held = 0

        def begin() -> None:
            nonlocal held
            if not held:
                held = 1
                self._in_work += 1

        async def received() -> Message:
            message = await receive()
            if not message.get("more_body", False):
                begin()
            return message

        if not any(name in _ANNOUNCE_A_BODY for name, _ in scope["headers"]):
            begin()
        try:
            await self.app(scope, received, send)
        finally:
            self._in_work -= held
