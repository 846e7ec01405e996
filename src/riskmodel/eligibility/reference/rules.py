"""The rules one by one, each with its table of cases."""

from collections.abc import Iterator

from riskmodel.eligibility.reference.cases import assignments, cases_table
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.rules import RULES
from riskmodel.eligibility.specification import households, specification
from riskmodel.markdown import table
from riskmodel.schema.household import FIELDS


def severities() -> Iterator[str]:
    """What follows from a rule that is met."""
    yield from ("## Severity (结论的作用)", "")
    rows = [(f"{one.name_zh} {one.value}", one.meaning_zh, one.meaning_en) for one in Severity]
    yield table(("severity", "中文", "English"), rows)
    yield ""


def the_rules() -> Iterator[str]:
    """Every rule in the order in which they are decided."""
    for rule in RULES:
        yield from _rule(rule)


def starting_households() -> Iterator[str]:
    """The households that cases say they are like."""
    yield from ("## Households that cases start from (案例所用的农户)", "")
    for name, held in households().items():
        yield f"- `{name}`: {held.zh}; {held.en}: {'; '.join(assignments(held.given))}."
    yield ""


def _rule(rule: Rule) -> Iterator[str]:
    yield from (f"## {rule.id} {rule.name_zh} / {rule.name_en}", "")
    yield from (rule.words.condition_zh, "", rule.condition, "")
    yield f"- Severity 作用: {rule.severity.name_zh} {rule.severity.value}"
    if rule.applies:
        yield f"- Applies to 适用: {rule.applies.zh}; {rule.applies.en}"
    if rule.valid_from:
        yield f"- In force from 自何日施行: {rule.valid_from}"
    yield f"- Inputs 所用字段: {_fields(rule.inputs)}"
    if rule.stand_ins:
        yield f"- Computed from, where not recorded 未记录时据以计算: {_fields(rule.stand_ins)}"
    if rule.parameters:
        yield f"- Parameters 参数: {', '.join(f'[`{one}`](#{one})' for one in rule.parameters)}"
    if rule.rules:
        yield f"- Earlier rules 所据规则: {', '.join(rule.rules)}"
    yield from (f"- Source 来源: {rule.source}", "")
    yield from (cases_table(specification(rule.id)), "")


def _fields(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}` {FIELDS[name].name_zh}" for name in names)
