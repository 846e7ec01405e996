"""What a route can ask for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from riskmodel.assessment import Assessor
from riskmodel.errors import ModelError, ModelNotFoundError
from riskmodel.registry.champion import ServedModel
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
