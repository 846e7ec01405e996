"""What the rules found, as a person reads it."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from riskmodel.assessment.message.rules import (
    DataQualityFinding,
    Eligibility,
    ProposedHelp,
    RemovalCondition,
    RuleFinding,
)
from riskmodel.cli.language import Language
from riskmodel.cli.rendering.account import account_part
from riskmodel.cli.rendering.words import said, word
from riskmodel.eligibility import STATUSES, Severity
from riskmodel.schema.choices import MONITOR_CATEGORY

_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}
_PARTS_SHOWN = 4
_STATUSES = {one.code: one for one in STATUSES}
_CATEGORIES = {one.code: one for one in MONITOR_CATEGORY}


def rules_parts(eligibility: Eligibility, language: Language) -> Iterator[RenderableType]:
    """The findings, then the account, the conditions for removal and the help that fits."""
    yield Panel(_findings(eligibility, language), title=word("rules", language))
    yield Panel(account_part(eligibility.income, language), title=word("income", language))
    if eligibility.removal:
        yield Panel(_removal(eligibility.removal, language), title=word("removal", language))
    if eligibility.assistance:
        yield Panel(_help(eligibility.assistance, language), title=word("assistance", language))
    if eligibility.notice:
        draft = Text(said(eligibility.notice, "", language))
        yield Panel(draft, title=word("notice", language))


def quality_part(findings: list[DataQualityFinding], language: Language) -> RenderableType:
    """What is to be looked at in the record."""
    lines = [said(finding, "", language) for finding in findings]
    return Panel("\n".join(lines), title=word("quality", language))


def _findings(eligibility: Eligibility, language: Language) -> RenderableType:
    status = said(_STATUSES[eligibility.proposed_status], "", language)
    category = ""
    if eligibility.category:
        category = f" ({said(_CATEGORIES[eligibility.category], 'name', language)})"
    head = Text(f"{word('proposed', language)}: {status}{category}", style="bold")
    head.append(f"; {word('human', language)}", style="not bold")
    table = Table.grid(padding=(0, 2))
    for finding in eligibility.findings:
        if _worth_showing(finding):
            table.add_row(*_finding(finding, language))
    others = [finding for finding in eligibility.findings if finding.met is False]
    of_others = sum(finding.applies is False for finding in others)
    silent = word("not_met", language).format(len(others) - of_others, of_others)
    any_shown = any(map(_worth_showing, eligibility.findings))
    shown = table if any_shown else Text(word("none_met", language))
    return Group(head, "", shown, "", Text(silent, style="dim"))


def _worth_showing(finding: RuleFinding) -> bool:
    """Met, or unknown; of a step of the procedure only once something of it is recorded."""
    if finding.severity is Severity.PROCEDURE:
        recorded = any(value is not None for value in finding.inputs.values())
        return finding.applies is not False and recorded
    return finding.met is not False


def _finding(finding: RuleFinding, language: Language) -> tuple[str, Text, Text]:
    kept = finding.severity is Severity.PROCEDURE
    mark, style = _MARKS[finding.met]
    if finding.met and not kept:
        mark, style = "●", "red" if finding.severity is Severity.FINDING else "magenta"
    sentence = said(finding, "sentence", language)
    if finding.met is None:
        sentence = _shortened(finding, language)
    return finding.rule, Text(mark, style=style), Text(sentence)


def _shortened(finding: RuleFinding, language: Language) -> str:
    """What is missing, the first few of it: the message itself has all."""
    name, reason = said(finding, "name", language), said(finding, "reason", language)
    comma = "、" if language is Language.ZH else ", "
    parts = reason.split(comma)
    more = len(parts) - _PARTS_SHOWN
    tail = f"{comma}{word('more', language).format(more)}" if more > 0 else ""
    return f"{name}: {comma.join(parts[:_PARTS_SHOWN])}{tail}"


def _removal(conditions: list[RemovalCondition], language: Language) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    for condition in conditions:
        mark, style = _MARKS[condition.holds]
        table.add_row(Text(mark, style=style), said(condition, "", language))
    return table


def _help(proposed: list[ProposedHelp], language: Language) -> RenderableType:
    tier = proposed[0].tier
    lines = [
        f"• {said(one, '', language)}" + (f" [{word('held', language)}]" if one.held else "")
        for one in proposed
    ]
    head = [word("tier", language).format(tier)] if tier else []
    return Text("\n".join([*head, *lines]))
