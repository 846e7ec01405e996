"""What is told of the model that serves."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from riskmodel_api.caching import NOT_CHANGED, validated
from riskmodel_api.dependencies import ServingNow
from riskmodel_api.documents import problem_responses
from riskmodel_api.guard import requires_any_scope

router = APIRouter(prefix="/v1/models", tags=["models"])


class FeatureRead(BaseModel):
    """One input of the model."""

    name: str
    label_zh: str
    label_en: str
    dimension: str
    monotone: int


class Champion(BaseModel):
    """The model that serves: which bytes, what it reads, how it did."""

    name: str
    version: str
    artifact_sha256: str
    title_en: str
    title_zh: str
    purpose: str
    horizon_months: int
    code_version: str
    panel_sha256: str
    features: list[FeatureRead]
    evaluation: dict[str, Any]


@router.get("/champion", response_model=Champion, responses=NOT_CHANGED | problem_responses(503))
@requires_any_scope
def champion(request: Request, serving: ServingNow) -> Response:
    """The champion, with the evaluation that it was registered with."""
    described = serving.require_model().description()
    return validated(request, Champion.model_validate(described))
