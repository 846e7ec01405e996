"""Names, words and examples of each operation in the OpenAPI document."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from riskmodel.problem import Fault
from riskmodel.problem_codes import PROBLEMS
from riskmodel_api.headers import DEPRECATED
from riskmodel_api.operations import OPERATIONS
from riskmodel_api.problems import MEDIA_TYPE, problem_from

ANSWERS = "answers.json"
"""Answers of a real service by operation, kept as examples; a test writes and checks them."""
_FAULT = Fault(
    pointer="/household/head_age",
    code="below_minimum",
    remedy_en="give at least 16 (years)",
    remedy_zh="不得小于 16",
)

_ASKS_THE_MODEL = ("explainChange", "findMissingAnswers", "tryLevers")
"""Operations that are refused for a household that declined automated scoring."""


def examples() -> dict[str, Any]:
    """Every example that operations refer to."""
    problems = {
        f"problem_{code}": {
            "summary": f"{held.title_en} / {held.title_zh}",
            "value": json.loads(
                problem_from(code, [_FAULT] if code == "invalid_data" else []).model_dump_json()
            ),
        }
        for code, held in PROBLEMS.items()
    }
    return problems | {f"answer_{name}": {"value": value} for name, value in _answers().items()}


def complete(name: str, operation: dict[str, Any]) -> None:
    """Give an operation its stable id, words in both languages, and examples of its answers."""
    known = OPERATIONS.get(name)
    if known is None:
        return
    operation["operationId"] = known.operation_id
    operation["summary"] = f"{known.summary_en} / {known.summary_zh}"
    operation["description"] = f"{operation.get('description', '')}\n\n{known.description_zh}"
    if name in DEPRECATED:
        operation["deprecated"] = True
    _drop_foreign_problem(operation)
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            held = (
                _problems(int(status), name, operation)
                if media_type == MEDIA_TYPE
                else [f"answer_{known.operation_id}"]
            )
            response["content"][media_type] = content | {
                "examples": {one: {"$ref": f"#/components/examples/{one}"} for one in held}
            }


def _drop_foreign_problem(operation: dict[str, Any]) -> None:
    """FastAPI writes down an answer of its own to any parameter; it is never given."""
    if "application/json" in operation["responses"].get("422", {}).get("content", {}):
        del operation["responses"]["422"]


def _problems(status: int, name: str, operation: dict[str, Any]) -> list[str]:
    """The problems that an operation can answer a status with."""
    named = {parameter["name"] for parameter in operation.get("parameters", [])}
    body = "requestBody" in operation
    can = {
        "invalid_data": body,
        "invalid_change": operation["operationId"] == "simulateReform",
        "invalid_parameter": bool(named - {"Idempotency-Key"}),
        "invalid_cursor": "cursor" in named,
        "idempotency_key_reused": "Idempotency-Key" in named,
        "invalid_idempotency_key": "Idempotency-Key" in named,
        "not_ready": operation["operationId"] == "isReady",
        "http_error": False,
        "case_not_found": "/v1/cases/" in name,
        "case_person": False,
        "case_step": False,
        "case_moved_on": False,
        "record_not_found": any(one in name for one in ("/v1/alerts", "/v1/opt-outs", "/v1/jobs")),
        "not_found": "{rule}" in name or "/v2/" in name,
        "assessment_not_found": "{assessment_id}" in name
        or "Idempotency-Key" in named
        or operation["operationId"] == "openCase",
        "household_declined": operation["operationId"] in _ASKS_THE_MODEL,
        "not_scored": operation["operationId"] == "scoreForOpenspp",
    }
    return [
        f"problem_{code}"
        for code, held in PROBLEMS.items()
        if held.status == status and can.get(code, True)
    ]


@cache
def _answers() -> dict[str, Any]:
    held = files("riskmodel_api").joinpath(ANSWERS)
    found: dict[str, Any] = json.loads(held.read_text(encoding="utf-8"))
    return found
