"""Score a challenger beside the champion, and compare what both made of the same households."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from riskmodel.cli.console import output
from riskmodel.cli.promoting import Because, By, Number
from riskmodel.cli.versions import DEFAULT_MODEL, ModelName, store
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.shadow.report import ShadowReport

shadow = typer.Typer(
    name="shadow", help="A challenger beside the champion; it never answers.", no_args_is_help=True
)


@shadow.command()
def start(version: Number, by: By, because: Because, model: ModelName = DEFAULT_MODEL) -> None:
    """Make a version the challenger; a service with RISKMODEL_SHADOW scores it aside."""
    from riskmodel.registry.history import person
    from riskmodel.registry.tracking import Registry
    from riskmodel.signing import read_signing_key

    settings = Settings()
    registry = Registry(*store())
    found = registry.version(model, version)
    key = read_signing_key(settings.promotion_key)
    registry.shadow(found, settings.champions, person(by, because), key)
    output.print(f"{model} version {found.number} is the challenger")


@shadow.command()
def stop(model: ModelName = DEFAULT_MODEL) -> None:
    """Have no challenger any more; what was scored stays."""
    from riskmodel.registry.pointer import Role

    (Settings().champions / model / Role.CHALLENGER.file).unlink(missing_ok=True)
    output.print(f"{model} has no challenger")


@shadow.command()
def report(
    model: ModelName = DEFAULT_MODEL,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the reports as JSON lines.")] = False,
) -> None:
    """Compare champion and challenger over the households that both were asked about."""
    from riskmodel.shadow.report import compare
    from riskmodel.shadow.scores import read_scores

    found = compare(read_scores(Settings().shadow_folder, model))
    if not found:
        output.print(
            "nothing was scored aside: `riskmodel shadow start`, and RISKMODEL_SHADOW=true"
        )
    for one in found:
        if json:
            typer.echo(one.model_dump_json())
        else:
            _print(one)


def _print(found: "ShadowReport") -> None:
    output.rule(f"champion {found.champion}, challenger {found.challenger}")
    table = Table("figure", "value")
    for name, value in found.model_dump(exclude={"champion", "challenger", "bands"}).items():
        shown = (
            ", ".join(f"{share} ≤ {figure:.4g}" for share, figure in value.items())
            if isinstance(value, dict)
            else f"{value:.4g}" if isinstance(value, float) else str(value)
        )  # fmt: skip
        table.add_row(name.replace("_", " "), shown)
    output.print(table)
    bands = sorted({theirs for held in found.bands.values() for theirs in held})
    counts = Table("champion \\ challenger", *bands)
    for mine, held in found.bands.items():
        counts.add_row(mine, *(str(held.get(theirs, 0)) for theirs in bands))
    output.print(counts)
