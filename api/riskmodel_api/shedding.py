"""What is done with more requests than can be answered in time."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
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
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
_SOON = {"Retry-After": "1"}
_ALWAYS = ("/health/", "/v2/health/", "/metrics")
"""Whoever looks after the service must be told, above all while it is overloaded."""


class Shed:
    """Answer 503 at once where more than `most` requests are in work.

    What is let in is answered soon and what is not may go elsewhere, instead of all waiting
    together until each has given up. A request whose body is still on its way is in no work yet:
    clients that send slowly would else hold every place, and cost nothing by it. When the last of
    it is there and every place is taken by then, it is turned away too.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self._most = app, most
        self._in_work = 0
        # Made once: an overloaded service has no time for it.
        self._busy = respond(_PROBLEM, _SOON)

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
            if held:
                return
            if self._in_work >= self._most:
                raise HTTPException(_STATUS, headers=_SOON)
            held = 1
            self._in_work += 1

        async def received() -> Message:
            message = await receive()
            if not message.get("more_body", False):
                begin()
            return message

        if not _sends_a_body(scope):
            begin()
        try:
            await self.app(scope, received, send)
        finally:
            self._in_work -= held


def _sends_a_body(scope: Scope) -> bool:
    """Whether a body is to come that somebody reads."""
    announced = dict(scope["headers"])
    length = announced.get(b"content-length", b"0").strip(b"0")
    return scope["method"] not in _BODILESS and (bool(length) or b"transfer-encoding" in announced)
