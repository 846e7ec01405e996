"""Simulate a reform: what a changed parameter would change for the households of a panel."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from riskmodel.cli.console import errors, output
from riskmodel.cli.language import Language
from riskmodel.settings import Settings


def simulate(
    panel: Annotated[Path, typer.Option(help="Panel, as Parquet.")],
    change: Annotated[
        list[str],
        typer.Option(help="line=+5%, line@53=9000, line=+300, or any parameter; repeat for more."),
    ],
    on: Annotated[
        datetime.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Wave; else the newest measured a year later."),
    ] = None,
    measure_cost: Annotated[
        float | None,
        typer.Option(min=0, help="Yuan a household and year; else public_measure_cost."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for JSON, CSV and a picture.")] = None,
    language: Annotated[Language, typer.Option(help="Words in zh or en.")] = Language.EN,
) -> None:
    """Run the rules with and without a change: who enters, who leaves, the cost, the errors."""
    from riskmodel.cli.simulation_files import write_files
    from riskmodel.cli.simulation_tables import simulation_tables
    from riskmodel.parameters import Change, Parameters
    from riskmodel.schema.panel import read_panel
    from riskmodel.simulation.panel import simulate_panel

    changes = [Change.parse(text) for text in change]
    with errors.status("running the rules twice"):
        found = simulate_panel(
            read_panel(panel),
            Parameters.of_office(Settings().parameters),
            changes,
            on.date() if on else None,
            measure_cost,
        )
    output.print(simulation_tables(found, language), highlight=False)
    if out:
        for path in write_files(found, out):
            errors.print(str(path))
