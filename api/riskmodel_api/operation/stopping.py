"""A server that says that it will stop, waits until nobody new is sent to it, and then stops."""

import asyncio
import ctypes
import gc
import os
import signal
import socket
import struct
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Protocol

import uvicorn

from riskmodel_api.operation.guarded import Patience

RETIRE = signal.SIGUSR1
"""To one of several workers: take no new connections from now on, and stop."""
_SETTLE_SECONDS = 0.2
_RETIRE_SECONDS = 1.0
"""Until a client that keeps a connection has been told on it to make another."""
_ATTACH_FILTER, _DROP_ALL = 26, struct.pack("HBBI", 0x06, 0, 0, 0)
"""Linux: a filter of one instruction, that lets no packet through."""
_TICKS_A_SECOND = 10
_OBJECTS_BETWEEN_COLLECTIONS = 20_000


class Stopping(Protocol):
    """What is told that a stop has begun."""

    stopping: bool


class StoppingServer(uvicorn.Server):
    """Not ready first, then a pause, then no new connections; what was accepted is answered.

    An interrupt from the keyboard, or a second signal, skips the pause. One of several workers
    stops when who started it is gone; a service of one worker outlives that.
    """

    def __init__(
        self, config: uvicorn.Config, operation: Stopping, patience: Patience, pause: float,
        *, one_of_several: bool,
    ) -> None:  # fmt: skip
        super().__init__(config)
        self._operation, self._patience, self._pause = operation, patience, pause
        self._stop_at: float | None = None
        self._retires = self._retired = False
        self._parent = os.getppid() if one_of_several else None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        if sockets is not None:
            signal.signal(RETIRE, self._retire)
        await super().startup(sockets)
        _collect_seldom()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal to stop."""
        first, self._operation.stopping = not self._operation.stopping, True
        if first and sig == signal.SIGTERM and self._pause > 0:
            self._stop_at = time.monotonic() + self._pause
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether to stop."""
        if counter % _TICKS_A_SECOND == 0:
            self._patience.sweep(self.server_state.connections)
        if self._retires:
            for server in self.servers:
                server.close()
            self._retires = False
        due = self._stop_at is not None and time.monotonic() >= self._stop_at
        orphaned = self._parent is not None and os.getppid() != self._parent
        return await super().on_tick(counter) or due or orphaned

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new connections, hear those out that are there, and stop."""
        self._operation.stopping = True
        if not self._retired:
            for listener in sockets or []:
                let_nobody_knock(listener)
        # What a client sent before it could know is still on its way in.
        await asyncio.sleep(_SETTLE_SECONDS)
        await super().shutdown(sockets)

    def _retire(self, _: int, __: FrameType | None) -> None:
        self._operation.stopping = self._retires = self._retired = True
        self._stop_at = time.monotonic() + _RETIRE_SECONDS


def _collect_seldom() -> None:
    """Keep the collector away from what was loaded for good.

    It would else look through hundreds of thousands of objects that live as long as the process,
    in the middle of some request. A request makes no cycles to speak of, so that it may come by
    less often, too.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)


def let_nobody_knock(listener: socket.socket) -> None:
    """Have the kernel overlook new connections, so that none is let in that nobody will take.

    Those that it has let in can still be taken; the others find nobody there once the socket is
    closed. Elsewhere than on Linux a connection of the very last moment may be reset.
    """
    if sys.platform != "linux":
        return
    code = ctypes.create_string_buffer(_DROP_ALL)
    with suppress(OSError):
        listener.setsockopt(
            socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(code))
        )
