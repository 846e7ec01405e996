"""What a service does beside its answers: alerts, messages to others, jobs.

One process of it does: a service of one process itself, of several the one that started them. That
one answers nobody, so no answer waits there for the interpreter's lock, and nothing is looked at
by all of them at once.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from riskmodel.alerts.beat import Beat
from riskmodel.alerts.following import AT_ONCE, follow
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.webhooks.sender import Sending, send_due
from riskmodel_api.database import database_of
from riskmodel_api.operation.ledger import ALONE
from riskmodel_api.working import Working

_EVERY_SECONDS = 1.0


@contextmanager
def done_beside(settings: Settings, parameters: Parameters) -> Iterator[None]:
    """Do it in threads, as far as the settings want it here; at the end finish what was begun.

    Any number of services may do it on the same database.
    """
    with ExitStack() as held:
        engine = database_of(settings) if settings.alerts else None
        if engine is not None:
            held.callback(engine.dispose)
            sending = Sending.of(settings)
            for beat in (
                Beat("alerts", lambda: follow(engine, parameters), _EVERY_SECONDS, AT_ONCE),
                Beat("webhooks", lambda: send_due(engine, sending), _EVERY_SECONDS),
            ):
                held.callback(beat.close)
        held.callback(Working(settings).close)
        yield


@asynccontextmanager
async def done_beside_requests(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """The same in a process that answers, unless it is one of several.

    By the parameters that it serves with; its event loop does not wait for the end.
    """
    held = ExitStack()
    if app.state.operation.slot == ALONE:
        held.enter_context(done_beside(settings, app.state.serving.assessor.parameters))
    try:
        yield
    finally:
        await run_in_threadpool(held.close)
