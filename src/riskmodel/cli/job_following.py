"""Batch jobs on the terminal: look at them, and do them where the service does not."""

import signal
import time
from typing import Annotated, NoReturn

import typer

from riskmodel.cli.console import listing, output
from riskmodel.cli.keeping import changing, engine_now
from riskmodel.settings import Settings

_EVERY_SECONDS = 1.0

jobs = typer.Typer(name="jobs", help="Batches asked for over the network.", no_args_is_help=True)


@jobs.command("list")
def show(limit: Annotated[int, typer.Option(min=1, help="Most jobs.")] = 20) -> None:
    """Show the latest jobs and how far they are."""
    from riskmodel.jobs.book import listed

    table = listing("job", "state", "asked by", "parts", "rows", "in quarantine", "failure")
    with changing() as connection:
        for one in listed(connection, limit=limit):
            table.add_row(
                one.job_id, one.state, one.asked_by, f"{one.parts_done}/{one.parts}",
                f"{one.rows:,}", f"{one.quarantined:,}", one.failure or "",
            )  # fmt: skip
    output.print(table)


@jobs.command()
def follow(
    *, once: Annotated[bool, typer.Option("--once", help="Stop when none waits.")] = False
) -> None:
    """Do the jobs that are asked for, where RISKMODEL_JOBS is off; several may do them at once."""
    from riskmodel.jobs.job import Folders
    from riskmodel.jobs.work import Shop, work_once
    from riskmodel.scale.asked import Desk

    settings = Settings()
    signal.signal(signal.SIGTERM, _stop)
    desk = Desk(
        settings.champions,
        settings.model_name,
        settings.parameters,
        settings.promotion_public_key,
    )
    folders = Folders(settings.jobs_folder, settings.job_inputs)
    with engine_now() as engine:
        shop = Shop(engine, folders, desk, settings.job_workers)
        while True:
            if work_once(shop):
                continue
            if once:
                return
            time.sleep(_EVERY_SECONDS)


def _stop(*_: object) -> NoReturn:
    """End at once: whatever is half made is made again by whoever takes the job."""
    raise SystemExit(0)
