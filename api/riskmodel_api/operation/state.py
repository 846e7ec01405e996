"""What the parts that look after the service share: one object a process."""

from dataclasses import dataclass, field

from riskmodel_api.operation.bodies import Bodies
from riskmodel_api.operation.figures import Figures
from riskmodel_api.operation.ledger import ALONE, Slot
from riskmodel_api.operation.traces import NoTraces, Traces
from riskmodel_api.operation.watchdog import Watchdog


@dataclass
class Operation:
    """How this process stands; only its event loop changes it.

    `figures` are there as soon as the routes are known, `watchdog` while it serves.
    """

    bodies: Bodies
    slot: Slot = ALONE
    logs_requests: bool = True
    traces: Traces = field(default_factory=NoTraces)
    figures: Figures | None = None
    watchdog: Watchdog | None = None
    stopping: bool = False
