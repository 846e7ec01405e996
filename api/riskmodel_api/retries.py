"""Answer a retry as at first: the header Idempotency-Key (draft-ietf-httpapi-idempotency-key).

A write is made of a body and gives an answer; who may not know whether an answer was lost sends
the same body with the same key again, and gets the same answer, byte for byte, whatever has been
promoted in between.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from fastapi import Request

from riskmodel.errors import RetryInProgressError, RetryKeyError
from riskmodel.storage.answers import Retry
from riskmodel.storage.audit import LOCAL
from riskmodel.storage.canonical import canonical, digest
from riskmodel_api.records import Records, Reply
from riskmodel_api.requests import KEY_PATTERN

HEADER = "idempotency-key"
_KEY = re.compile(KEY_PATTERN[1:-1])

_answering: set[tuple[int, str]] = set()
_lock = Lock()


def is_asked_once(request: Request) -> bool:
    """Whether the caller named a key for retries."""
    return HEADER in request.headers


def answer_once(
    request: Request,
    records: Records,
    body: Any,
    make: Callable[[], Reply],
    caller: str = LOCAL,
) -> bytes:
    """What the same request was answered before; else what `make` gives, once it is kept.

    For a thread, and for requests that name a key. The same request is one of the same caller,
    key, method, path and body as parsed. A refusal is not kept: the same body is refused again.
    Raises RetryKeyError, RetryKeyReusedError, RetryInProgressError, StorageError, and what `make`
    raises.
    """
    retry = Retry(
        digest(canonical([caller, _key_of(request)])),
        digest(canonical([request.method, request.url.path, body])),
    )
    with _one_at_a_time(id(records), retry.key_sha256):
        earlier = records.recall(retry, caller)
        return earlier if earlier is not None else records.keep_reply(make(), retry, caller)


def _key_of(request: Request) -> str:
    """The key, the same with or without the quotation marks of a structured field."""
    given = request.headers.getlist(HEADER)
    key = given[0] if len(given) == 1 else ""
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not _KEY.fullmatch(key):
        message = "send one Idempotency-Key of 1 to 255 visible ASCII characters, such as a UUID"
        raise RetryKeyError(message)
    return key


@contextmanager
def _one_at_a_time(where: int, key_sha256: str) -> Iterator[None]:
    """In this process; of two processes the database keeps the first answer and no other."""
    with _lock:
        if (where, key_sha256) in _answering:
            message = "the same request is still being answered: send it again in a moment"
            raise RetryInProgressError(message)
        _answering.add((where, key_sha256))
    try:
        yield
    finally:
        with _lock:
            _answering.discard((where, key_sha256))
