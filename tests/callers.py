"""Keys for tests, and the shortest road to the service: one loop, no socket, no client library."""

import asyncio
import datetime
import json
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from riskmodel_api.app import create_app

from riskmodel.access.keeping import Grant, Signed, create
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine
from riskmodel.storage.migrate import upgrade

FORM = b"application/x-www-form-urlencoded"
NOW = datetime.datetime(2025, 7, 1, tzinfo=datetime.UTC)
GENEROUS = {
    "rate_per_second": 1e6,
    "rate_burst": 1_000_000,
    "daily_household_queries": 1_000_000,
    "daily_queries": 1_000_000_000,
}


def signed() -> Signed:
    return Signed("Wang Fang", datetime.datetime.now(datetime.UTC))


def make_keys(settings: Settings, *grants: Grant) -> list[str]:
    """The tokens of new keys in the database of the settings."""
    engine = open_engine(address(settings.database_url, settings.database_folder))
    try:
        upgrade(engine)
        return [create(engine, grant, signed()).token for grant in grants]
    finally:
        engine.dispose()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


class Asker:
    """Asks an application as a server would; a body that is a text is a form."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        token: str = "",
        client: tuple[str, int] = ("127.0.0.1", 9),
        host: str = "127.0.0.1:8300",
        cookie: str = "",
    ) -> Answer:
        path, _, query = path.partition("?")
        kind = FORM if isinstance(body, str) else b"application/json"
        headers = [(b"host", host.encode()), (b"content-type", kind)]
        if cookie:
            headers.append((b"cookie", cookie.encode()))
        if token:
            headers.append((b"authorization", f"Bearer {token}".encode()))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
            "client": client,
            "server": ("127.0.0.1", 8300),
            "scheme": "http",
        }
        content = _content(body)
        told: list[Any] = []
        done = asyncio.Event()

        async def receive() -> dict[str, object]:
            nonlocal content
            if content is None:
                await done.wait()
                return {"type": "http.disconnect"}
            sent, content = content, None
            return {"type": "http.request", "body": sent, "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        await self.app(scope, receive, send)
        done.set()
        names = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        return Answer(told[0]["status"], names, b"".join(one.get("body", b"") for one in told[1:]))


def _content(body: object) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


@asynccontextmanager
async def a_running(settings: Settings, assessor: Any):
    """An asker of a service that has started and will stop."""
    app = create_app(settings, assessor)
    async with app.router.lifespan_context(app):
        yield Asker(app)
