"""An assessment, or what the rules find alone, as a person reads it on a terminal."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from riskmodel.assessment.message import Assessment
from riskmodel.assessment.message.rules import RulesChecked
from riskmodel.cli.language import Language
from riskmodel.cli.rendering.heading import head
from riskmodel.cli.rendering.risk import explanation_part, risk_part
from riskmodel.cli.rendering.rules import quality_part, rules_parts
from riskmodel.cli.rendering.words import said, word
from riskmodel.schema.household import FIELDS


def render(assessment: Assessment, language: Language) -> RenderableType:
    """Rule and score of a household, one below the other."""
    parts = list(rules_parts(assessment.eligibility, language))
    parts.append(Panel(risk_part(assessment.risk, language), title=word("risk", language)))
    if assessment.explanation:
        why = explanation_part(assessment.explanation, language)
        parts.append(Panel(why, title=word("why", language)))
    if assessment.agreement:
        together = Text(word(assessment.agreement, language), style="bold")
        parts.append(Panel(together, title=word("agreement", language)))
    if assessment.data_quality:
        parts.append(quality_part(assessment.data_quality, language))
    return Group(head(assessment, language), *parts)


def render_rules(checked: RulesChecked, language: Language) -> RenderableType:
    """What the rules find of a household."""
    parts = list(rules_parts(checked.eligibility, language))
    if checked.told_by_history:
        told = [
            f"{said(FIELDS[name], 'name', language)}: {value}"
            for name, value in checked.told_by_history.items()
        ]
        parts.append(Panel("\n".join(told), title=word("history", language)))
    if checked.data_quality:
        parts.append(quality_part(checked.data_quality, language))
    return Group(head(checked, language), *parts)
