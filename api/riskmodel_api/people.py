"""People who sign in: their sessions, which a cookie of their browser names."""

import datetime
from dataclasses import dataclass

from sqlalchemy import Engine
from starlette.requests import cookie_parser
from starlette.types import Scope

from riskmodel.access.identity import Identity
from riskmodel.access.sessions import begin_session, end_session, session_identity
from riskmodel.errors import StorageUnavailableError
from riskmodel.settings import Settings
from riskmodel_api.database import database_of

CONSOLE = "/console"
"""Sessions count below this path only, where every form proves that it is the console's own."""
SESSION_COOKIE = "riskmodel_session"
_OFF = "nobody can sign in here: RISKMODEL_STORAGE is off"


@dataclass(frozen=True)
class People:
    """Signs people in and out; `engine` is None where nothing is kept. For threads."""

    engine: Engine | None

    @classmethod
    def of(cls, settings: Settings) -> "People":
        """As the settings say, once the database is in the layout of this release."""
        return cls(database_of(settings))

    def sign_in(self, name: str, password: str) -> str:
        """The token of a new session; raises AccessError, StorageUnavailableError."""
        if self.engine is None:
            raise StorageUnavailableError(_OFF)
        return begin_session(self.engine, name, password, _now())

    def identity(self, token: str) -> Identity | None:
        """Whose session it is; raises StorageUnavailableError."""
        return session_identity(self.engine, token, _now()) if self.engine else None

    def sign_out(self, token: str) -> None:
        """End a session; raises StorageUnavailableError."""
        if self.engine is not None:
            end_session(self.engine, token, _now())

    def close(self) -> None:
        """Let go of the database."""
        if self.engine is not None:
            self.engine.dispose()


def session_token(scope: Scope) -> str:
    """The token that a request to the console shows; "" for none, and for other requests."""
    path: str = scope["path"]
    if path != CONSOLE and not path.startswith(f"{CONSOLE}/"):
        return ""
    shown = [value for name, value in scope["headers"] if name == b"cookie"]
    return cookie_parser(shown[0].decode("latin-1")).get(SESSION_COOKIE, "") if shown else ""


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
