"""Cases on the terminal: the monthly report on what people decided, never by person."""

import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import TypeAdapter

from riskmodel.cli.alerting import AsJson, Said
from riskmodel.cli.console import listing, output, strong
from riskmodel.cli.keeping import engine_now
from riskmodel.cli.language import Language
from riskmodel.cli.rendering.words import said

if TYPE_CHECKING:
    from riskmodel.casework.months import MonthOfDecisions
    from riskmodel.shares import Share

cases = typer.Typer(name="cases", help="What people do about households.", no_args_is_help=True)
_MONTHS_SHOWN = 12
_FEW = {Language.EN: "too few to say", Language.ZH: "数量过少"}
_HEADS = {
    Language.EN: (
        "month", "decisions", "against rules", "against score", "agreement", "sent back",
        "in time", "median time from claim", "days from clue", "changed after score",
    ),
    Language.ZH: (
        "月份", "决定数", "与规则建议相反", "与评分提示相反", "人机一致率", "复核退回", "按期",
        "认领到决定中位用时", "线索到决定天数", "看分后改变",
    ),
}  # fmt: skip


@cases.command()
def report(
    month: Annotated[
        str | None, typer.Option(help="Month as 2026-11; without it the last twelve.")
    ] = None,
    area: Annotated[str, typer.Option(help="Code of an area; without it everywhere.")] = "",
    language: Said = Language.EN,
    *,
    json: AsJson = False,
) -> None:
    """Report by month how often decisions went against rules and score, and how long they took."""
    from riskmodel.casework.made import read_made
    from riskmodel.casework.months import MonthOfDecisions, by_month, months_back, period_of
    from riskmodel.deadlines import CHINA
    from riskmodel.storage.database import reading

    today = datetime.datetime.now(CHINA).date()
    first = month or months_back(today, _MONTHS_SHOWN - 1)
    period = period_of(first, month or months_back(today, 0))
    with engine_now() as engine, reading(engine) as connection:
        found = by_month(read_made(connection, period, None, area), period)
    if json:
        typer.echo(TypeAdapter(list[MonthOfDecisions]).dump_json(found).decode())
        return
    table = listing(*_HEADS[language], box=None, pad_edge=False)
    for one in found:
        table.add_row(*_row(one, language))
    output.print(table)
    for one in found:
        for warned in one.warnings:
            output.print(strong(one.month), said(warned, "", language), highlight=False)


def _row(one: "MonthOfDecisions", language: Language) -> tuple[str, ...]:
    few = _FEW[language]
    shares = (
        one.overrides_rule, one.overrides_score, one.agreement, one.sent_back, one.in_time,
    )  # fmt: skip
    seconds, days = one.median_seconds, one.median_days
    return (
        one.month,
        f"{one.decisions:,}",
        *(_share(held, few) for held in shares),
        few if seconds is None else str(datetime.timedelta(seconds=round(seconds))),
        few if days is None else f"{days:.1f}",
        _share(one.changed, few),
    )


def _share(held: "Share", few: str) -> str:
    if held.value is None:
        return f"{held.count}/{held.of} {few}"
    return f"{held.value:.1%} ({held.low:.1%} … {held.high:.1%})"
