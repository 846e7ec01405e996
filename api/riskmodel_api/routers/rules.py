"""What is told of the rules."""

from fastapi import APIRouter
from pydantic import BaseModel

from riskmodel.eligibility import RULES, Severity, rule_pack
from riskmodel_api.dependencies import ServingNow

router = APIRouter(prefix="/v1/rules", tags=["rules"])


class RuleRead(BaseModel):
    """One rule: its sentence, what it reads, and where it comes from."""

    id: str
    name_zh: str
    name_en: str
    severity: Severity
    condition: str
    inputs: list[str]
    parameters: list[str]
    source: str


class RulePack(BaseModel):
    """The rules in force, and the version of rules and parameters together."""

    rule_pack: str
    rules: list[RuleRead]


@router.get("")
def rules(serving: ServingNow) -> RulePack:
    """Every rule; needs no model."""
    return RulePack(
        rule_pack=rule_pack(serving.assessor.parameters),
        rules=[
            RuleRead(
                id=rule.id,
                name_zh=rule.name_zh,
                name_en=rule.name_en,
                severity=rule.severity,
                condition=rule.condition,
                inputs=list(rule.inputs),
                parameters=list(rule.parameters),
                source=rule.source,
            )
            for rule in RULES
        ],
    )
