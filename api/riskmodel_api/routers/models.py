"""What is told of the model that serves."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

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


@router.get("/champion", responses=problem_responses(503))
@requires_any_scope
def champion(serving: ServingNow) -> Champion:
    """The champion, with the evaluation that it was registered with."""
    return Champion.model_validate(serving.require_model().description())
