"""Run the service with uvicorn, in one process or in several."""

import importlib.util
import logging.config
import os
import socket
import tempfile
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import uvicorn

from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel_api.app import create_app
from riskmodel_api.beside import done_beside
from riskmodel_api.entrance import require_guarded
from riskmodel_api.looking_after import operation_of
from riskmodel_api.operation.cores import keep_to_own_cores
from riskmodel_api.operation.guarded import GuardedProtocol, Patience
from riskmodel_api.operation.ledger import ALONE, Slot
from riskmodel_api.operation.logs import configuration, silence_texts
from riskmodel_api.operation.stopping import StoppingServer
from riskmodel_api.operation.workers import Terms, Workers

_LOG = logging.getLogger(__name__)
_BACKLOG = 2_048
_LISTENERS = 32
"""uvloop lets one caller in at each turn of its loop and socket (libuv #3696): under load, when a
turn takes long, most of a thousand who come at once would wait until it is over."""


def serve(settings: Settings) -> int:
    """Serve until stopped; the exit code. Each process scores with one LightGBM thread.

    Raises ConfigurationError where it would be open to more than its own machine.
    """
    require_guarded(settings)
    _log_as_set(settings)
    try:
        listener = _listener(settings)
    except OSError as error:
        _LOG.critical(
            "cannot listen at %s, port %s: %s", settings.host, settings.port, error.strerror
        )
        return 1
    _LOG.info("listening at %s, port %s", settings.host, settings.port)
    with listener:
        if settings.workers == 1:
            work(settings, ALONE, listener)
            return 0
        return _serve_by_several(settings, listener)


def _serve_by_several(settings: Settings, listener: socket.socket) -> int:
    longest_stop = settings.stop_pause_seconds + settings.stop_seconds + 5
    terms = Terms(settings.workers, settings.hung_seconds, longest_stop)
    beside = partial(_beside, settings)
    with tempfile.TemporaryDirectory(prefix="riskmodel-") as folder:
        return Workers(partial(work, settings), listener, Path(folder), terms, beside).run()


def _beside(settings: Settings) -> AbstractContextManager[None]:
    return done_beside(settings, Parameters.of_office(settings.parameters))


def work(settings: Settings, slot: Slot, listener: socket.socket) -> None:
    """Serve in this process, on a socket that is given.

    uvicorn's access log is off: a path or query may hold an id. What is logged of a request is
    its template.
    """
    _log_as_set(settings)
    if slot != ALONE:
        keep_to_own_cores(slot.number, settings.workers)
    operation = operation_of(settings, slot)
    fast_loop = importlib.util.find_spec("uvloop") is not None
    config = uvicorn.Config(
        create_app(settings, operation=operation),
        loop="uvloop" if fast_loop else "asyncio",
        http=GuardedProtocol,
        ws="none",
        access_log=False,
        server_header=False,
        log_config=None,
        backlog=_BACKLOG,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=max(int(settings.stop_seconds), 1),
    )
    longest_body = operation.bodies.seconds_for(settings.max_batch_body_bytes)
    patience = Patience(settings.head_seconds, longest_body + settings.head_seconds)
    server = StoppingServer(
        config, operation, patience, settings.stop_pause_seconds, one_of_several=slot != ALONE
    )
    server.run(_same(listener, _LISTENERS) if fast_loop else [listener])


def _same(listener: socket.socket, times: int) -> list[socket.socket]:
    """One socket under so many numbers.

    `socket.dup` would set it to wait for callers, in every process that shares it: a worker that
    serves already would then stand still whenever another has let in whom it saw knock.
    """
    again = [os.dup(listener.fileno()) for _ in range(times - 1)]
    return [listener, *(socket.socket(fileno=number) for number in again)]


def _log_as_set(settings: Settings) -> None:
    logging.config.dictConfig(configuration(settings.log_format))
    silence_texts()


def _listener(settings: Settings) -> socket.socket:
    """One socket for all workers: what waits on it is lost with none of them."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.create_server(
        (settings.host, settings.port), family=family, backlog=_BACKLOG
    )
    listener.set_inheritable(True)
    return listener
