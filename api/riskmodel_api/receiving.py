"""Take a file that is sent with a job onto the disk, without ever holding all of it."""

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from riskmodel.scale.files import placed
from riskmodel_api.operation.bodies import Bodies, too_large, too_slow

SUFFIXES = {
    "application/vnd.apache.parquet": ".parquet",
    "text/csv": ".csv",
    "application/x-ndjson": ".ndjson",
}
"""What may be sent, and how its file is then called."""
_AT_ONCE = 1 << 20


def suffix_of(request: Request) -> str | None:
    """How the file of a body is called; None for a body that is no file."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return SUFFIXES.get(media_type)


async def receive_file(request: Request, path: Path, most_bytes: int) -> None:
    """Write the body to a file, whole or not at all.

    Raises HTTPException 408, 413 or 415, and NoRoomError.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:18]) > most_bytes:
        raise too_large(int(declared[:18]))
    bodies: Bodies = request.app.state.operation.bodies
    path.parent.mkdir(parents=True)
    try:
        async with asyncio.timeout(bodies.seconds_for(most_bytes)):
            with placed(path) as aside, aside.open("wb") as file:
                await _write(request, file, most_bytes)
    except TimeoutError:
        raise too_slow() from None


async def _write(request: Request, file: BinaryIO, most_bytes: int) -> None:
    held, size = bytearray(), 0
    async for part in request.stream():
        size += len(part)
        if size > most_bytes:
            raise too_large()
        held += part
        if len(held) >= _AT_ONCE:
            await run_in_threadpool(file.write, bytes(held))
            held.clear()
    await run_in_threadpool(file.write, bytes(held))
    file.flush()
