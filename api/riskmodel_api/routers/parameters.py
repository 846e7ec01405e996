"""The values that the rules use, with their areas, days and sources."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from riskmodel.parameters import AREA_PATTERN, ListedParameter, listed
from riskmodel_api.caching import NOT_CHANGED, validated
from riskmodel_api.dependencies import ServingNow
from riskmodel_api.documents import DayAsked, problem_responses
from riskmodel_api.guard import open_to_all

router = APIRouter(prefix="/v1/parameters", tags=["rules"])


class ParametersListed(BaseModel):
    """The values asked for, and the version of the parameters."""

    version: str
    parameters: list[ListedParameter]


@router.get("", response_model=ParametersListed, responses=NOT_CHANGED | problem_responses(422))
@open_to_all
def parameters(
    request: Request,
    serving: ServingNow,
    area: Annotated[
        str | None,
        Query(pattern=f"^({AREA_PATTERN})$", description="CN or a GB/T 2260 code / 区划代码"),
    ] = None,
    on: Annotated[
        DayAsked | None, Query(strict=True, description="the day of interest / 日期")
    ] = None,
) -> Response:
    """Every parameter: in force in an area on a day, or all values that are configured.

    With a day, a parameter that is not in force says why instead of its value.
    """
    held = serving.assessor.parameters
    found = ParametersListed(version=held.version, parameters=listed(held, area, on))
    return validated(request, found)
