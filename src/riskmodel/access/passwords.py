"""Passwords of people: what one must be, what is kept of it, and how one that is given is checked.

People choose few passwords, so guessing one must be dear: Argon2id with the parameters of RFC 9106
for little memory (64 MiB, 3 passes). One is worked on at a time in a process, or a crowd at the
sign-in page would take all of its memory.
"""

import secrets
import unicodedata
from functools import cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from riskmodel.errors import ConfigurationError

SHORTEST, LONGEST = 12, 200
_HASHER = PasswordHasher()
_IN_TURN = Lock()
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    """What is kept of a password; raises ConfigurationError for one that is too short or long."""
    text = _normal(password)
    if not SHORTEST <= len(text) <= LONGEST:
        message = f"a password has {SHORTEST} to {LONGEST} characters; a sentence is a good one"
        raise ConfigurationError(message)
    with _IN_TURN:
        return _HASHER.hash(text)


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; None, of nobody, takes as long to say no."""
    if len(password) > LONGEST:
        return False
    with _IN_TURN:
        try:
            _HASHER.verify(kept or _nobodys(), _normal(password))
        except (Argon2Error, InvalidHashError):
            return False
    return kept is not None


def made_up() -> str:
    """A password for a person to begin with: 79 random bits, without letters that look alike."""
    groups = ("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _normal(password: str) -> str:
    """The same on every keyboard: composed and decomposed letters are one."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash("the password of nobody at all")
