"""Answers about one household's score as a person reads them."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from riskmodel.assessment.message.change import ScoreChange
from riskmodel.assessment.message.levers import LeversTried
from riskmodel.assessment.message.missing import MissingAnswers
from riskmodel.cli.language import Language
from riskmodel.cli.rendering.heading import head
from riskmodel.cli.rendering.words import said, word


def render_change(found: ScoreChange, language: Language) -> RenderableType:
    """Why a score changed, whole and part by part, then field by field."""
    days = f"{found.then.as_of_date} → {found.now.as_of_date}"
    title = Text(f"{word('title', language)} {found.household_id}, {days}", style="bold")
    lines = found.zh if language is Language.ZH else found.en
    parts: list[RenderableType] = [Panel("\n".join(lines), title=word("changed", language))]
    if found.parts and found.parts.fields:
        fields = [f"• {said(one, '', language)}" for one in found.parts.fields]
        parts.append(Panel("\n".join(fields), title=word("by_field", language)))
    not_scored = [
        said(one, "", language) for one in (*found.then.not_scored, *found.now.not_scored)
    ]
    return Group(title, *parts, *not_scored)


def render_missing(found: MissingAnswers, language: Language) -> RenderableType:
    """Whether to go on asking, and for what first."""
    answers = [f"• {said(one, '', language)}" for one in found.answers]
    parts = [Panel("\n".join(answers), title=word("missing", language))] if answers else []
    not_scored = [said(one, "", language) for one in found.not_scored]
    return Group(head(found, language), Text(said(found, "", language)), *parts, *not_scored)


def render_levers(found: LeversTried, language: Language) -> RenderableType:
    """What the score would be with each measure, under the warning of what that is not."""
    warning = Text(said(found, "warning", language), style="yellow")
    tried = [f"• {said(one, '', language)}" for one in found.levers]
    parts = [Panel("\n".join(tried), title=word("levers", language))] if tried else []
    not_scored = [said(one, "", language) for one in found.not_scored]
    kept = Text(word("kept", language).format(found.asked_by, found.recorded_at), style="dim")
    return Group(head(found, language), warning, *parts, *not_scored, kept)
