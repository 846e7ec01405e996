"""What was given: the database, its audit log, and an assessment made again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from riskmodel.cli.console import errors, output
from riskmodel.errors import AuditTamperedError, ReplayError
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from riskmodel.assessment import Answer
    from riskmodel.storage.place import Place

database = typer.Typer(name="database", help="Where assessments are kept.", no_args_is_help=True)
audit = typer.Typer(name="audit", help="The log of what was given.", no_args_is_help=True)
_MOST_SHOWN = 20


def place() -> "Place":
    """Where the settings say that assessments are kept."""
    from riskmodel.storage.place import Keys, Place

    settings = Settings()
    keys = Keys(settings.signing_key, settings.public_key)
    return Place.of(settings.database_url, settings.database_folder, settings.anchors_file, keys)


@contextmanager
def engine_now() -> Iterator["Engine"]:
    """The database, in the layout of this release; raises StorageUnavailableError."""
    from riskmodel.storage.database import open_engine
    from riskmodel.storage.migrate import require_newest, upgrade

    engine = open_engine(place().url)
    try:
        if Settings().upgrade_database:
            upgrade(engine)
        require_newest(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def changing() -> Iterator["Connection"]:
    """One transaction of the only writer."""
    from riskmodel.storage.database import writing

    with engine_now() as engine, writing(engine) as connection:
        yield connection


def recorded(answer: "Answer", household: Any) -> bytes:
    """Record an assessment and give the message that is on record; nothing where that is off."""
    from riskmodel.storage.recording import given
    from riskmodel.storage.store import Habits, Store

    settings = Settings()
    if not settings.storage:
        return answer.content
    store = Store(place(), Habits(settings.upgrade_database))
    try:
        return store.record([given(answer, household)])[0]
    finally:
        store.close()


@database.command()
def upgrade() -> None:
    """Bring the database to the layout of this release, and make it where there is none."""
    from riskmodel.storage import migrate
    from riskmodel.storage.database import open_engine

    engine = open_engine(place().url)
    try:
        changed = migrate.upgrade(engine)
    finally:
        engine.dispose()
    layout = migrate.newest()
    told = "is now" if changed else "was already"
    output.print(f"the database {told} in layout {layout}", highlight=False)


@database.command()
def downgrade(
    layout: Annotated[str, typer.Argument(help="The earlier layout, such as 0007.")],
    by: Annotated[str, typer.Option("--by", help="Your name, for the audit log.")],
    because: Annotated[str, typer.Option("--because", help="Your reason, for the audit log.")],
) -> None:
    """Take the database back to an earlier layout, unless a row would be lost."""
    from riskmodel.registry.history import person
    from riskmodel.storage import migrate
    from riskmodel.storage.database import open_engine

    named = person(by, because)
    engine = open_engine(place().url)
    try:
        changed = migrate.downgrade(engine, layout, named.name, named.reason)
    finally:
        engine.dispose()
    told = "is now in" if changed else "was not later than"
    output.print(f"the database {told} layout {layout}", highlight=False)


@database.command()
def backup(target: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Copy the database while it is written to, and verify the copy."""
    from riskmodel.storage.backup import back_up

    with errors.status("copying and verifying"):
        made = back_up(place(), target, Settings().webhook_key_file)
    if made.webhooks:
        errors.print(
            f"the secrets of {made.webhooks} webhooks follow from "
            f"{Settings().webhook_key_file.name}, which is not copied: keep it elsewhere, apart",
            highlight=False,
        )
    output.print(
        f"{target} holds {made.assessments:,} assessments and {made.sequence:,} entries of the "
        "audit log, verified",
        highlight=False,
    )


@database.command()
def restore(
    source: Annotated[Path, typer.Argument(help="Folder of a backup.")],
    *,
    new_webhook_secrets: Annotated[
        bool, typer.Option(help="Go on without the key that receivers know webhooks by.")
    ] = False,
) -> None:
    """Put a backup where there is no database yet, once its chain and anchors are verified."""
    from riskmodel.storage import backup as backups

    with errors.status("verifying"):
        found = backups.restore(
            source, place(), Settings().webhook_key_file, new_secrets=new_webhook_secrets
        )
    output.print(
        f"restored: {found.assessments:,} assessments and {found.head.sequence:,} entries of the "
        "audit log, verified",
        highlight=False,
    )


@audit.command()
def verify() -> None:
    """Read the whole log: is every row as it was written, and none missing?"""
    from riskmodel.storage.database import open_engine
    from riskmodel.storage.verify import verify as verified

    held = place()
    anchors = held.read_anchors()
    engine = open_engine(held.url)
    try:
        with errors.status("reading the audit log"):
            found = verified(engine, anchors)
    finally:
        engine.dispose()
    if found.findings:
        for one in found.findings[:_MOST_SHOWN]:
            output.print(f"{one.en}\n{one.zh}", highlight=False)
        message = "the audit log is not as it was written: keep everything as it is, and ask why"
        raise AuditTamperedError(message)
    deleted = f"; {found.deleted:,} assessments were deleted by order" if found.deleted else ""
    older = (
        f"; of {found.unproven:,} more an earlier release kept no digest" if found.unproven else ""
    )
    output.print(
        f"{found.head.sequence:,} entries and {found.assessments:,} assessments are as they were "
        f"written{deleted}; {found.rows:,} keys, people, alerts, refusals, cases and webhooks "
        f"stand as the log says{older}; {found.anchored:,} entries are anchored outside the "
        f"database, {'signed' if held.public_key else 'not signed'}",
        highlight=False,
    )


@audit.command()
def anchor() -> None:
    """Write the head of the log into the file of anchors now."""
    from riskmodel.storage.store import Store

    held = place()
    store = Store(held)
    fault = store.fault
    store.close()
    if fault:
        raise fault
    last = held.read_anchors()[-1]
    output.print(f"entry {last.sequence:,} is anchored: {last.sha256}", highlight=False)


def replay(
    assessment_id: Annotated[str, typer.Argument(help="Id of an assessment that was given.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the message made again.")] = False,
) -> None:
    """Make an assessment again with the versions that made it, and compare it bit by bit."""
    from riskmodel.parameters import Parameters
    from riskmodel.storage.assessments import find
    from riskmodel.storage.database import open_engine, reading
    from riskmodel.storage.replay import replay as replayed

    settings = Settings()
    engine = open_engine(place().url)
    try:
        with reading(engine) as connection:
            stored = find(connection, assessment_id)
    finally:
        engine.dispose()
    with errors.status("asking again"):
        found = replayed(stored, settings.champions, Parameters.of_office(settings.parameters))
    if json:
        typer.echo(found.assessment.model_dump_json())
    others = ", ".join(found.other_versions)
    if found.differences:
        shown = ", ".join(found.differences[:_MOST_SHOWN])
        cause = f" (other versions here: {others})" if others else ""
        message = f"it differs from what was given at {len(found.differences)} places: {shown}"
        raise ReplayError(message + cause)
    errors.print(
        f"the same to the last bit as what was given on {found.given_at:%Y-%m-%d %H:%M} UTC"
        + (f", though {others} differs" if others else ""),
        highlight=False,
    )
