"""Read JSON that leaves no room for doubt (RFC 8259, and RFC 7493 where it is stricter)."""

import json
import re
from typing import Any, NoReturn

from riskmodel.errors import DataError

DEEPEST = 8
LONGEST_NUMBER = 40
_TOO_DEEP = f"it is nested deeper than {DEEPEST}"
# UTF-8 itself cannot hold a surrogate, so only an escape can bring one in.
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class NotJsonError(DataError):
    """The bytes are not JSON as this reader accepts it; the message never repeats any of them."""


def read_json(content: bytes) -> Any:
    """Parse UTF-8 JSON; raises NotJsonError.

    Refused beside plain syntax errors: a byte-order mark, NaN and Infinity, numbers outside a
    double's range or with more than 40 digits, repeated keys, lone surrogates, and nesting deeper
    than 8.
    """
    try:
        found = json.loads(
            content.decode("utf-8"),
            parse_constant=lambda _: _refuse("NaN and Infinity are not numbers"),
            parse_float=_real,
            parse_int=_whole,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        _refuse("it is not UTF-8")
    except json.JSONDecodeError as error:
        _refuse(f"it breaks off being JSON at character {error.pos}")
    except RecursionError:
        _refuse(_TOO_DEEP)
    if _is_deeper(found, DEEPEST):
        _refuse(_TOO_DEEP)
    if _ESCAPED_SURROGATE.search(content) and not _encodable(found):
        _refuse("a string holds a lone surrogate")
    return found


def _refuse(why: str) -> NoReturn:
    message = f"the body is not acceptable JSON: {why}"
    raise NotJsonError(message) from None


def _is_deeper(value: Any, most: int) -> bool:
    """Whether lists and objects lie within one another more than `most` deep."""
    level = [value]
    for _ in range(most):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return any(isinstance(one, (dict, list)) for one in level)


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
    return found


def _encodable(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
