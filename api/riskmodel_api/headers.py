"""Headers of every answer: whether it may be stored, and whether its route is going to end."""

import datetime
from email.utils import format_datetime
from typing import NamedTuple

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NOT_STORED = (b"cache-control", b"no-store")


class Deprecation(NamedTuple):
    """A route that is going to end: since when that is said, from when it may, and what to read.

    `sunset` is at least six months after `since`: docs/api.md promises it.
    """

    since: datetime.datetime
    sunset: datetime.datetime
    read: str

    def headers(self) -> dict[str, str]:
        """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and the link to what to do."""
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": format_datetime(self.sunset.astimezone(datetime.UTC), usegmt=True),
            "Link": f'<{self.read}>; rel="deprecation"; type="text/html"',
        }


DEPRECATED: dict[str, Deprecation] = {}
"""By method and path as in the OpenAPI document, such as `GET /v1/rules/{rule}`.

The one place to say that a route is going to end: headers and document follow.
"""


class AnswerHeaders:
    """Adds what every answer is to say of itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = message["headers"]
                if not any(name == b"cache-control" for name, _ in held):
                    message["headers"] = [*held, _NOT_STORED]
                if DEPRECATED:
                    _say_deprecated(scope, message)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _say_deprecated(scope: Scope, message: Message) -> None:
    path = getattr(scope.get("route"), "path", "")
    found = DEPRECATED.get(f"{scope['method']} {path}")
    if found:
        headers = MutableHeaders(raw=message["headers"])
        for name, value in found.headers().items():
            headers.append(name, value)
