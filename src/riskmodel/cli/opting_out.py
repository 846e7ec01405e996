"""Households that declined automated scoring, on the terminal."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from riskmodel.cli.console import listing, output
from riskmodel.cli.keeping import changing, place
from riskmodel.cli.promoting import By
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.assessment import Assessor, HouseholdDeclined

Household = Annotated[str, typer.Argument(help="Opaque id of the household.")]
Words = Annotated[str, typer.Option("--words", help="What was said, and when.")]
Area = Annotated[
    str | None,
    typer.Option("--area", help="Code of where it lives, if it was never assessed."),
]

opt_outs = typer.Typer(
    name="opt-outs", help="Households that declined automated scoring.", no_args_is_help=True
)


def register() -> "HouseholdDeclined":
    """Whether a household declined, as the register says now."""
    return declined_now().__contains__


def declined_now() -> frozenset[str]:
    """Who declined, as the register says now; nobody where there is none."""
    from riskmodel.opt_outs.register import in_force
    from riskmodel.storage.database import file_of, open_engine, reading
    from riskmodel.storage.migrate import layout

    held = place().url
    file = file_of(held)
    if not Settings().storage or (file is not None and not file.exists()):
        return frozenset()
    engine = open_engine(held)
    try:
        with reading(engine) as connection:
            return in_force(connection) if layout(connection) else frozenset()
    finally:
        engine.dispose()


def willing(assessor: "Assessor") -> "Assessor":
    """The same, that does not ask the model about households that declined."""
    return replace(assessor, household_declined=register())


@opt_outs.command()
def add(household: Household, by: By, words: Words, area: Area = None) -> None:
    """Write down that a household declines: from now on the rules alone speak of it."""
    from riskmodel.access.areas import read_areas
    from riskmodel.opt_outs.register import areas_of, record
    from riskmodel.storage.people import read_named

    who = read_named(by, words)
    name = _checked(household)
    (said,) = read_areas([area]) if area else (None,)
    with changing() as connection:
        known = [*areas_of(connection, name), said]
        held = record(connection, name, who, area_code=known[0])
    output.print(
        f"{held.opt_out_id}: recorded on {held.recorded_at:%Y-%m-%d} by {held.recorded_by}",
        highlight=False,
    )


@opt_outs.command()
def withdraw(household: Household, by: By, words: Words) -> None:
    """Write down that a household may be scored again."""
    from riskmodel.opt_outs import register as kept
    from riskmodel.storage.people import read_named

    who = read_named(by, words)
    name = _checked(household)
    with changing() as connection:
        held = kept.withdraw(connection, name, who)
    output.print(f"{held.opt_out_id}: withdrawn by {held.withdrawn_by}", highlight=False)


@opt_outs.command("list")
def show() -> None:
    """Show who declined, who wrote it down in what words, and the same of its withdrawal."""
    from riskmodel.opt_outs.register import listed

    table = listing("household", "recorded", "by", "said", "withdrawn", "by", "said")
    after: str | None = ""
    with changing() as connection:
        while after is not None:
            page = listed(connection, after)
            for one in page.opt_outs:
                table.add_row(
                    one.household_id,
                    f"{one.recorded_at:%Y-%m-%d}",
                    one.recorded_by,
                    one.words,
                    f"{one.withdrawn_at:%Y-%m-%d}" if one.withdrawn_at else "",
                    one.withdrawn_by or "",
                    one.withdrawn_words or "",
                )
            after = page.next_after
    output.print(table)


def _checked(household: str) -> str:
    """An id that the household record accepts; raises SchemaError."""
    from riskmodel.schema.record import read_record

    return str(read_record({"household_id": household}).model_dump()["household_id"])
