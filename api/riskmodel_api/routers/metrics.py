"""Figures of the service for Prometheus."""

import time
from pathlib import Path

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from riskmodel.eligibility import rule_pack
from riskmodel.registry.pointer import POINTER
from riskmodel.settings import Settings
from riskmodel_api.backlog import Backlog
from riskmodel_api.dependencies import AlertingNow, OperationNow, Serving, ServingNow
from riskmodel_api.guard import open_to_all
from riskmodel_api.operation.figures import Facts


def metrics(settings: Settings) -> APIRouter:
    """The route, with the place of the champion."""
    router = APIRouter(tags=["health"])
    backlog = Backlog()
    pointer = settings.champions / settings.model_name / POINTER

    @router.get(
        "/metrics",
        response_class=Response,
        responses={
            200: {
                "content": {"text/plain": {"schema": {"type": "string"}}},
                "description": "Prometheus' text format",
            }
        },
    )
    @open_to_all
    def figures(serving: ServingNow, operation: OperationNow, alerting: AlertingNow) -> Response:
        """Figures of all processes of the service, with nothing of any household."""
        facts = _facts(serving, pointer)._replace(backlog=backlog.gauges(alerting))
        told = operation.figures.told(facts) if operation.figures else b""
        return Response(told, media_type=CONTENT_TYPE_LATEST)

    return router


def _facts(serving: Serving, pointer: Path) -> Facts:
    model = serving.assessor.model
    names = ("name", "version", "artifact_sha256")
    told = {name: str(getattr(model, name)) for name in names} if model else {}
    age = time.time() - pointer.stat().st_mtime if pointer.is_file() else None
    return Facts(told, rule_pack(serving.assessor.parameters), age)
