"""Read JSON that leaves no room for doubt (RFC 8259, and RFC 7493 where it is stricter)."""

import json
import re
from typing import Any, NoReturn

from riskmodel.errors import DataError

DEEPEST = 8
LONGEST_NUMBER = 40
LONGEST_TEXT = 8_192
MOST_MEMBERS = 500
MOST_ENTRIES = 100_000
_TOO_DEEP = f"it is nested deeper than {DEEPEST}", f"嵌套超过 {DEEPEST} 层"
_TOO_LARGE = (
    f"a text has more than {LONGEST_TEXT} characters, an object more than {MOST_MEMBERS} members "
    f"or a list more than {MOST_ENTRIES} entries",
    f"某文本超过 {LONGEST_TEXT} 字、某对象超过 {MOST_MEMBERS} 项或某列表超过 {MOST_ENTRIES} 项",
)
_NUMBER = "a number is too large or too long", "某数值过大或过长"
# UTF-8 itself cannot hold a surrogate, so only an escape can bring one in.
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class NotJsonError(DataError):
    """The bytes are not JSON as this reader accepts it; the message never repeats any of them."""


def read_json(content: bytes) -> Any:
    """Parse UTF-8 JSON; raises NotJsonError.

    Refused beside plain syntax errors: a byte-order mark, NaN and Infinity, numbers outside a
    double's range or with more than 40 digits, repeated keys, lone surrogates, nesting deeper than
    8, and texts, objects and lists beyond the bounds of this module.
    """
    try:
        decoder = _CAREFUL if _may_hold_doubted_number(content) else _QUICK
        found = decoder.decode(content.decode("utf-8"))
    except UnicodeDecodeError:
        _refuse("it is not UTF-8", "编码不是 UTF-8")
    except json.JSONDecodeError as error:
        _refuse(
            f"it breaks off being JSON at character {error.pos}",
            f"自第 {error.pos} 个字符起不是 JSON",
        )
    except RecursionError:
        _refuse(*_TOO_DEEP)
    # What opens no more lists and objects cannot have that many within one another.
    if content.count(b"[") + content.count(b"{") > DEEPEST and _is_deeper(found, DEEPEST):
        _refuse(*_TOO_DEEP)
    if _ESCAPED_SURROGATE.search(content) and not _encodable(found):
        _refuse("a string holds a lone surrogate", "某文本含孤立代理项")
    # What fits into so few bytes is within every bound.
    if len(content) > MOST_MEMBERS * len('"":1,') and _is_too_large(found):
        _refuse(*_TOO_LARGE)
    return found


def _refuse(english: str, chinese: str) -> NoReturn:
    refused = NotJsonError(f"the body is not acceptable JSON: {english}")
    refused.zh = f"请求体不是可接受的 JSON: {chinese}"
    raise refused from None


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


def _is_too_large(value: Any) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if len(one) > LONGEST_TEXT:
                return True
        elif isinstance(one, dict):
            if len(one) > MOST_MEMBERS:
                return True
            waiting += one.values()
        elif isinstance(one, list):
            if len(one) > MOST_ENTRIES:
                return True
            waiting += one
    return False


def _real(text: str) -> float:
    value = float(text)
    if len(text) > LONGEST_NUMBER or value in (float("inf"), float("-inf")):
        _refuse(*_NUMBER)
    return value


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        _refuse(*_NUMBER)
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse("a key is repeated", "键重复")
    return found


def _encodable(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(_: str) -> NoReturn:
    _refuse("NaN and Infinity are not numbers", "NaN 和 Infinity 不是数值")


_QUICK = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_object)
_CAREFUL = json.JSONDecoder(
    parse_constant=_no_constant, object_pairs_hook=_object, parse_float=_real, parse_int=_whole
)


def _only(kept: bytes, to: bytes) -> bytes:
    """A table for `bytes.translate` that makes all others blank."""
    table = bytearray(b" " * 256)
    for one, other in zip(kept, to, strict=True):
        table[one] = other
    return bytes(table)


_DIGITS = b"0123456789"
_IN_NUMBERS = _only(_DIGITS + b".eE+-", b"0" * 15)
_EXPONENTS = _only(_DIGITS + b"eE", b"0" * 10 + b"ee")


def _may_hold_doubted_number(content: bytes) -> bool:
    """Whether some number may be too long or too large; what stands in texts counts too.

    Without an exponent a number of so few characters is within a double's range.
    """
    return b"0" * (LONGEST_NUMBER + 1) in content.translate(
        _IN_NUMBERS
    ) or b"0e" in content.translate(_EXPONENTS)
