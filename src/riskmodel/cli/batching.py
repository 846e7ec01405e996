"""Assess many households: a file or a folder in, a folder out, each household exactly once."""

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from riskmodel.cli.console import errors, output
from riskmodel.cli.engines import THIS_CLUSTER, Address, Doing, Where
from riskmodel.cli.opting_out import declined_now
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.scale import PartRecord
    from riskmodel.scale.asked import Desk
    from riskmodel.scale.local import Engine
    from riskmodel.scale.run import Progress as HowFar
    from riskmodel.scale.run import Tell

QUARANTINED = 3
"""Exit code of a batch that is whole and left rows out."""
DEFAULT_CAPACITY = 1_000


def batch(  # noqa: PLR0913 - one argument an option
    given: Annotated[
        Path, typer.Argument(metavar="IN", help="Parquet, CSV or NDJSON: a file or a folder.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder, new or begun before.")],
    as_of: Annotated[
        datetime.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of every row; else its as_of_date."),
    ] = None,
    memory: Annotated[
        float, typer.Option(min=0.5, help="GB that it may take of this machine.")
    ] = 2.0,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Parts at once; else one a core, within memory.")
    ] = None,
    capacity: Annotated[
        int, typer.Option(min=0, help="Households to list for visits.")
    ] = DEFAULT_CAPACITY,
    engine: Doing = Where.LOCAL,
    address: Address = THIS_CLUSTER,
    *,
    contributions: Annotated[
        bool, typer.Option("--contributions", help="Write those of every feature.")
    ] = False,
    score_only: Annotated[
        bool, typer.Option("--score-only", help="No rules, reasons or data quality.")
    ] = False,
) -> None:
    """Assess every household of IN into OUT; run it again to go on after whatever stopped it.

    Exit code 3: all is done, and some rows are in quarantine.
    """
    from riskmodel.scale import Asked, Batch, run_batch
    from riskmodel.scale.summing import write_summary

    settings = Settings()
    asked = Asked(
        as_of_date=as_of.date() if as_of else None,
        contributions=contributions,
        score_only=score_only,
    )
    desk = desk_of(settings)
    wanted = Batch(given, out, desk, asked, declined_now())
    with _engine(engine, address, memory, workers) as makes, _progress() as tell:
        done = run_batch(wanted, tell, makes)
        summary = write_summary(out, done, desk, capacity)
    output.print(
        f"{summary.assessed:,} of {summary.rows:,} households assessed, "
        f"{summary.quarantined:,} in quarantine; {out / 'summary.html'} says more",
        highlight=False,
        soft_wrap=True,
    )
    if summary.quarantined:
        raise typer.Exit(QUARANTINED)


def desk_of(settings: Settings) -> "Desk":
    """Where a batch reads the champion and the parameters."""
    from riskmodel.scale.asked import Desk

    return Desk(
        settings.champions,
        settings.model_name,
        settings.parameters,
        settings.promotion_public_key,
    )


@contextmanager
def _engine(where: Where, address: str, memory: float, workers: int | None) -> "Iterator[Engine]":
    if where is Where.LOCAL:
        from riskmodel.scale.local import in_threads, workers_within

        yield in_threads(workers_within(memory, workers or os.cpu_count() or 1))
        return
    from riskmodel.cluster import joined

    with joined(address):
        from riskmodel.scale.cluster import on_cluster

        yield on_cluster(workers)


@contextmanager
def _progress() -> "Iterator[Tell]":
    """Parts, rows, the rate and the time left, on the error stream."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f} a second"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors) as bars:
        task = bars.add_task("assessing", total=None, rows=0, rate=0.0)

        def tell(found: "HowFar", _: "PartRecord | None") -> None:
            bars.update(
                task,
                total=found.weight,
                completed=found.weight_done,
                description=f"{found.parts_done} of {found.parts} parts",
                rows=found.rows,
                rate=found.rows_a_second,
            )

        yield tell
