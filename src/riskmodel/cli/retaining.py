"""How long what was given is kept, and what is deleted because a household asks for it."""

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from riskmodel.cli.console import errors, output
from riskmodel.cli.keeping import place
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.jobs.job import Folders
    from riskmodel.storage.deletion import Condition, Order

retention = typer.Typer(name="retention", help="How long things are kept.", no_args_is_help=True)
household = typer.Typer(name="household", help="What a household asks for.", no_args_is_help=True)

By = Annotated[str, typer.Option("--by", help="Your name, as a colleague would ask for you.")]
Because = Annotated[
    str, typer.Option("--because", help="Your reason; it stays for ever, so it names nobody.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say how many; change nothing.")]


@retention.command()
def apply(
    older_than: Annotated[
        int, typer.Option("--older-than", min=1, help="Days since the assessment was given.")
    ],
    by: By,
    because: Because,
    *,
    dry_run: DryRun = False,
) -> None:
    """Delete what was given longer ago than that, and the files of jobs that ended before then.

    The audit log still verifies.
    """
    from riskmodel.registry.levers_asked import forget_households
    from riskmodel.storage.deletion import given_before

    moment = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=older_than)
    order = _order(by, because)
    _delete(given_before(moment), order, dry_run=dry_run)
    _delete_old_jobs(moment, order, dry_run=dry_run)
    if dry_run:
        return
    months = forget_households(Settings().levers, moment.date())
    if months:
        output.print(
            f"whom the questions about measures of {', '.join(months)} were about can no longer "
            "be told",
            highlight=False,
        )


@household.command()
def forget(
    household_id: Annotated[str, typer.Argument(help="Id of the household.")],
    by: By,
    because: Because,
    *,
    dry_run: DryRun = False,
) -> None:
    """Delete what is kept of a household: assessments, closed cases, alerts, messages, answers.

    The files of a batch job that names it go whole. Of each assessment only the order to delete it
    stays. A refusal of automated scoring stays in
    force without its words: withdraw it first if it is not to. Open cases stay until they are
    closed.
    """
    from riskmodel.access.budgets import Budgets
    from riskmodel.registry.levers_asked import forget_household
    from riskmodel.storage.deletion import of_household

    order = _order(by, because)
    condition = of_household(household_id, order)
    _forget_beside(household_id, order, dry_run=dry_run)
    _delete(condition, order, dry_run=dry_run)
    _forget_jobs(household_id, order, dry_run=dry_run)
    if not dry_run:
        counts = Budgets(Settings().budgets).forget(household_id)
        months = forget_household(Settings().levers, household_id)
        output.print(
            f"{counts:,} counts of queries and the keys of {len(months)} months of trials of "
            "measures are deleted",
            highlight=False,
        )


def _forget_beside(household_id: str, order: "Order", *, dry_run: bool) -> None:
    from riskmodel.cli.keeping import engine_now
    from riskmodel.storage.forgetting import count_beside, forget_beside

    with engine_now() as engine:
        if dry_run:
            found, told = count_beside(engine, household_id), "would be deleted"
        else:
            found, told = forget_beside(engine, household_id, order), "are deleted"
    output.print(
        f"{found.cases:,} closed cases, {found.alerts:,} alerts, {found.events:,} messages to "
        f"others and {found.opt_outs:,} withdrawn refusals {told}",
        highlight=False,
    )
    if found.open_cases:
        output.print(
            f"{found.open_cases:,} open cases stay, and what they rest on: close them, and run "
            "this again",
            highlight=False,
        )
    if found.wishes:
        output.print(
            "the refusal of automated scoring stays in force, without its words", highlight=False
        )


def _delete_old_jobs(moment: datetime.datetime, order: "Order", *, dry_run: bool) -> None:
    from riskmodel.cli.keeping import engine_now
    from riskmodel.jobs.deletion import delete_files, jobs_ended_before

    with engine_now() as engine:
        found = jobs_ended_before(engine, moment)
        if not dry_run:
            delete_files(engine, _folders(), found, order)
    _say_jobs(len(found), dry_run=dry_run)


def _forget_jobs(household_id: str, order: "Order", *, dry_run: bool) -> None:
    from riskmodel.cli.keeping import engine_now
    from riskmodel.jobs.deletion import delete_files, jobs_of_household

    with engine_now() as engine:
        found = jobs_of_household(engine, _folders(), household_id)
        if not dry_run:
            delete_files(engine, _folders(), found.ended, order)
    _say_jobs(len(found.ended), dry_run=dry_run)
    if found.under_way:
        output.print(
            f"{len(found.under_way):,} jobs are under way: cancel them or let them end, and run "
            "this again",
            highlight=False,
        )


def _folders() -> "Folders":
    from riskmodel.jobs.job import Folders

    settings = Settings()
    return Folders(settings.jobs_folder, settings.job_inputs)


def _say_jobs(count: int, *, dry_run: bool) -> None:
    told = "would be deleted" if dry_run else "are deleted"
    output.print(f"the files of {count:,} batch jobs {told}", highlight=False)


def _order(by: str, because: str) -> "Order":
    from riskmodel.registry.history import person
    from riskmodel.storage.deletion import Order

    named = person(by, because)
    return Order(named.name, named.reason)


def _delete(condition: "Condition", order: "Order", *, dry_run: bool) -> None:
    from riskmodel.storage.database import open_engine
    from riskmodel.storage.deletion import count, delete_assessments
    from riskmodel.storage.migrate import require_newest
    from riskmodel.storage.store import Store

    engine = open_engine(place().url)
    try:
        require_newest(engine)
        if dry_run:
            found = count(engine, condition)
            _say(f"{found.free:,} assessments would be deleted", found.held)
            return
        with errors.status("deleting"):
            done = delete_assessments(engine, condition, order)
    finally:
        engine.dispose()
    Store(place()).close()  # anchors the order outside the database
    _say(f"{done.assessments:,} assessments are deleted", done.held)
    if not done.wiped:
        output.print(
            "somebody was still reading: the write-ahead log holds their pages until the next "
            "checkpoint; run the command again",
            highlight=False,
        )


def _say(words: str, held: int) -> None:
    kept = f"; {held:,} stay, because a case rests on them" if held else ""
    output.print(words + kept, highlight=False)
