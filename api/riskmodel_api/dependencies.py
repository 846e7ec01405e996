"""What a route can ask for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from riskmodel.assessment import Assessor
from riskmodel.errors import ModelError, ModelNotFoundError
from riskmodel.registry.champion import ServedModel
from riskmodel_api.admission import Caller
from riskmodel_api.alerting import Alerting
from riskmodel_api.entrance import Entrance
from riskmodel_api.guard import guard
from riskmodel_api.office import Office
from riskmodel_api.operation.state import Operation
from riskmodel_api.records import Records

_NO_CHAMPION = "no champion is loaded: train a version and run `riskmodel promote VERSION`"


class Refused(BaseModel):
    """A pointer to a version that was not taken up, and why; what served before goes on."""

    model_config = ConfigDict(frozen=True)

    pointer_sha256: str
    reason: str


@dataclass(frozen=True)
class Serving:
    """What the service answers with: one immutable object, replaced whole.

    `fault` says why there is no champion, where there is none; `refused` what was last offered in
    the place of the one that serves, and is not taken up.
    """

    assessor: Assessor
    fault: ModelError | None = None
    refused: Refused | None = None

    def require_model(self) -> ServedModel:
        """The verified champion; raises the fault where there is none."""
        if self.assessor.model is None:
            raise self.fault or ModelNotFoundError(_NO_CHAMPION)
        return self.assessor.model

    def require_assessor(self) -> Assessor:
        """The assessor, if it has a verified champion; raises the fault otherwise."""
        self.require_model()
        return self.assessor


def serving_now(request: Request) -> Serving:
    """What the service answers with at this moment."""
    held: Serving = request.app.state.serving
    return held


def records_now(request: Request) -> Records:
    """What keeps the assessments that are given."""
    held: Records = request.app.state.records
    return held


# Async, so that they need no thread: the readiness probe asks for them too.
async def _serving(request: Request) -> Serving:
    return serving_now(request)


async def _records(request: Request) -> Records:
    return records_now(request)


ServingNow = Annotated[Serving, Depends(_serving)]
"""What the service answers with at this moment."""


RecordsNow = Annotated[Records, Depends(_records)]
"""What keeps the assessments that are given."""


# Async for the same reason.
async def _entrance(request: Request) -> Entrance:
    held: Entrance = request.app.state.entrance
    return held


EntranceNow = Annotated[Entrance, Depends(_entrance)]
"""What lets callers in."""

CallerNow = Annotated[Caller, Depends(guard)]
"""Who asks; for routes that need a scope. Each is guarded, whether or not it asks who it is."""


# Async for the same reason.
async def _operation(request: Request) -> Operation:
    held: Operation = request.app.state.operation
    return held


OperationNow = Annotated[Operation, Depends(_operation)]
"""How the process stands."""


async def _alerting(request: Request) -> Alerting:
    held: Alerting = request.app.state.alerting
    return held


AlertingNow = Annotated[Alerting, Depends(_alerting)]
"""What follows from the assessments that are given."""


async def _office(request: Request) -> Office:
    held: Office = request.app.state.office
    return held


OfficeNow = Annotated[Office, Depends(_office)]
"""The cases."""
