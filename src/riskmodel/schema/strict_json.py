"""Read JSON that leaves no room for doubt (RFC 8259, and RFC 7493 where it is stricter)."""

import json
from typing import Any, NoReturn

from riskmodel.errors import DataError

DEEPEST = 8
LONGEST_NUMBER = 40


class NotJsonError(DataError):
    """The bytes are not JSON as this reader accepts it; the message never repeats any of them."""


def read_json(content: bytes) -> Any:
    """Parse UTF-8 JSON; raises NotJsonError.

    Refused beside plain syntax errors: a byte-order mark, NaN and Infinity, numbers outside a
    double's range or with more than 40 digits, repeated keys, lone surrogates, and nesting deeper
    than 8.
    """
    if _deepest(content) > DEEPEST:
        _refuse(f"it is nested deeper than {DEEPEST}")
    try:
        return json.loads(
            content.decode("utf-8"),
            parse_constant=lambda _: _refuse("NaN and Infinity are not numbers"),
            parse_float=_real,
            parse_int=_whole,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        _refuse("it is not UTF-8")
    except json.JSONDecodeError as error:
        _refuse(f"it breaks off being JSON at byte {error.pos}")
    except RecursionError:
        _refuse(f"it is nested deeper than {DEEPEST}")


def _refuse(why: str) -> NoReturn:
    message = f"the body is not acceptable JSON: {why}"
    raise NotJsonError(message) from None


def _deepest(content: bytes) -> int:
    """An upper bound of the nesting, which is exact but for brackets inside strings."""
    depth = deepest = 0
    for byte in content.translate(None, delete=_NOT_BRACKETS):
        depth += 1 if byte in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def _real(text: str) -> float:
    value = float(text)
    if len(text) > LONGEST_NUMBER or value in (float("inf"), float("-inf")):
        _refuse("a number is too large or too long")
    return value


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        _refuse("a number is too large or too long")
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse("a key is repeated")
    for key, value in pairs:
        for text in (key, value):
            if isinstance(text, str) and not _encodable(text):
                _refuse("a string holds a lone surrogate")
    return found


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
