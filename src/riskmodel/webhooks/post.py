"""Send one message: to the address that was looked at, and nowhere that the answer points to.

By the standard library alone: a client that pools, follows and unpacks would have to be told not
to, and the connection must go to the address that was checked.
"""

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from threading import Timer

from riskmodel.errors import AddressRefusedError, ConfigurationError
from riskmodel.webhooks.address import Allowed, Target, read_target, resolve

CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 10.0
LARGEST_BODY = 65_536


@dataclass(frozen=True)
class Answer:
    """How an attempt ended: a status of HTTP, or the kind of failure; never what was said."""

    delivered: bool
    told: str


def post(
    url: str, headers: Mapping[str, str], body: bytes, allowed: Allowed, authority: str = ""
) -> Answer:
    """Send a body; only a status from 200 to 299 says that it was taken.

    `authority` is a file of the certificates to trust, in place of the machine's. The answer is
    not read beyond its head, and the whole takes `WHOLE_SECONDS` at most.
    """
    if len(body) > LARGEST_BODY:
        return Answer(delivered=False, told="too large")
    try:
        target = read_target(url, allowed)
        with closing(_connect(target, resolve(target, allowed), authority)) as held:
            status = _send(target, held, headers, body)
    except AddressRefusedError:
        return Answer(delivered=False, told="address refused")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(delivered=False, told=type(error).__name__)
    return Answer(delivered=200 <= status < 300, told=str(status))


def _connect(target: Target, address: str, authority: str) -> socket.socket:
    plain = socket.create_connection((address, target.port), CONNECT_SECONDS)
    if target.scheme == "http":
        return plain
    try:
        return _context(authority).wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _context(authority: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=authority or None)
    except OSError as error:
        message = (
            "the certificates that webhooks trust cannot be read: RISKMODEL_WEBHOOK_AUTHORITY"
        )
        raise ConfigurationError(message) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _send(target: Target, held: socket.socket, headers: Mapping[str, str], body: bytes) -> int:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock, connection.auto_open = held, 0  # it may connect to no address of its own
    # Each read has a time limit of its own: who sends a byte at a time would hold on for ever.
    limit = Timer(WHOLE_SECONDS, _hang_up, (held,))
    limit.daemon = True
    limit.start()
    try:
        connection.request("POST", target.path, body, {"Host": target.authority} | dict(headers))
        return connection.getresponse().status
    finally:
        limit.cancel()


def _hang_up(held: socket.socket) -> None:
    try:
        held.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
