"""A proxy before a server that can be slow, deaf, or break off, as networks are."""

import socket
import threading
import time
from contextlib import suppress

CHUNK = 65_536


class Proxy:
    """Passes bytes on, as `mode` says: `pass`, `slow`, `deaf`, `reset` or `partial`."""

    def __init__(self, port, slow_seconds=5.0):
        self.mode, self.slow_seconds, self._to = "pass", slow_seconds, port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, mode):
        """Another mode; what breaks off does so at once for connections that are there."""
        self.mode = mode
        if mode == "reset":
            self._cut()

    def close(self):
        self._listener.close()
        self._cut()

    def _cut(self):
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.mode == "reset":
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._to))
            self._open += [client, server]
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one, other):
        with suppress(OSError):
            while content := one.recv(CHUNK):
                while self.mode == "deaf":
                    time.sleep(0.05)
                if self.mode == "slow":
                    time.sleep(self.slow_seconds)
                if self.mode == "partial":
                    other.sendall(content[: len(content) // 2])
                    break
                other.sendall(content)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
