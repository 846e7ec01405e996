"""Connections that cannot be held open by sending slowly, or filled by a head without end."""

import time
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

LARGEST_HEAD = 65_536


class GuardedProtocol(HttpToolsProtocol):
    """A connection that knows since when it waits for the rest of a head or of a body.

    No timer a request: the server looks at all connections once a second.
    """

    since: float = 0.0
    waits_for: str | None = None
    _head_bytes: int = 0

    def connection_made(self, transport: Any) -> None:
        """A client came, and is to send a head."""
        super().connection_made(transport)
        self._wait_for("head")

    def data_received(self, data: bytes) -> None:
        """More bytes of whatever it is."""
        super().data_received(data)
        if self.waits_for != "head":
            self._head_bytes = 0
            return
        self._head_bytes += len(data)
        if self._head_bytes > LARGEST_HEAD:
            self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """The first byte of a head."""
        super().on_message_begin()
        self._wait_for("head")

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._wait_for("body")
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is whole."""
        self.waits_for = None
        super().on_message_complete()

    def refuse(self, status: HTTPStatus) -> None:
        """Answer with a status alone, if nothing was answered yet, and close."""
        if self.transport.is_closing():
            return
        answering = getattr(self.cycle, "response_complete", True) is False
        if not answering:
            head = [STATUS_LINE[status], b"connection: close\r\ncontent-length: 0\r\n\r\n"]
            self.transport.write(b"".join(head))
        self.transport.close()

    def _wait_for(self, part: str) -> None:
        self.since, self.waits_for = time.monotonic(), part


class Patience:
    """How long connections may take; `sweep` closes those that took longer."""

    def __init__(self, head_seconds: float, body_seconds: float) -> None:
        self._seconds = {"head": head_seconds, "body": body_seconds}

    def sweep(self, connections: set[Any]) -> None:
        """Close every connection that waits too long."""
        now = time.monotonic()
        for connection in list(connections):
            part = getattr(connection, "waits_for", None)
            if part is not None and now - connection.since > self._seconds[part]:
                connection.refuse(HTTPStatus.REQUEST_TIMEOUT)
