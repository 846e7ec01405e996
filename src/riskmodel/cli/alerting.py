"""Alerts on the terminal: read, take up, and make them where the service does not."""

import datetime
import time
from typing import TYPE_CHECKING, Annotated

import typer

from riskmodel.cli.console import errors, listing, output, strong
from riskmodel.cli.keeping import changing, engine_now
from riskmodel.cli.language import Language
from riskmodel.cli.opting_out import Words
from riskmodel.cli.promoting import By
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.alerts.message import AlertPage, AlertRead

AlertId = Annotated[str, typer.Argument(help="Id of the alert.")]
Said = Annotated[Language, typer.Option("--language", help="Words in zh or en.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the message itself.")]
_EVERY_SECONDS = 1.0

alerts = typer.Typer(
    name="alerts", help="What is new of households, by when to decide.", no_args_is_help=True
)


@alerts.command("list")
def show(
    cursor: Annotated[str | None, typer.Option(help="Go on after this place.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Most alerts.")] = 50,
    since: Annotated[datetime.datetime | None, typer.Option(help="Made since, UTC.")] = None,
    language: Said = Language.EN,
    *,
    json: AsJson = False,
) -> None:
    """Show alerts in the order in which they were made, and how often each kind was right."""
    from riskmodel.alerts.feed import Wanted, page
    from riskmodel.alerts.measured import MeasuredYield

    moment = since.replace(tzinfo=datetime.UTC) if since else None
    with changing() as connection:
        measured = MeasuredYield(Settings().outcomes).of(connection)
        found = page(connection, Wanted(cursor, moment, limit), measured)
    if json:
        typer.echo(found.model_dump_json())
    else:
        _print_page(found, language)


@alerts.command("show")
def one(alert_id: AlertId, language: Said = Language.EN, *, json: AsJson = False) -> None:
    """Show one alert with its reasons and its deadline."""
    from riskmodel.alerts.feed import find

    with changing() as connection:
        found = find(connection, alert_id)
    if json:
        typer.echo(found.model_dump_json())
    else:
        _print_alert(found, language)


@alerts.command()
def acknowledge(alert_id: AlertId, by: By, words: Words) -> None:
    """Write down that you take an alert up; who came first stands."""
    from riskmodel.alerts import feed
    from riskmodel.storage.people import read_named

    who = read_named(by, words)
    with changing() as connection:
        found = feed.acknowledge(connection, alert_id, who)
    if found.acknowledged:
        at = found.acknowledged.at
        output.print(f"{found.acknowledged.by} took it up at {at:%Y-%m-%d %H:%M} UTC")


@alerts.command()
def follow(
    *, once: Annotated[bool, typer.Option("--once", help="Stop when all is looked at.")] = False
) -> None:
    """Make alerts from new assessments and send webhooks, where RISKMODEL_ALERTS is off."""
    from riskmodel.alerts.following import follow as look
    from riskmodel.parameters import Parameters
    from riskmodel.webhooks.sender import Sending, send_due

    settings = Settings()
    parameters = Parameters.of_office(settings.parameters)
    sending, looked = Sending.of(settings), 0
    with engine_now() as engine:
        while True:
            step = look(engine, parameters)
            looked += step
            if step + send_due(engine, sending):
                continue
            if once:
                break
            time.sleep(_EVERY_SECONDS)
    errors.print(f"{looked:,} assessments were looked at", highlight=False)


def _print_page(found: "AlertPage", language: Language) -> None:
    from riskmodel.alerts.wording import in_words

    for alert in found.alerts:
        _print_alert(alert, language)
    chinese = language is Language.ZH
    table = listing(*(("类别", "预警", "") if chinese else ("kind", "alerts", "")))
    for measured in found.measured:
        kind = in_words([measured.kind])[0] if chinese else measured.kind
        told = measured.zh if chinese else measured.en
        table.add_row(kind, f"{measured.alerts:,}", told)
    output.print(table)
    if found.more:
        more = "后续" if chinese else "more"
        output.print(f"{more}: --cursor {found.next_cursor}", highlight=False)


def _print_alert(alert: "AlertRead", language: Language) -> None:
    chinese = language is Language.ZH
    deadline = f"{alert.decide_by}" if alert.decide_by else "-"
    overdue = [strong("逾期" if chinese else "overdue", "red")] if alert.overdue else []
    about = f"{alert.household_id} {alert.as_of_date} → {deadline}"
    output.print(strong(alert.alert_id), about, *overdue, highlight=False)
    output.print(alert.zh if chinese else alert.en, highlight=False)
    for reason in alert.reasons:
        output.print(f"• {reason.zh if chinese else reason.en}", highlight=False)
    if alert.acknowledged:
        taken = alert.acknowledged
        output.print(f"{taken.by}: {taken.words}", style="dim", highlight=False)
