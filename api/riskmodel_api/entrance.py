"""The entrance of the service: who is let in, made of the settings, and who is told of it."""

import logging
from collections.abc import Callable, Sequence

from starlette.types import Scope

from riskmodel.access.budgets import Budgets, Limits
from riskmodel.access.keeping import every_key, listed
from riskmodel.access.keys import Key
from riskmodel.access.rates import Rates
from riskmodel.access.ring import KeyRing
from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings
from riskmodel.storage.database import address, file_of, open_engine
from riskmodel_api.admission import Admission, Caller
from riskmodel_api.authentication import Authentication, is_loopback
from riskmodel_api.records import Records
from riskmodel_api.tokens import Tokens, Trust

_LOG = logging.getLogger(__name__)
_OPEN = (
    "the service is open: whoever sits at this machine may ask anything, without a key. Make one "
    "with `riskmodel keys create`, and from then on keys are needed, here too"
)
_REFUSED = (
    "RISKMODEL_HOST is not a loopback address, and nobody would have to identify themselves: "
    "make a key with `riskmodel keys create`, or set RISKMODEL_OIDC_ISSUER"
)


class Entrance:
    """Says who asks, and holds what admits them."""

    def __init__(
        self, ring: KeyRing, authentication: Authentication, admission: Admission
    ) -> None:
        self._ring, self._authentication, self._admission = ring, authentication, admission
        authentication.report = admission.records.report
        if self.is_open:
            _LOG.warning(_OPEN)

    @classmethod
    def of(cls, settings: Settings, records: Records) -> "Entrance":
        """As the settings say; raises ConfigurationError."""
        trust = Trust.of(settings)
        ring = KeyRing(_reader(settings, records))
        rates = Rates(settings.rate_per_second, settings.rate_burst)
        authentication = Authentication(
            ring, Tokens(trust) if trust else None, rates, settings.wrong_keys_per_minute
        )
        limits = Limits(settings.daily_household_queries, settings.daily_queries)
        return cls(ring, authentication, Admission(records, Budgets(settings.budgets), limits))

    @property
    def is_open(self) -> bool:
        """Whether nobody has to identify themselves."""
        return self._authentication.is_open

    async def identify(self, scope: Scope) -> Caller:
        """Who asks; raises AccessError."""
        return Caller(await self._authentication.identify(scope), self._admission)

    def close(self) -> None:
        """Read no more keys, count no more queries."""
        self._ring.close()
        self._admission.budgets.close()


def require_guarded(settings: Settings) -> None:
    """Raise ConfigurationError where the service would be open to more than its own machine."""
    if is_loopback(settings.host) or Trust.of(settings):
        return
    if not any(not key.revoked_at for key in _keys_on_file(settings)):
        raise ConfigurationError(_REFUSED)


def _reader(settings: Settings, records: Records) -> Callable[[], Sequence[Key]]:
    """What reads the keys: the store's own connections, or the file as it is where that is off."""
    if settings.storage:
        return lambda: records.read(every_key)
    return lambda: _keys_on_file(settings)


def _keys_on_file(settings: Settings) -> Sequence[Key]:
    """The keys of the database, without making one where there is none."""
    url = address(settings.database_url, settings.database_folder)
    file = file_of(url)
    if file is not None and not file.is_file():
        return []
    engine = open_engine(url)
    try:
        return listed(engine)
    finally:
        engine.dispose()
