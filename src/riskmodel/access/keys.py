"""API keys: how one is made, what is kept of it, and how one that is shown is checked.

A key is `rmk_`, the twelve digits of its id, `_` and 256 bits from the system's source of
randomness. Only SHA-256 of the whole is kept. A slow, salted hash exists to make guessing a
*password* dear: there are few that people choose. Here there are 2^256 equally likely ones, so a
thief of the table would have to try about 2^255, whatever one trial costs; and a fast hash costs
an honest request two microseconds instead of a tenth of a second.

A key is found by its id, which is no secret, and its digest is compared in constant time; an id
that nobody has is compared with a digest that no key has, so that both refusals cost the same.
"""

import datetime
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from riskmodel.access.identity import Identity
from riskmodel.access.refusals import key_ended, not_known
from riskmodel.storage.canonical import digest

PREFIX = "rmk_"
_FORM = re.compile(r"rmk_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_NO_DIGEST = "0" * 64


class Issued(NamedTuple):
    """A new key; `token` is shown once, to whoever is to use it, and kept nowhere."""

    token: str
    key_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key, and whom it stands for."""

    key_id: str
    sha256: str
    identity: Identity
    created_at: datetime.datetime
    expires_at: datetime.datetime | None = None
    revoked_at: datetime.datetime | None = None

    def ended(self, now: datetime.datetime) -> str:
        """`revoked`, `expired`, or nothing where it is in force."""
        if self.revoked_at is not None and now >= self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at is not None and now >= self.expires_at else ""


def issue() -> Issued:
    """A key that nobody has yet."""
    key_id = secrets.token_hex(6)
    token = f"{PREFIX}{key_id}_{secrets.token_urlsafe(32)}"
    return Issued(token, key_id, digest(token))


def id_of(token: str) -> str:
    """The id within a key; empty where it has not the form of one."""
    found = _FORM.fullmatch(token)
    return found[1] if found else ""


def check(token: str, keys: Mapping[str, Key], now: datetime.datetime) -> Key:
    """The key that a token is; raises NotIdentifiedError."""
    held = keys.get(id_of(token))
    expected = held.sha256 if held else _NO_DIGEST
    same = hmac.compare_digest(digest(token), expected)
    if held is None or not same:
        raise not_known()
    if ended := held.ended(now):
        # Whoever holds the right secret may know this of it.
        raise key_ended(ended)
    return held
