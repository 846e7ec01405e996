"""Bearer tokens of an OpenID Connect issuer: which are trusted, and whom each stands for."""

import json
import logging
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from threading import Lock
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt
from jwt import PyJWK, PyJWKSet, PyJWTError

from riskmodel.access.areas import read_areas
from riskmodel.access.identity import LONGEST_NAME, Identity
from riskmodel.access.keeping import OF_TOKENS
from riskmodel.access.refusals import issuer_unavailable, not_known, token_expired
from riskmodel.access.scopes import Scope
from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings

_LOG = logging.getLogger(__name__)
ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""What may be allowed: nothing that is signed with a secret, or not at all."""
LONGEST_TOKEN = 8_192
LEEWAY_SECONDS = 30
TIMEOUT_SECONDS = 3
FRESH_SECONDS = 300
"""After this time keys are asked for again; until they come, those that are known go on."""
BETWEEN_SECONDS = 10
"""Whatever unknown keys tokens name, the issuer is asked no more often than this."""
_NO_KEYS = (OSError, ValueError, TypeError, HTTPException, PyJWTError, ConfigurationError)
_LARGEST = 1 << 20
_NAME = re.compile(rf"[^\s\x00-\x1f]{{1,{LONGEST_NAME - len(OF_TOKENS)}}}")


@dataclass(frozen=True)
class Trust:
    """Which tokens are trusted, and what their claims mean; raises ConfigurationError."""

    issuer: str
    audience: str
    jwks_url: str
    algorithms: tuple[str, ...]
    name_claim: str
    scope_claim: str
    area_claim: str
    roles: Mapping[str, list[str]]

    @classmethod
    def of(cls, settings: Settings) -> "Trust | None":
        """As the settings say; None where no issuer is set."""
        if not settings.oidc_issuer:
            return None
        algorithms = tuple(settings.oidc_algorithms.split())
        if not settings.oidc_audience or not algorithms or set(algorithms) - set(ASYMMETRIC):
            message = (
                "with RISKMODEL_OIDC_ISSUER give RISKMODEL_OIDC_AUDIENCE, and algorithms of "
                f"{' '.join(ASYMMETRIC)}"
            )
            raise ConfigurationError(message)
        for address in (settings.oidc_issuer, settings.oidc_jwks_url or settings.oidc_issuer):
            _require_safe(address)
        return cls(
            settings.oidc_issuer,
            settings.oidc_audience,
            settings.oidc_jwks_url,
            algorithms,
            settings.oidc_name_claim,
            settings.oidc_scope_claim,
            settings.oidc_area_claim,
            settings.oidc_roles,
        )


class Jwks:
    """The issuer's public keys by their ids, fetched when one is asked for; for threads."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._keys: dict[str, PyJWK] = {}
        self._fetching = Lock()
        self._fetched, self._tried = float("-inf"), float("-inf")

    def find(self, key_id: str) -> PyJWK:
        """A key, asking the issuer where it is not known or long not asked for.

        Raises NotIdentifiedError where the issuer has no such key, AccessUnavailableError where it
        could not be asked.
        """
        found = self._keys.get(key_id)
        stale = time.monotonic() - self._fetched > FRESH_SECONDS
        # Whoever has a key that is known need not wait while another asks the issuer.
        if (found is None or stale) and self._fetching.acquire(blocking=found is None):
            try:
                self._fetch()
            finally:
                self._fetching.release()
            found = self._keys.get(key_id)
        if found is None:
            raise not_known() if self._answers else issuer_unavailable()
        return found

    @property
    def _answers(self) -> bool:
        """Whether the last time that the issuer was asked, it answered."""
        return self._fetched >= self._tried

    def _fetch(self) -> None:
        if time.monotonic() - self._tried < BETWEEN_SECONDS:
            return
        self._tried = time.monotonic()
        try:
            self._keys = _usable(_read(self._address()))
        except _NO_KEYS as error:
            _LOG.warning("the issuer's keys cannot be fetched (%s)", type(error).__name__)
            return
        self._fetched = time.monotonic()

    def _address(self) -> str:
        if self._trust.jwks_url:
            return self._trust.jwks_url
        told = _read(f"{self._trust.issuer.rstrip('/')}/.well-known/openid-configuration")
        address = told.get("jwks_uri")
        if told.get("issuer") != self._trust.issuer or not isinstance(address, str):
            message = "the issuer calls itself otherwise"
            raise ValueError(message)
        _require_safe(address)
        return address


class Tokens:
    """Says whom a token stands for; may ask the issuer, so it is for a thread."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._keys = Jwks(trust)

    def identify(self, token: str) -> tuple[Identity, float]:
        """The caller, and until when (seconds since 1970); raises AccessError."""
        claims = self._claims(token)
        return _caller(claims, self._trust), float(claims["exp"])

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise not_known()
        try:
            header = jwt.get_unverified_header(token)
            # Before the issuer is asked for anything on behalf of a token that cannot be good.
            if header.get("alg") not in self._trust.algorithms or "crit" in header:
                raise not_known()
            key = self._keys.find(str(header.get("kid", "")))
            found: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(self._trust.algorithms),
                audience=self._trust.audience,
                issuer=self._trust.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", self._trust.name_claim]},
            )
        except jwt.ExpiredSignatureError:
            raise token_expired() from None
        except (PyJWTError, ValueError, TypeError):
            raise not_known() from None
        return found


def _caller(claims: Mapping[str, Any], trust: Trust) -> Identity:
    name = claims[trust.name_claim]
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        _LOG.warning("a token's %s is no name of at most 58 characters", trust.name_claim)
        raise not_known()
    given = _words(claims.get(trust.scope_claim))
    named = [one for word in given for one in trust.roles.get(word, [word])]
    # What the issuer grants for other services means nothing here.
    scopes = frozenset(Scope(one) for one in named if one in set(Scope))
    try:
        areas = read_areas(_words(claims.get(trust.area_claim)))
    except ConfigurationError:
        areas = ()
    return Identity(OF_TOKENS + name, scopes, areas)


def _words(claim: object) -> list[str]:
    """A claim that is a list of words, or words with spaces between (RFC 8693)."""
    if isinstance(claim, str):
        return claim.split()
    return [one for one in claim if isinstance(one, str)] if isinstance(claim, list) else []


def _usable(told: Mapping[str, Any]) -> dict[str, PyJWK]:
    """Keys for signatures that have an id; another kind in the set is no fault of it."""
    given: Iterable[Any] = told.get("keys", ())
    kept = [
        one
        for one in given
        if isinstance(one, dict)
        and one.get("kty") in {"RSA", "EC", "OKP"}
        and one.get("use", "sig") == "sig"
    ]
    return {one.key_id: one for one in PyJWKSet.from_dict({"keys": kept}).keys if one.key_id}


def _require_safe(address: str) -> None:
    """Keys that come over a line that anybody can change would be anybody's keys."""
    parts = urlsplit(address)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        message = "the issuer and its keys are to be at https addresses"
        raise ConfigurationError(message)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """None: an address elsewhere is not the issuer's."""


_OPENER = build_opener(_NoRedirects())


def _read(address: str) -> dict[str, Any]:
    asked = Request(address, headers={"Accept": "application/json"})  # noqa: S310 - checked
    with _OPENER.open(asked, timeout=TIMEOUT_SECONDS) as answer:
        content = answer.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        message = "the issuer's answer is too large"
        raise ValueError(message)
    found = json.loads(content)
    if not isinstance(found, dict):
        message = "the issuer's answer is no object"
        raise TypeError(message)
    return found
