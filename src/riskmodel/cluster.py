"""Join a Ray cluster (extra `scale`): the one place where this process meets Ray."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from riskmodel.errors import ConfigurationError

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_ENABLE_AUTO_CONNECT"] = "0"  # nothing is begun that was not asked for
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")

THIS_MACHINE = "auto"
"""The cluster that a node of this machine belongs to."""
_KNOCK_SECONDS = 5.0


@contextmanager
def joined(address: str = THIS_MACHINE) -> Iterator[None]:
    """Be a driver of the cluster at `host:port`; its machines run what this process sends.

    This machine is to be one of its nodes. Raises ConfigurationError where Ray is not installed,
    the cluster does not answer, asks for another token, or has another version of Ray or Python.
    """
    try:
        import ray  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        message = (
            "a cluster needs Ray, which is not installed: install the extra `scale` of this "
            "release's wheel"
        )
        raise ConfigurationError(message) from error
    _knock(address)
    try:
        ray.init(address, log_to_driver=False, configure_logging=False)
    except (ConnectionError, RuntimeError, ray.exceptions.RayError) as error:
        message = f"this process cannot join the cluster at {address}: {error}"
        raise ConfigurationError(message) from error
    try:
        yield
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Ray itself tries for many minutes."""
    if address == THIS_MACHINE:
        return
    host, _, port = address.rpartition(":")
    if not host or "/" in host or not port.isdecimal():
        message = f"{address}: give the cluster's head as host:port, or {THIS_MACHINE}"
        raise ConfigurationError(message)
    try:
        socket.create_connection((host.strip("[]"), int(port)), _KNOCK_SECONDS).close()
    except OSError as error:
        message = f"no cluster answers at {address}: `ray start --head` begins one, or mend it"
        raise ConfigurationError(message) from error
