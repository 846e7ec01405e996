"""Requests that are hostile as bytes on a socket; each carries the marked number."""

from hostile import MARK, raw

_LINE = b"POST /v1/assessments HTTP/1.1\r\nHost: localhost\r\n"
_JSON = b"Content-Type: application/json\r\n"
_BODY = raw()
_LENGTH = b"Content-Length: %d\r\n" % len(_BODY)
_MARK = MARK.encode()


def _with(headers: bytes, body: bytes = _BODY) -> bytes:
    return _LINE + _JSON + headers + b"\r\n" + body


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n" % len(content) + content + b"\r\n"


_CHUNKED = b"Transfer-Encoding: chunked\r\n"

REQUESTS: dict[str, bytes] = {
    "a length and chunks": _with(_LENGTH + _CHUNKED, _chunk(_BODY) + b"0\r\n\r\n"),
    "chunks and a length": _with(_CHUNKED + _LENGTH, _chunk(_BODY) + b"0\r\n\r\n"),
    "two lengths": _with(_LENGTH + b"Content-Length: 3\r\n"),
    "a length of two": _with(b"Content-Length: 5, 6\r\n"),
    "a length below zero": _with(b"Content-Length: -1\r\n"),
    "a length with a sign": _with(b"Content-Length: +5\r\n"),
    "a length in hexadecimal": _with(b"Content-Length: 0x10\r\n"),
    "a length of many digits": _with(b"Content-Length: " + b"9" * 400 + b"\r\n"),
    "a length that is the mark": _with(b"Content-Length: " + _MARK + b"\r\n"),
    "an unknown coding": _with(b"Transfer-Encoding: " + _MARK + b"\r\n"),
    "chunked spelled with a tab": _with(b"Transfer-Encoding:\tchunked, identity\r\n"),
    "a chunk that is no number": _with(_CHUNKED, b"zz\r\n" + _BODY),
    "a chunk longer than it says": _with(_CHUNKED, b"5\r\n" + _BODY + b"\r\n0\r\n\r\n"),
    "a chunk of a huge size": _with(_CHUNKED, b"f" * 40 + b"\r\n" + _BODY),
    "a chunk with the mark beside": _with(_CHUNKED, b"5;" + _MARK + b"\r\nhello\r\n0\r\n\r\n"),
    "a trailer": _with(_CHUNKED, _chunk(b"{}") + b"0\r\nX: " + _MARK + b"\r\n\r\n"),
    "gzip that is none": _with(_LENGTH + b"Content-Encoding: gzip\r\n"),
    "an encoding that is the mark": _with(_LENGTH + b"Content-Encoding: " + _MARK + b"\r\n"),
    "a NUL in a header": _with(_LENGTH + b"X-Id: a\0" + _MARK + b"\r\n"),
    "a bare line feed": _with(_LENGTH + b"X-Id: " + _MARK + b"\n"),
    "a folded header": _with(_LENGTH + b"X-Id: a\r\n " + _MARK + b"\r\n"),
    "a space before the colon": _with(_LENGTH + b"X-Id : " + _MARK + b"\r\n"),
    "a header without a name": _with(_LENGTH + b": " + _MARK + b"\r\n"),
    "a head without end": _LINE + b"X: " + _MARK * 8_000,
    "many headers": _LINE + b"".join(b"X%d: %s\r\n" % (n, _MARK) for n in range(5_000)),
    "a long path": b"GET /" + _MARK * 4_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path that climbs": b"GET /../" + _MARK + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path of bad escapes": b"GET /%zz%00" + _MARK + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path that is no text": b"GET /\xff\xfe" + _MARK + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another host's address": b"GET http://" + _MARK + b"/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a method that is none": _MARK + b" / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a version that is none": b"GET /" + _MARK + b" HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "an upgrade": b"GET /" + _MARK + b" HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Key: " + _MARK + b"\r\n\r\n",
    "the start of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + _MARK,
    "an id for the request": _with(
        b"X-Request-Id: " + _MARK + b"\r\n" + _LENGTH, b"?" + _BODY[1:]
    ),
    "a parent of the mark": _with(
        b"traceparent: 00-" + _MARK + b"abcdefabcdefab-00f067aa0ba902b7-01\r\n" + _LENGTH,
        b"?" + _BODY[1:],
    ),
    "a body cut off": _with(_LENGTH, _BODY[:20]),
    "two requests at once": _with(_LENGTH, b"?" + _BODY[1:]) * 2,
}  # fmt: skip
"""None may be answered with a status of 500 or more, or with the mark."""
