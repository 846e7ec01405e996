"""The entrance of the service: who is let in, made of the settings, and who is told of it."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy import Engine, inspect
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from riskmodel.access.budgets import Budgets, Limits
from riskmodel.access.keeping import every_key, listed
from riskmodel.access.keys import Key
from riskmodel.access.rates import Rates
from riskmodel.access.ring import KeyRing
from riskmodel.access.users import anybody_added
from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings
from riskmodel.storage.database import address, file_of, open_engine, reading
from riskmodel.storage.tables import User
from riskmodel_api.admission import Admission, Caller
from riskmodel_api.authentication import Authentication, is_loopback
from riskmodel_api.people import People
from riskmodel_api.records import Records
from riskmodel_api.tokens import Tokens, Trust

Found = TypeVar("Found")
_LOG = logging.getLogger(__name__)
_OPEN = (
    "the service is open: whoever sits at this machine may ask anything, without a key. Make one "
    "with `riskmodel keys create`, or add a person with `riskmodel users add`: from then on "
    "nobody is let in without, here too"
)
_REFUSED = (
    "RISKMODEL_HOST is not a loopback address, and nobody would have to identify themselves: "
    "make a key with `riskmodel keys create`, add a person with `riskmodel users add`, or set "
    "RISKMODEL_OIDC_ISSUER"
)


class Entrance:
    """Says who asks, and holds what admits them."""

    def __init__(
        self, ring: KeyRing, authentication: Authentication, admission: Admission, people: People
    ) -> None:
        self._ring, self._authentication, self._admission = ring, authentication, admission
        self._people = people
        authentication.report = admission.records.report
        authentication.signed_in = people.identity
        if self.is_open:
            _LOG.warning(_OPEN)

    @classmethod
    def of(cls, settings: Settings, records: Records) -> "Entrance":
        """As the settings say; raises ConfigurationError."""
        trust = Trust.of(settings)
        ring = KeyRing(_reader(settings, records), people=_people_reader(settings, records))
        rates = Rates(settings.rate_per_second, settings.rate_burst)
        authentication = Authentication(
            ring, Tokens(trust) if trust else None, rates, settings.wrong_keys_per_minute
        )
        limits = Limits(settings.daily_household_queries, settings.daily_queries)
        admission = Admission(records, Budgets(settings.budgets), limits)
        return cls(ring, authentication, admission, People.of(settings))

    @property
    def is_open(self) -> bool:
        """Whether nobody has to identify themselves."""
        return self._authentication.is_open

    async def identify(self, scope: Scope) -> Caller:
        """Who asks; raises AccessError."""
        return Caller(await self._authentication.identify(scope), self._admission)

    async def sign_in(self, scope: Scope, name: str, password: str) -> str:
        """The token of a new session; raises AccessError, StorageUnavailableError."""
        attempt = partial(self._people.sign_in, name, password)
        return await self._authentication.try_password(scope, attempt)

    async def sign_out(self, token: str) -> None:
        """End a session; raises StorageUnavailableError."""
        await run_in_threadpool(self._people.sign_out, token)

    def close(self) -> None:
        """Read no more keys, count no more queries."""
        self._people.close()
        self._ring.close()
        self._admission.budgets.close()


def require_guarded(settings: Settings) -> None:
    """Raise ConfigurationError where the service would be open to more than its own machine."""
    if is_loopback(settings.host) or Trust.of(settings):
        return
    if any(not key.revoked_at for key in _keys_on_file(settings)):
        return
    if not _on_file(settings, _anybody, default=False):
        raise ConfigurationError(_REFUSED)


def _reader(settings: Settings, records: Records) -> Callable[[], Sequence[Key]]:
    """What reads the keys: the store's own connections, or the file as it is where that is off."""
    if settings.storage:
        return lambda: records.read(every_key)
    return lambda: _keys_on_file(settings)


def _people_reader(settings: Settings, records: Records) -> Callable[[], bool]:
    """What says whether a person was ever added, in the same way."""
    if settings.storage:
        return lambda: records.read(anybody_added)
    return lambda: _on_file(settings, _anybody, default=False)


def _keys_on_file(settings: Settings) -> Sequence[Key]:
    nobodys: list[Key] = []
    return _on_file(settings, listed, default=nobodys)


def _anybody(engine: Engine) -> bool:
    with reading(engine) as connection:
        # A file of an earlier release knows keys only.
        return inspect(connection).has_table(User.__tablename__) and anybody_added(connection)


def _on_file(settings: Settings, read: Callable[[Engine], Found], default: Found) -> Found:
    """What the database holds, without making one where there is none."""
    url = address(settings.database_url, settings.database_folder)
    file = file_of(url)
    if file is not None and not file.is_file():
        return default
    engine = open_engine(url)
    try:
        return read(engine)
    finally:
        engine.dispose()
