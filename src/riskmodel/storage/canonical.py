"""One way of writing a value down, so that the same value always has the same digest."""

import hashlib
import json
from typing import Any

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces; raises ValueError for NaN and infinity."""
    return _ENCODER.encode(value)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
