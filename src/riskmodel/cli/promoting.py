"""Propose, promote and refuse versions, and read who did what."""

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from riskmodel.cli.console import listing, output
from riskmodel.cli.versions import DEFAULT_MODEL, ModelName, store
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.registry.history import Record

Number = Annotated[str, typer.Argument(help="Number of the version.")]
By = Annotated[str, typer.Option("--by", help="Your name, as a colleague would ask for you.")]
Because = Annotated[str, typer.Option("--because", help="Your reason, in words.")]


def propose(version: Number, by: By, because: Because, model: ModelName = DEFAULT_MODEL) -> None:
    """Put a version forward; another person then promotes or refuses it."""
    from riskmodel.registry.history import person
    from riskmodel.registry.tracking import Registry

    registry = Registry(*store())
    found = registry.version(model, version)
    record = registry.propose(found, Settings().champions, person(by, because))
    output.print(f"{model} version {found.number} is proposed by {record.by}")
    for reason in record.gate:
        output.print(f"mind: the gate will stop it: {reason}", highlight=False)


def promote(
    version: Number,
    by: By,
    because: Because,
    model: ModelName = DEFAULT_MODEL,
    *,
    force: Annotated[
        bool, typer.Option(help="Promote against the gate; your reason is the reason for that.")
    ] = False,
) -> None:
    """Make a version that another person proposed the champion, if the gate lets it pass."""
    from riskmodel.registry.history import person
    from riskmodel.registry.tracking import Registry
    from riskmodel.signing import read_signing_key

    registry = Registry(*store())
    found = registry.version(model, version)
    settings = Settings()
    record = registry.promote(
        found,
        settings.champions,
        person(by, because),
        forced=force,
        key=read_signing_key(settings.promotion_key),
    )
    output.print(
        f"{model} version {found.number} is the champion: proposed by "
        f"{record.proposed_by}, {record.act} by {record.by}"
    )


def refuse(version: Number, by: By, because: Because, model: ModelName = DEFAULT_MODEL) -> None:
    """Turn a proposed version down; the record stays."""
    from riskmodel.registry.history import person
    from riskmodel.registry.tracking import Registry

    registry = Registry(*store())
    found = registry.version(model, version)
    record = registry.refuse(found, Settings().champions, person(by, because))
    output.print(f"{model} version {found.number} is refused by {record.by}")


def history(
    model: ModelName = DEFAULT_MODEL,
    on: Annotated[
        datetime.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Say what was live at the end of this day."),
    ] = None,
) -> None:
    """Who proposed, promoted and refused what, and what was live on a day."""
    from riskmodel.registry.history import live_on, read_history
    from riskmodel.registry.promotion import unexplained_champion

    champions = Settings().champions
    records = read_history(champions, model)
    unexplained = unexplained_champion(champions, model)
    if unexplained:
        output.print(f"mind: {unexplained}", highlight=False)
    if on is not None:
        _say_live(model, on, live_on(records, _end_of(on)))
        return
    table = listing("at", "version", "what", "by", "because", "the gate said")
    for record in records:
        at = f"{record.at:%Y-%m-%d %H:%M} UTC"
        gate = "\n".join(record.gate) or "passes"
        table.add_row(at, record.version, record.act, record.by, record.reason, gate)
    output.print(table)


def _end_of(day: datetime.datetime) -> datetime.datetime:
    """Midnight after a day, where the office is; records are kept in UTC."""
    return (day + datetime.timedelta(days=1)).astimezone()


def _say_live(model: str, on: datetime.datetime, live: "Record | None") -> None:
    if live is None:
        output.print(f"no version of {model} was live on {on:%Y-%m-%d}")
        return
    output.print(
        f"on {on:%Y-%m-%d} {model} version {live.version} was live "
        f"({live.artifact_sha256[:12]}): proposed by {live.proposed_by}, {live.act} by {live.by} "
        f"at {live.at:%Y-%m-%d %H:%M} UTC, because: {live.reason}",
        highlight=False,
    )
