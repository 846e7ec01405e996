"""Make or bring a panel."""

from pathlib import Path
from typing import Annotated

import typer

from riskmodel.cli.console import errors, listing, output, strong
from riskmodel.errors import ConfigurationError
from riskmodel.schema.panel import write_panel

_NEWEST_SEED = 20260101


def synthesize(
    out: Annotated[Path, typer.Argument(help="Parquet file to write.")],
    households: Annotated[int, typer.Option(min=500, help="Households at the start.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = _NEWEST_SEED,
    *,
    report: Annotated[bool, typer.Option(help="Print each calibration target.")] = False,
) -> None:
    """Write a synthetic panel: a micro-simulation of rural households, 2019 to 2025."""
    from riskmodel.sources.synthetic import calibration
    from riskmodel.sources.synthetic import synthesize as simulate

    with errors.status(f"simulating {households:,} households"):
        synthesis = simulate(households, seed)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_panel(synthesis.panel, out)
    errors.print(f"{out}: {synthesis.panel.rows:,} household-years")
    if report:
        table = listing("id", "target", "reached", "wanted", "tolerance", "source", "met")
        marks = {
            True: strong("met", "green"),
            False: strong("not met", "red"),
            None: strong("not judged", ""),
        }
        for one in calibration(synthesis):
            table.add_row(
                one.id, one.name, one.value, one.target, one.tolerance, one.confidence,
                marks[one.met],
            )  # fmt: skip
        output.print(table)


def import_survey(
    survey: Annotated[str, typer.Argument(help="Which survey: see the list in an error.")],
    source: Annotated[Path, typer.Argument(help="The survey's own file or folder.")],
    out: Annotated[Path, typer.Argument(help="Parquet file to write.")],
) -> None:
    """Read a survey's own files as a panel."""
    from riskmodel.sources.surveys import IMPORTERS

    if survey not in IMPORTERS:
        message = f"no importer is called so; there are: {', '.join(sorted(IMPORTERS))}"
        raise ConfigurationError(message)
    panel = IMPORTERS[survey].read(source)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_panel(panel, out)
    errors.print(f"{out}: {panel.rows:,} household-waves")


def partition(
    panel: Annotated[Path, typer.Argument(help="Panel, as Parquet.")],
    out: Annotated[Path, typer.Argument(help="Folder, empty or new.")],
    parts: Annotated[int, typer.Option(min=1, help="Files: at least one a worker.")] = 64,
) -> None:
    """Deal the households of a panel to files, for `train --engine ray`."""
    from riskmodel.modelling.distributed.parts import write_panel_parts

    with errors.status(f"dealing the households to {parts} files"):
        write_panel_parts(panel, out, parts)
    errors.print(f"{out}: {parts} files")
