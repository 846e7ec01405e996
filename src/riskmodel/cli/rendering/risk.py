"""The score and its reasons as a person reads them."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from riskmodel.assessment.message.risk import Explanation, Risk
from riskmodel.cli.language import Language
from riskmodel.cli.rendering.words import said, word


def risk_part(risk: Risk, language: Language) -> RenderableType:
    """The probability in words, or why there is none."""
    estimand = Text(said(risk, "estimand", language), style="dim")
    model = Text(f"{risk.model} v{risk.version} {risk.artifact_sha256[:12]}", style="dim")
    if (
        risk.probability is None
        or risk.percentile is None
        or risk.band is None
        or risk.interval is None
    ):
        lines = [said(reason, "", language) for reason in risk.not_scored]
        return Group(Text(word("not_scored", language), style="yellow"), *lines, model)
    one_in = 1 / max(risk.probability, 1e-6)
    figure = Text(
        f"{risk.probability:.1%} ({word('about', language).format(one_in)}), "
        f"{word('between', language).format(risk.interval.low, risk.interval.high)}, "
        f"{word(risk.band, language)}, "
        f"{word('higher_than', language).format(risk.percentile)}",
        style="bold",
    )
    return Group(figure, estimand, model)


def explanation_part(explanation: Explanation, language: Language) -> RenderableType:
    """The pull of each dimension as a bar, and the reasons in words."""
    table = Table.grid(padding=(0, 2))
    widest = max(abs(one.contribution) for one in explanation.dimensions) or 1.0
    for one in explanation.dimensions:
        bar = "█" * max(1, round(24 * abs(one.contribution) / widest))
        style = "red" if one.contribution > 0 else "green"
        table.add_row(
            said(one, "label", language), f"{one.contribution:+.2f}", Text(bar, style=style)
        )
    reasons = [f"• {said(reason, '', language)}" for reason in explanation.reasons]
    compared = f"{word('compared', language)} {said(explanation, 'compared_with', language)}"
    stability = Text(said(explanation.stability, "", language), style="dim")
    return Group(table, "", *reasons, stability, Text(compared, style="dim"))
