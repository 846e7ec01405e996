"""Run the service with uvicorn."""

import gc
import importlib.util
import socket
import sys
from contextlib import suppress

import uvicorn

from riskmodel.settings import Settings
from riskmodel_api.app import create_app
from riskmodel_api.entrance import require_guarded

OBJECTS_BETWEEN_COLLECTIONS = 20_000
_DID_NOT_START = 3  # as uvicorn's own command ends


def serve(settings: Settings) -> None:
    """Serve until stopped; one process, which scores with one LightGBM thread.

    The access log is off: a path or query may hold an id, and requests are to be counted, not
    written down. Uvicorn takes httptools, a parser in C that comes with the `api` extra, by
    itself: some 55 microseconds less a request than with its own. Raises ConfigurationError where
    it would be open to more than its own machine.
    """
    require_guarded(settings)
    fast_loop = importlib.util.find_spec("uvloop") is not None
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop" if fast_loop else "asyncio",
        access_log=False,
        server_header=False,
    )
    server = _Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(_DID_NOT_START)


class _Server(uvicorn.Server):
    """Uvicorn's, in a process that does nothing else."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and keep the collector away from what was loaded for good.

        It would else look through hundreds of thousands of objects that live as long as the
        process, in the middle of some request. A request makes no cycles to speak of, so that it
        may come by less often, too.
        """
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
