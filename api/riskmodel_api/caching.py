"""Say whether what a client holds is still so: ETag and If-None-Match (RFC 9110, section 13).

A validator is strong: it is the digest of the bytes. `no-cache` lets a client keep them and has it
ask each time, as a promotion or a new parameter may change them at any moment; `private`, because
a cache in between cannot tell who may read. All else holds households, and is not to be stored.
"""

import re
from hashlib import sha256

from fastapi import Request, Response
from pydantic import BaseModel

REVALIDATED = "private, no-cache"
NOT_CHANGED: dict[int | str, dict[str, str]] = {
    304: {"description": "Not changed since the ETag in If-None-Match / 自该 ETag 起未变"}
}
"""The documentation of a route that answers with `validated`."""
_TAGS = re.compile(r'(?:W/)?("[^"]*")')


def validated(request: Request, message: BaseModel) -> Response:
    """The message, or 304 where the client holds the same bytes."""
    return validated_bytes(request, message.__pydantic_serializer__.to_json(message))


def validated_bytes(request: Request, content: bytes) -> Response:
    """The same for JSON that is written already."""
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": REVALIDATED}
    if _holds(request.headers.getlist("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")


def _holds(given: list[str], tag: str) -> bool:
    told = ",".join(given)
    return told.strip() == "*" or tag in _TAGS.findall(told)
