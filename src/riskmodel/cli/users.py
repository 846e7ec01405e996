"""People who may sign in to the console: added, listed, disabled, given a new password."""

import sys
from typing import Annotated

import typer

from riskmodel.cli.console import listing, output
from riskmodel.cli.keeping import engine_now
from riskmodel.cli.keys import signed_by
from riskmodel.cli.promoting import By

users = typer.Typer(name="users", help="Who may sign in to the console.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The person's name, which goes on record.")]


@users.command()
def add(
    name: Name,
    by: By,
    scope: Annotated[
        list[str], typer.Option(help="assess, review, decide, research, audit, admin; again.")
    ],
    area: Annotated[
        list[str], typer.Option(help="Code of province, county, township, or CN; again.")
    ],
) -> None:
    """Let a person sign in; the password is asked for, or read from standard input."""
    from riskmodel.access.keeping import Grant
    from riskmodel.access.users import add as added

    signed, password = signed_by(by), _password()
    with engine_now() as engine:
        user = added(engine, Grant(name, scope, area), password, signed)
    output.print(f"{user.identity.name} may sign in at /console", highlight=False)


@users.command(name="list")
def list_users() -> None:
    """Everybody who was ever added; never a password, of which only a hash is kept."""
    from riskmodel.access.users import listed_users

    table = listing("name", "scopes", "areas", "added", "state", box=None, pad_edge=False)
    with engine_now() as engine:
        found = listed_users(engine)
    for user in found:
        table.add_row(
            user.identity.name,
            " ".join(sorted(user.identity.scopes)),
            " ".join(user.identity.areas),
            f"{user.added_at:%Y-%m-%d}",
            f"disabled {user.disabled_at:%Y-%m-%d}" if user.disabled_at else "may sign in",
        )
    output.print(table if found else "nobody was added yet: `riskmodel users add`")


@users.command()
def disable(name: Name, by: By) -> None:
    """Let a person sign in no more; their sessions end at once."""
    from riskmodel.access.users import disable as disabled

    with engine_now() as engine:
        disabled(engine, name, signed_by(by))
    output.print(f"{name} may sign in no more", highlight=False)


@users.command()
def enable(name: Name, by: By) -> None:
    """Let in again, with the old password, whoever was disabled or locked out."""
    from riskmodel.access.users import enable as enabled

    with engine_now() as engine:
        enabled(engine, name, signed_by(by))
    output.print(f"{name} may sign in again", highlight=False)


@users.command()
def reset(name: Name, by: By) -> None:
    """Give a person a new password, and let in again whoever was locked out or disabled."""
    from riskmodel.access.users import reset as reset_password

    password = _password()
    with engine_now() as engine:
        reset_password(engine, name, password, signed_by(by))
    output.print(f"{name} may sign in with the new password", highlight=False)


def _password() -> str:
    """Never an argument: those are seen by everybody on the machine, and kept by the shell."""
    if sys.stdin.isatty():
        return str(typer.prompt("password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
