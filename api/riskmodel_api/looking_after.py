"""What goes on beside the requests: checks that keep the ready probe true, and figures."""

import asyncio
import datetime
import resource
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from riskmodel.assessment import Assessor
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel.storage.database import address, file_of
from riskmodel_api.documents import EXAMPLE_DAY, EXAMPLE_HOUSEHOLD
from riskmodel_api.operation.bodies import Bodies
from riskmodel_api.operation.checks import champion_is_whole, disk_has_room, scores_as_before
from riskmodel_api.operation.figures import BODIES, FAULT, GOLDEN, QUEUE, READY, RESIDENT, Route
from riskmodel_api.operation.ledger import ALONE, Slot
from riskmodel_api.operation.state import Operation
from riskmodel_api.operation.traces import traces
from riskmodel_api.operation.watchdog import Watchdog

_BEAT_SECONDS = 1.0
_KIBIBYTE = 1 if sys.platform == "darwin" else 1024
_STATM = Path("/proc/self/statm")


def operation_of(settings: Settings, slot: Slot = ALONE) -> Operation:
    """How a process begins; raises ConfigurationError for traces without their extra."""
    return Operation(
        bodies=Bodies(settings.max_bodies_bytes, settings.body_seconds),
        slot=slot,
        logs_requests=settings.log_requests,
        traces=traces(settings.traces, version("riskmodel")),
    )


def routes_of(app: FastAPI) -> list[Route]:
    """Method and template of every route."""
    return sorted(
        (method, str(route.path))
        for route in iter_route_contexts(app.routes)
        for method in route.methods or ()
    )


@asynccontextmanager
async def looked_after(app: FastAPI, settings: Settings, *, on_disk: bool) -> AsyncIterator[None]:
    """Keep checks and figures going; `on_disk` says that the champion was read from its folder."""
    operation: Operation = app.state.operation
    operation.watchdog = _watchdog(app, settings, on_disk=on_disk)
    operation.watchdog.start()
    beating = asyncio.create_task(_beat(app, operation))
    try:
        yield
    finally:
        beating.cancel()
        operation.watchdog.close()
        operation.traces.close()


def is_ready(app: FastAPI) -> bool:
    """Whether households can be assessed, by all that is known."""
    operation: Operation = app.state.operation
    watched = operation.watchdog is None or operation.watchdog.fault is None
    able = app.state.serving.assessor.model is not None and app.state.records.fault is None
    return watched and able and not operation.stopping


def _watchdog(app: FastAPI, settings: Settings, *, on_disk: bool) -> Watchdog:
    day = datetime.date.fromisoformat(EXAMPLE_DAY)
    record = read_record(EXAMPLE_HOUSEHOLD)

    def serving() -> Assessor:
        held: Assessor = app.state.serving.assessor
        return held

    checks = [scores_as_before(serving, record, day)]
    if on_disk:
        checks.append(champion_is_whole(serving, settings.champions))
    file = file_of(address(settings.database_url, settings.database_folder))
    if settings.storage and file is not None:
        checks.append(disk_has_room(file.parent, settings.least_free_mebibytes))
    return Watchdog(checks, settings.golden_seconds)


async def _beat(app: FastAPI, operation: Operation) -> None:
    """Say every second how things stand; that it is said shows that the loop goes round."""
    while operation.figures is not None:
        records = app.state.records
        operation.figures.set({
            QUEUE: records.waiting,
            FAULT: float(records.fault is not None),
            READY: float(is_ready(app)),
            RESIDENT: _resident_bytes(),
            BODIES: operation.bodies.held,
            GOLDEN: operation.watchdog.age_seconds if operation.watchdog else 0.0,
        })  # fmt: skip
        await asyncio.sleep(_BEAT_SECONDS)


def _resident_bytes() -> float:
    if _STATM.is_file():
        return float(int(_STATM.read_text().split()[1]) * resource.getpagesize())
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIBIBYTE)
