"""The pieces of JSON text that are put together by hand."""

import datetime
import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring
from typing import Any

ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
json_of: Callable[[Any], str] = ENCODER.encode
"""JSON of anything made of dicts, lists and plain values; ValueError for NaN and infinity."""
quoted: Callable[[str], str] = encode_basestring
"""A text as JSON."""
TRUTH = {True: "true", False: "false", None: "null"}


def text_or_null(text: str | None) -> str:
    """A text as JSON, or null."""
    return "null" if text is None else quoted(text)


def value_json(value: object) -> str:
    """A field of the record as a person writes it, as JSON; a day as YYYY-MM-DD."""
    return _WRITERS[type(value)](value)


def values_json(values: Mapping[str, object]) -> str:
    """Several fields as an object."""
    written = [f"{quoted(name)}:{value_json(value)}" for name, value in values.items()]
    return f"{{{','.join(written)}}}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    bool: TRUTH.__getitem__,
    int: int.__repr__,
    float: float.__repr__,  # a record holds no NaN and no infinity
    str: quoted,
    list: json_of,
    datetime.date: lambda day: f'"{day.isoformat()}"',
    type(None): lambda _: "null",
}
