"""What a route can ask for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from riskmodel.assessment import Assessor
from riskmodel.errors import ModelError, ModelNotFoundError
from riskmodel.registry.champion import ServedModel
from riskmodel_api.alerting import Alerting
from riskmodel_api.records import Records

_NO_CHAMPION = "no champion is loaded: train a version and run `riskmodel promote VERSION`"


@dataclass(frozen=True)
class Serving:
    """What the service answers with: one immutable object, replaced whole.

    `fault` says why there is no champion, where there is none.
    """

    assessor: Assessor
    fault: ModelError | None = None

    def require_model(self) -> ServedModel:
        """The verified champion; raises the fault where there is none."""
        if self.assessor.model is None:
            raise self.fault or ModelNotFoundError(_NO_CHAMPION)
        return self.assessor.model

    def require_assessor(self) -> Assessor:
        """The assessor, if it has a verified champion; raises the fault otherwise."""
        self.require_model()
        return self.assessor


# Async, so that it needs no thread: the readiness probe asks for it too.
async def _serving(request: Request) -> Serving:
    held: Serving = request.app.state.serving
    return held


ServingNow = Annotated[Serving, Depends(_serving)]
"""What the service answers with at this moment."""


# Async for the same reason.
async def _records(request: Request) -> Records:
    held: Records = request.app.state.records
    return held


RecordsNow = Annotated[Records, Depends(_records)]
"""What keeps the assessments that are given."""


async def _alerting(request: Request) -> Alerting:
    held: Alerting = request.app.state.alerting
    return held


AlertingNow = Annotated[Alerting, Depends(_alerting)]
"""What follows from the assessments that are given."""
