"""Read a request body: JSON in UTF-8, and nothing that leaves room for doubt."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from riskmodel.schema.strict_json import read_json
from riskmodel.stages import mark
from riskmodel_api.operation.bodies import Bodies, require_few_parts, too_large, too_slow

_JSON = re.compile(r'application/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?', re.ASCII | re.I)
KEY_PATTERN = "^[!-~]{1,255}$"
"""An Idempotency-Key."""
_FORM = "application/x-www-form-urlencoded"
_LARGEST_FORM, _MOST_FIELDS = 32_768, 40
_LONGEST_LENGTH = 18  # digits; Python itself refuses to read more than a few thousand


def json_body(most_bytes: int) -> Callable[[Request], Awaitable[Any]]:
    """A dependency that gives the body as parsed, on the event loop: for bodies of one household.

    Raises NotJsonError, HTTPException 413 above `most_bytes` (declared, or as they arrive), or
    HTTPException 415.
    """

    async def read(request: Request) -> Any:
        found = read_json(await _read_json(request, most_bytes))
        mark("parse")
        return found

    return read


def large_json_body(most_bytes: int) -> Callable[[bytes], Any]:
    """The same, parsed in a thread, so that the probes answer meanwhile; large ones in turn."""

    async def read(request: Request) -> AsyncIterator[bytes]:
        content = await _read_json(request, most_bytes)
        async with _bodies(request).working_on(len(content)):
            yield content

    def parse(content: Annotated[bytes, Depends(read)]) -> Any:
        require_few_parts(content, most_bytes)
        found = read_json(content)
        mark("parse")
        return found

    return parse


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form as a browser sends it; raises HTTPException 400, 413 or 415."""
    if request.headers.get("content-type", "").partition(";")[0] != _FORM:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    content = await _read(request, _LARGEST_FORM)
    try:
        given = parse_qsl(
            content.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    return dict(given)


async def _read_json(request: Request, most_bytes: int) -> bytes:
    _require_json(request.headers.getlist("content-type"))
    return await _read(request, most_bytes)


async def _read(request: Request, most_bytes: int) -> bytes:
    """The body; FastAPI's own limit would answer with plain text instead of a problem."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    declared = request.headers.get("content-length", "0")
    if len(declared) > _LONGEST_LENGTH:
        raise too_large()
    if declared.isdecimal() and int(declared) > most_bytes:
        raise too_large(int(declared))
    content = await _arrived(request, most_bytes)
    mark("read")
    return content


async def _arrived(request: Request, most_bytes: int) -> bytes:
    bodies = _bodies(request)
    content = bytearray()
    with bodies.reading() as held:
        try:
            async with asyncio.timeout(bodies.seconds_for(most_bytes)):
                async for part in request.stream():
                    held.add(len(part))
                    content += part
                    if len(content) > most_bytes:
                        raise too_large()
        except TimeoutError:
            raise too_slow() from None
    return bytes(content)


def _bodies(request: Request) -> Bodies:
    found: Bodies = request.app.state.operation.bodies
    return found


def _require_json(content_types: list[str]) -> None:
    if len(content_types) != 1 or not _JSON.fullmatch(content_types[0]):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
