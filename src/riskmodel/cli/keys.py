"""Keys of the service: made, listed, rotated and revoked; who did it goes on record."""

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from riskmodel.cli.console import errors, listing, output
from riskmodel.cli.keeping import engine_now
from riskmodel.cli.promoting import By

if TYPE_CHECKING:
    from riskmodel.access.keeping import Signed
    from riskmodel.access.keys import Issued

keys = typer.Typer(name="keys", help="Who may ask the service for what.", no_args_is_help=True)
_SHORTEST_NAME = 2
KeyId = Annotated[str, typer.Argument(help="Id of the key: the twelve digits after rmk_.")]


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="Person or system that is to hold it.")],
    by: By,
    scope: Annotated[
        list[str], typer.Option(help="assess, review, decide, research, audit, admin; again.")
    ],
    area: Annotated[
        list[str], typer.Option(help="Code of province, county, township, or CN; again.")
    ],
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires.")] = 365,
    daily_queries: Annotated[
        int | None, typer.Option(min=1, help="Queries a day; else as the settings say.")
    ] = None,
) -> None:
    """Make a key and show it once; from the first on, keys are needed everywhere."""
    from riskmodel.access.keeping import Grant
    from riskmodel.access.keeping import create as made

    signed = signed_by(by)
    expires_at = signed.at + datetime.timedelta(days=days) if days else None
    with engine_now() as engine:
        _show(made(engine, Grant(name, scope, area, daily_queries, expires_at), signed))


@keys.command(name="list")
def list_keys() -> None:
    """Every key that was ever made; never the key itself, which is kept nowhere."""
    from riskmodel.access.keeping import listed

    columns = ("id", "name", "scopes", "areas", "made", "expires", "state")
    table = listing(*columns, box=None, pad_edge=False)
    now = datetime.datetime.now(datetime.UTC)
    with engine_now() as engine:
        found = listed(engine)
    for key in found:
        caller = key.identity
        expires = f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "never"
        ending = f"ends {key.revoked_at:%Y-%m-%d %H:%M} UTC" if key.revoked_at else "in force"
        table.add_row(
            key.key_id,
            caller.name,
            " ".join(sorted(caller.scopes)),
            " ".join(caller.areas),
            f"{key.created_at:%Y-%m-%d}",
            expires,
            key.ended(now) or ending,
        )
    output.print(table if found else "there are no keys yet: the service is open to its machine")


@keys.command()
def rotate(
    key_id: KeyId,
    by: By,
    overlap_hours: Annotated[
        float, typer.Option(min=0, max=720, help="Hours that the old one goes on.")
    ] = 0,
) -> None:
    """Make a key with the same name and rights, and end the old one."""
    from riskmodel.access.keeping import rotate as rotated

    overlap = datetime.timedelta(hours=overlap_hours)
    with engine_now() as engine:
        _show(rotated(engine, key_id, signed_by(by), overlap))


@keys.command()
def revoke(key_id: KeyId, by: By) -> None:
    """End a key; every process of the service refuses it within five seconds."""
    from riskmodel.access.keeping import revoke as revoked

    with engine_now() as engine:
        held = revoked(engine, key_id, signed_by(by))
    output.print(f"the key of {held.identity.name} is revoked", highlight=False)


def _show(made: "Issued") -> None:
    """The key alone on the output, so that it can be piped to where it is to be kept."""
    errors.print(
        f"key {made.key_id}, shown only now: it is kept nowhere / 密钥仅显示一次, 请妥善保存",
        highlight=False,
    )
    typer.echo(made.token)


def signed_by(by: str) -> "Signed":
    """Who acts, and that it is now; raises ConfigurationError without a name."""
    from riskmodel.access.keeping import Signed
    from riskmodel.errors import ConfigurationError

    name = by.strip()
    if len(name) < _SHORTEST_NAME or not name.isprintable():
        message = "give your name with --by: it goes on record"
        raise ConfigurationError(message)
    return Signed(name, datetime.datetime.now(datetime.UTC))
