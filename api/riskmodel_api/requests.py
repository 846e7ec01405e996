"""Read a request body: JSON in UTF-8, and nothing that leaves room for doubt."""

from collections.abc import Awaitable, Callable
from email.message import Message
from http import HTTPStatus
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException

from riskmodel.schema.strict_json import read_json


def json_body(most_bytes: int) -> Callable[[Request], Awaitable[Any]]:
    """A dependency that gives the body as parsed.

    Raises NotJsonError, HTTPException 413 above `most_bytes` (declared, or as they arrive), or
    HTTPException 415.
    """

    async def read(request: Request) -> Any:
        _require_json(request.headers.get("content-type", ""))
        return read_json(await _read(request, most_bytes))

    return read


async def _read(request: Request, most_bytes: int) -> bytes:
    """The body; FastAPI's own limit would answer with plain text instead of a problem."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > most_bytes:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > most_bytes:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(content)


def _require_json(content_type: str) -> None:
    header = Message()
    header["content-type"] = content_type
    charset = header.get_content_charset() or "utf-8"
    if header.get_content_type() != "application/json" or charset != "utf-8":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
