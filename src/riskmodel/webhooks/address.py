"""Where a message may go: no address can turn the service against the network that it is in."""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn
from urllib.parse import urlsplit

from riskmodel.errors import AddressRefusedError, ConfigurationError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LONGEST = 2_000


class Target(NamedTuple):
    """An address taken apart; `path` has its query."""

    scheme: str
    host: str
    port: int
    path: str
    authority: str
    """Host and port, as a server expects to be called."""


@dataclass(frozen=True)
class Allowed:
    """What a deployment allows.

    `networks` are those that messages may go to; without any they go to public addresses alone.
    With `loopback` they may go to this machine, then without TLS too. Addresses of a link (where
    clouds keep the keys of machines) and of groups are never allowed.
    """

    networks: tuple[Network, ...] = ()
    loopback: bool = False

    @classmethod
    def of(cls, networks: str, *, loopback: bool) -> "Allowed":
        """From settings: networks parted by commas, `10.20.0.0/16`; raises ConfigurationError."""
        try:
            read = [
                ipaddress.ip_network(one.strip()) for one in networks.split(",") if one.strip()
            ]
        except ValueError as error:
            message = (
                "the networks of webhooks cannot be read: give 10.20.0.0/16, parted by commas"
            )
            raise ConfigurationError(message) from error
        return cls(tuple(read), loopback)

    def allows(self, address: Address) -> bool:
        """Whether a message may go to an address."""
        plain = getattr(address, "ipv4_mapped", None) or address
        if plain.is_multicast or plain.is_unspecified or plain.is_link_local:
            return False
        if plain.is_loopback:
            return self.loopback
        if self.networks:
            return any(plain in network for network in self.networks)
        return bool(plain.is_global)


def read_target(url: str, allowed: Allowed) -> Target:
    """An address taken apart, if its form is allowed; raises AddressRefusedError."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        _refuse("it cannot be read")
    if len(url) > LONGEST or not url.isascii() or any(one <= " " for one in url):
        _refuse("it is too long, or has characters that no address has")
    if not parts.hostname or parts.username is not None or parts.fragment:
        _refuse("give https://host/path, without a name, a password or a fragment")
    if parts.scheme != "https" and not (parts.scheme == "http" and allowed.loopback):
        _refuse("it is to begin with https://")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path, parts.netloc)


def resolve(target: Target, allowed: Allowed) -> str:
    """The address to connect to: what is looked at is what is used; raises AddressRefusedError.

    Every address of the name must be allowed, so that none can be slipped in among others.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        _refuse("its host is not known")
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    return str(_checked(addresses, target, allowed)[0])


def _checked(addresses: Sequence[Address], target: Target, allowed: Allowed) -> Sequence[Address]:
    if not addresses or not all(map(allowed.allows, addresses)):
        _refuse("it leads to a network that is not allowed: RISKMODEL_WEBHOOK_NETWORKS")
    if target.scheme == "http" and not all(one.is_loopback for one in addresses):
        _refuse("without TLS it may lead to this machine alone")
    return addresses


def _refuse(why: str) -> NoReturn:
    message = f"the address of the webhook is refused: {why}"
    raise AddressRefusedError(message)
