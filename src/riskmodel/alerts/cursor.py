"""A place in the feed, as a text that says nothing to who holds it."""

import base64
import binascii
import re

from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.violations import Fault

_FORM = re.compile(r"alerts:([0-9]{1,18})")
_NOT_A_CURSOR = Violation(
    "cursor",
    Fault.WRONG_FORM.value,
    "give the next_cursor of the page before, or leave it out to begin at the first",
    "请填写上一页的 next_cursor, 或不填从头读取",
)


def written(sequence: int) -> str:
    """The place after an alert."""
    return base64.urlsafe_b64encode(f"alerts:{sequence}".encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> int:
    """The number of the alert that a place is after, 0 without one; raises SchemaError."""
    if not cursor:
        return 0
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise SchemaError([_NOT_A_CURSOR]) from None
    found = _FORM.fullmatch(text)
    if found is None:
        raise SchemaError([_NOT_A_CURSOR])
    return int(found[1])
