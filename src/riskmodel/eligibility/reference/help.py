"""Which kinds of help are proposed, by type and by tier."""

from collections.abc import Iterator

from riskmodel.eligibility.proposals import PROBLEMS, TIER_PARAMETERS
from riskmodel.eligibility.reference.prose import prose
from riskmodel.eligibility.rules import RULES
from riskmodel.eligibility.rules.assistance import ANSWERS, BACKSTOP, DEVELOPMENT
from riskmodel.markdown import table
from riskmodel.schema.choices import MEASURE, RISK

_NAMES = {choice.code: choice for choice in (*RISK, *MEASURE)}


def kinds_of_help() -> Iterator[str]:
    """The measures for each problem that a rule finds, and for each risk that is recorded."""
    two, three = (f"[`{name}`](#{name})" for name in TIER_PARAMETERS)
    yield prose("help", two=two, three=three)
    yield f"- Development 开发式帮扶: {_listed(DEVELOPMENT)}"
    yield from (f"- Safety net 兜底保障: {_listed(BACKSTOP)}", "")
    rules = {rule.id: rule for rule in RULES}
    found = [
        (f"{rule} {rules[rule].name_zh}", rules[rule].name_en, _listed(families))
        for rule, families in PROBLEMS.items()
    ]
    yield table(("规则发现的问题", "problem found", "measures 措施"), found)
    yield ""
    recorded = [
        (_NAMES[risk].name_zh, _NAMES[risk].name_en, _listed(families))
        for risk, families in ANSWERS.items()
    ]
    yield table(("记录的风险", "risk recorded (R26)", "measures 措施"), recorded)
    yield ""


def _listed(families: tuple[str, ...]) -> str:
    return ", ".join(f"{_NAMES[one].name_zh} {_NAMES[one].name_en}" for one in families)
