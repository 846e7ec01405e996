"""Read a request body: JSON in UTF-8, and nothing that leaves room for doubt."""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from riskmodel.schema.strict_json import read_json

_JSON = re.compile(r'application/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?', re.ASCII | re.I)
KEY_PATTERN = "^[!-~]{1,255}$"
"""An Idempotency-Key."""
_LONGEST_LENGTH = 18  # digits; Python itself refuses to read more than a few thousand


def json_body(most_bytes: int) -> Callable[[Request], Awaitable[Any]]:
    """A dependency that gives the body as parsed, on the event loop: for bodies of one household.

    Raises NotJsonError, HTTPException 413 above `most_bytes` (declared, or as they arrive), or
    HTTPException 415.
    """

    async def read(request: Request) -> Any:
        return read_json(await _read(request, most_bytes))

    return read


def large_json_body(most_bytes: int) -> Callable[[bytes], Any]:
    """The same, parsed in a thread, so that the probes answer meanwhile."""

    async def read(request: Request) -> bytes:
        return await _read(request, most_bytes)

    def parse(content: Annotated[bytes, Depends(read)]) -> Any:
        return read_json(content)

    return parse


async def _read(request: Request, most_bytes: int) -> bytes:
    """The body; FastAPI's own limit would answer with plain text instead of a problem."""
    _require_json(request.headers.getlist("content-type"))
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    declared = request.headers.get("content-length", "0")
    if len(declared) > _LONGEST_LENGTH or (declared.isdecimal() and int(declared) > most_bytes):
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > most_bytes:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(content)


def _require_json(content_types: list[str]) -> None:
    if len(content_types) != 1 or not _JSON.fullmatch(content_types[0]):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
