"""Webhooks on the terminal: who is told, and what became of each message."""

from typing import TYPE_CHECKING, Annotated

import typer

from riskmodel.cli.console import listing, output
from riskmodel.cli.keeping import changing
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.webhooks.sender import Sending

WebhookId = Annotated[str, typer.Argument(help="Id of the webhook.")]

webhooks = typer.Typer(name="webhooks", help="Others that are told.", no_args_is_help=True)


@webhooks.command()
def add(
    url: Annotated[str, typer.Argument(help="https://host/path")],
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Type of event; else every type.")
    ] = None,
    area: Annotated[
        str, typer.Option(help="Code of the area whose households it is told of; else of all.")
    ] = "",
) -> None:
    """Tell an address from now on; its secret is shown, to be given to the receiver."""
    from riskmodel.access.areas import NATION, read_areas
    from riskmodel.errors import ConfigurationError
    from riskmodel.webhooks.address import read_target, resolve
    from riskmodel.webhooks.event import EventType
    from riskmodel.webhooks.sender import Sending
    from riskmodel.webhooks.subscriptions import add as subscribe

    wanted = types or []
    if not set(wanted) <= set(EventType):
        message = f"give types among {', '.join(EventType)}"
        raise ConfigurationError(message)
    within = "" if area in ("", NATION) else read_areas([area])[0]
    sending = Sending.of(Settings())
    resolve(read_target(url, sending.allowed), sending.allowed)
    with changing() as connection:
        made = subscribe(connection, url, wanted, within)
    told = f"{', '.join(made.types) or 'every event'} {_where(made.area)}"
    output.print(f"{made.webhook_id} is told of {told}", highlight=False)
    _print_secret(sending, made.webhook_id)


@webhooks.command()
def secret(webhook_id: WebhookId) -> None:
    """Show the secret of a webhook again."""
    from riskmodel.errors import RecordNotFoundError
    from riskmodel.webhooks.sender import Sending
    from riskmodel.webhooks.subscriptions import active

    with changing() as connection:
        known = {one.webhook_id for one in active(connection)}
    if webhook_id not in known:
        message = "no webhook with this id is told of anything"
        raise RecordNotFoundError(message)
    _print_secret(Sending.of(Settings()), webhook_id)


@webhooks.command("list")
def show() -> None:
    """Show who is told of what."""
    from riskmodel.access.areas import NATION
    from riskmodel.webhooks.subscriptions import active

    table = listing("webhook", "address", "types", "area", "added")
    with changing() as connection:
        for one in active(connection):
            types = ", ".join(one.types) or "all"
            day = f"{one.added_at:%Y-%m-%d}"
            table.add_row(one.webhook_id, one.url, types, one.area or NATION, day)
    output.print(table)


@webhooks.command()
def remove(webhook_id: WebhookId) -> None:
    """Tell an address no more, not even of what waits."""
    from riskmodel.webhooks import subscriptions

    with changing() as connection:
        subscriptions.remove(connection, webhook_id)
    output.print(f"{webhook_id} is told no more", highlight=False)


@webhooks.command()
def deliveries(
    state: Annotated[
        str | None, typer.Option(help="waiting, sending, delivered, dead or cancelled.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most deliveries.")] = 50,
) -> None:
    """Show what became of the latest messages."""
    from riskmodel.errors import ConfigurationError
    from riskmodel.webhooks.deliveries import listed
    from riskmodel.webhooks.event import State

    if state is not None and state not in set(State):
        message = f"give one of {', '.join(State)}"
        raise ConfigurationError(message)
    table = listing("delivery", "type", "state", "attempts", "due (UTC)", "answer")
    with changing() as connection:
        for one in listed(connection, State(state) if state else None, limit):
            due = f"{one.due_at:%Y-%m-%d %H:%M:%S}"
            cells = (one.delivery_id, one.type, one.state, str(one.attempts), due)
            table.add_row(*cells, one.answer or "")
    output.print(table)


@webhooks.command()
def retry(delivery_id: Annotated[str, typer.Argument(help="Id of the delivery.")]) -> None:
    """Try a message again that was given up or that waits."""
    from riskmodel.webhooks import deliveries as kept

    with changing() as connection:
        kept.retry(connection, delivery_id)
    output.print(f"{delivery_id} is due now", highlight=False)


def _where(area: str) -> str:
    return f"in {area}" if area else "everywhere"


def _print_secret(sending: "Sending", webhook_id: str) -> None:
    from riskmodel.webhooks.secret import secret_of
    from riskmodel.webhooks.signature import written

    typer.echo(written(secret_of(sending.key, webhook_id)))
