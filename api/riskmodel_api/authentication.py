"""Who asks: a key, a token, or on an open service whoever sits at its machine."""

import datetime
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from riskmodel.access.identity import ANYBODY, Identity
from riskmodel.access.keys import PREFIX, check, id_of
from riskmodel.access.rates import Rates
from riskmodel.access.refusals import (
    keys_unavailable,
    no_credentials,
    not_from_afar,
    not_known,
    person_locked,
    too_fast,
    too_many_guesses,
)
from riskmodel.access.ring import KeyRing
from riskmodel.errors import NotIdentifiedError
from riskmodel.storage.audit import LOCAL, Act
from riskmodel_api.admission import GUESSES
from riskmodel_api.people import session_token
from riskmodel_api.tokens import FRESH_SECONDS, Tokens

_MOST_ACCEPTED = 10_000
_LONGEST = 10_000
_BEARER = b"bearer "
_HOUR = 3_600


class _Accepted(NamedTuple):
    identity: Identity
    until: float
    """Seconds since 1970."""


class Authentication:
    """Finds out who asks; used from the event loop only.

    What was verified once is known again by SHA-256 of the whole key or token, until it ends or
    the keys change: a look-up by such a digest tells a guesser nothing by its time, for nobody can
    choose digests. An address that showed too many wrong ones has to wait before another is
    verified; whoever was let through before goes on, from behind the same address too.
    """

    def __init__(
        self, ring: KeyRing, tokens: Tokens | None, rates: Rates, wrong_per_minute: int
    ) -> None:
        self._ring, self._tokens, self._rates = ring, tokens, rates
        self._accepted: OrderedDict[bytes, _Accepted] = OrderedDict()
        self._version = ring.version
        self._guesses = Rates(wrong_per_minute / 60, wrong_per_minute)
        self._alerts = Rates(1 / _HOUR, 1), Rates(1 / 60, 20)
        self.report: Callable[[Sequence[Act]], None] = lambda _: None
        self.signed_in: Callable[[str], Identity | None] = lambda _: None

    @property
    def is_open(self) -> bool:
        """Whether nobody has to identify themselves: no key, no person, no issuer."""
        ring = self._ring
        return self._tokens is None and not ring.people and ring.keys is not None and not ring.keys

    async def identify(self, scope: Scope) -> Identity:
        """The caller of a request; raises AccessError."""
        given = _credentials(scope)
        if given is None:
            return await self._person(scope) or self._nobody(scope)
        if self._version != self._ring.version:
            self._version = self._ring.version
            self._accepted.clear()
        held = self._accepted.get(hashlib.sha256(given).digest())
        known = held is not None and time.time() < held.until
        identity = held.identity if held and known else await self._verify(given, scope)
        wait = self._rates.take(identity.name)
        if wait:
            raise too_fast(wait)
        return identity

    async def _person(self, scope: Scope) -> Identity | None:
        token = session_token(scope)
        identity = await run_in_threadpool(self.signed_in, token) if token else None
        if identity is not None and (wait := self._rates.take(identity.name)):
            raise too_fast(wait)
        return identity

    async def try_password(self, scope: Scope, attempt: Callable[[], str]) -> str:
        """What an attempt to sign in gives, unless its address failed too often: AccessError.

        It counts as a failure while it is under way, or many at once would all be let through.
        """
        address = _address(scope)
        if wait := self._guesses.take(address):
            raise person_locked(wait)
        try:
            given = await run_in_threadpool(attempt)
        except NotIdentifiedError:
            if self._guesses.wait(address):
                await self._alert(address)
            raise
        except Exception:
            self._guesses.give_back(address)
            raise
        self._guesses.give_back(address)
        return given

    def _nobody(self, scope: Scope) -> Identity:
        if self._ring.keys is None:
            raise keys_unavailable()
        if not self.is_open:
            raise no_credentials()
        if not _asked_here(scope):
            raise not_from_afar()
        return ANYBODY

    async def _verify(self, given: bytes, scope: Scope) -> Identity:
        address = _address(scope)
        if wait := self._guesses.wait(address):
            raise too_many_guesses(wait)
        version = self._ring.version
        try:
            found = await self._check(given)
        except NotIdentifiedError:
            self._guesses.take(address)
            if self._guesses.wait(address):
                await self._alert(address)
            raise
        if version == self._ring.version == self._version:
            self._accepted[hashlib.sha256(given).digest()] = found
            if len(self._accepted) > _MOST_ACCEPTED:
                self._accepted.popitem(last=False)
        return found.identity

    async def _check(self, given: bytes) -> _Accepted:
        if len(given) > _LONGEST or not given.isascii():
            raise not_known()
        text = given.decode()
        if text.startswith(PREFIX):
            return await self._check_key(text)
        if self._tokens is None:
            raise not_known()
        identity, until = await run_in_threadpool(self._tokens.identify, text)
        # Sooner than its end, so that a key that the issuer takes back counts no longer.
        return _Accepted(identity, min(until, time.time() + FRESH_SECONDS))

    async def _check_key(self, text: str) -> _Accepted:
        if self._ring.keys is None or id_of(text) not in self._ring.keys:
            await run_in_threadpool(self._ring.refresh_if_due)
        if self._ring.keys is None:
            raise keys_unavailable()
        key = check(text, self._ring.keys, datetime.datetime.now(datetime.UTC))
        ends = [end.timestamp() for end in (key.expires_at, key.revoked_at) if end is not None]
        return _Accepted(key.identity, min(ends, default=float("inf")))

    async def _alert(self, address: str) -> None:
        """On record once an hour an address, and not without end where there are many."""
        each, all_of_them = self._alerts
        if each.take(address) == 0 and all_of_them.take("") == 0:
            await run_in_threadpool(self.report, [Act(LOCAL, GUESSES, address, {})])


def _credentials(scope: Scope) -> bytes | None:
    """What was shown; None where nothing was. Raises NotIdentifiedError for another scheme."""
    shown = [value for name, value in scope["headers"] if name == b"authorization"]
    if not shown:
        return None
    value: bytes = shown[0]
    if len(shown) > 1 or value[: len(_BEARER)].lower() != _BEARER:
        raise not_known()
    return value[len(_BEARER) :].strip()


def _asked_here(scope: Scope) -> bool:
    """Whether a request comes from this machine and means it.

    A proxy may hand on what comes from elsewhere, and a page in a browser may have its own name
    point here: both ask for another host than this one. What came by no network has no address.
    """
    client = scope.get("client")
    if not client or not _is_address(client[0]):
        return True
    named = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return is_loopback(client[0]) and is_loopback(_without_port(named))


@lru_cache(maxsize=1_000)
def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=1_000)
def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


@lru_cache(maxsize=1_000)
def _without_port(host: bytes) -> str:
    name = host.decode("latin-1").lower()
    return name[1 : name.find("]")] if name.startswith("[") else name.partition(":")[0]


def _address(scope: Scope) -> str:
    """Whom wrong keys are counted for: an address, of the newer kind its network."""
    client = scope.get("client")
    try:
        found = ip_address(client[0]) if client else None
    except ValueError:
        return "socket"
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, 64), strict=False))
    return str(found) if found else "socket"
