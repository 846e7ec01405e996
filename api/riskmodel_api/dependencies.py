"""What a route can ask for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from riskmodel.assessment import Assessor
from riskmodel.errors import ModelError


@dataclass(frozen=True)
class Serving:
    """What the service answers with: one immutable object, replaced whole.

    `fault` says why there is no champion, where there is none.
    """

    assessor: Assessor
    fault: ModelError | None = None

    def require_model(self) -> Assessor:
        """The assessor, if it has a verified champion; raises the fault otherwise."""
        if self.fault:
            raise self.fault
        return self.assessor


def _serving(request: Request) -> Serving:
    held: Serving = request.app.state.serving
    return held


ServingNow = Annotated[Serving, Depends(_serving)]
"""What the service answers with at this moment."""
