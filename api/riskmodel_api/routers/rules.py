"""The rules: what they are, what they find of a household, what a reform would change."""

import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from riskmodel.access.scopes import Scope
from riskmodel.assessment import check_rules, read_question_with_history
from riskmodel.assessment.message.rules import RulesChecked
from riskmodel.eligibility import RULES, STATUSES, Rule, Severity, rule_pack
from riskmodel.eligibility.specification import Case, specification
from riskmodel.settings import Settings
from riskmodel.simulation import Simulation, simulate_records
from riskmodel_api.caching import NOT_CHANGED, validated
from riskmodel_api.dependencies import CallerNow, ServingNow
from riskmodel_api.documents import (
    EXAMPLE_DAY,
    EXAMPLE_HOUSEHOLD,
    QuestionWithHistory,
    SimulationQuestion,
    problem_responses,
    request_body,
)
from riskmodel_api.guard import open_to_all, requires
from riskmodel_api.questions import read_simulation
from riskmodel_api.requests import large_json_body
from riskmodel_api.responses import json_response

_PROBLEMS = problem_responses(400, 413, 415, 422)
_BY_ID = {rule.id: rule for rule in RULES}


class RuleRead(BaseModel):
    """One rule: its sentence, what it reads, whom it is about, and where it comes from.

    `stand_ins` are the fields that an input is computed from where it is not recorded; `rules` the
    earlier rules that it rests on. It is in force from `valid_from`, null where it always was.
    """

    id: str
    name_zh: str
    name_en: str
    severity: Severity
    condition_zh: str
    condition_en: str
    applies_zh: str | None
    applies_en: str | None
    valid_from: datetime.date | None
    inputs: list[str]
    stand_ins: list[str]
    parameters: list[str]
    rules: list[str]
    source: str


class RuleWithCases(RuleRead):
    """One rule, and the households that it must answer as written."""

    cases: list[Case]


class StatusRead(BaseModel):
    """Something that can be proposed, and when it is."""

    code: str
    zh: str
    en: str
    when_zh: str
    when_en: str


class RulePack(BaseModel):
    """The rules, and the version of rules and parameters together.

    Of `statuses` the first that holds is proposed.
    """

    rule_pack: str
    rules: list[RuleRead]
    statuses: list[StatusRead]


def rules(settings: Settings) -> APIRouter:
    """The routes, with the limits of a deployment; none needs a model."""
    router = APIRouter(prefix="/v1/rules", tags=["rules"])
    HouseholdBody = Annotated[Any, Depends(large_json_body(settings.max_history_body_bytes))]
    BatchBody = Annotated[Any, Depends(large_json_body(settings.max_batch_body_bytes))]

    @router.get("", response_model=RulePack, responses=NOT_CHANGED)
    @open_to_all
    def pack(request: Request, serving: ServingNow) -> Response:
        """Every rule, and what can be proposed."""
        found = RulePack(
            rule_pack=rule_pack(serving.assessor.parameters),
            rules=[RuleRead(**_told(rule)) for rule in RULES],
            statuses=[StatusRead(**status._asdict()) for status in STATUSES],
        )
        return validated(request, found)

    @router.get(
        "/{rule}", response_model=RuleWithCases, responses=NOT_CHANGED | problem_responses(404)
    )
    @open_to_all
    def one(request: Request, rule: str) -> Response:
        """One rule with its table of cases."""
        if rule not in _BY_ID:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        found = RuleWithCases(**_told(_BY_ID[rule]), cases=list(specification(rule)))
        return validated(request, found)

    @router.post(
        "/check",
        response_model=RulesChecked,
        responses=_PROBLEMS,
        openapi_extra=request_body(
            QuestionWithHistory, {"as_of_date": EXAMPLE_DAY, "household": EXAMPLE_HOUSEHOLD}
        ),
    )
    @requires(Scope.ASSESS, Scope.REVIEW, Scope.DECIDE)
    def check(body: HouseholdBody, serving: ServingNow, caller: CallerNow) -> Response:
        """Check one household, with its earlier records if there are any."""
        asked, history = read_question_with_history(body)
        records = [asked.record, *(earlier.record for earlier in history)]
        caller.admit_rules(records, "rules-check")
        parameters = serving.assessor.parameters
        return json_response(check_rules(parameters, asked.as_of, asked.record, history))

    @router.post(
        "/simulate",
        responses=_PROBLEMS,
        openapi_extra=request_body(
            SimulationQuestion,
            {
                "as_of_date": EXAMPLE_DAY,
                "changes": ["line=+5%"],
                "households": [EXAMPLE_HOUSEHOLD],
            },
        ),
    )
    @requires(Scope.RESEARCH)
    def simulate(body: BatchBody, serving: ServingNow, caller: CallerNow) -> Simulation:
        """Try out changed parameters: who would enter and leave, and what it would cost."""
        asked = read_simulation(body, settings.max_batch)
        caller.admit_rules(asked.records, "rules-simulate")
        return simulate_records(
            asked.records,
            asked.as_of,
            serving.assessor.parameters,
            asked.changes,
            asked.weights,
            asked.measure_cost,
        )

    return router


def _told(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name_zh": rule.name_zh,
        "name_en": rule.name_en,
        "severity": rule.severity,
        "condition_zh": rule.words.condition_zh,
        "condition_en": rule.condition,
        "applies_zh": rule.applies.zh if rule.applies else None,
        "applies_en": rule.applies.en if rule.applies else None,
        "valid_from": rule.valid_from,
        "inputs": list(rule.inputs),
        "stand_ins": list(rule.stand_ins),
        "parameters": list(rule.parameters),
        "rules": list(rule.rules),
        "source": rule.source,
    }
