"""Cases opened on the terminal: on one assessment, on a batch's list, on alerts; by a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from riskmodel.cli.batching import desk_of
from riskmodel.cli.cases import cases
from riskmodel.cli.console import output
from riskmodel.cli.keeping import engine_now, place
from riskmodel.cli.opting_out import declined_now
from riskmodel.cli.promoting import By
from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from riskmodel.casework.book import Casebook
    from riskmodel.casework.opening import Opened

__all__ = ["cases"]

Area = Annotated[str, typer.Option("--area", help="Code of an area; without it everywhere.")]
_AGREEMENTS = (
    "model_only",
    "rule_only",
    "rule_and_model",
    "see_first_and_rule_silent",
    "neither",
)
_CAPACITY = 40
_MOST_ALERTS = 200


@cases.command("open")
def open_one(
    assessment_id: Annotated[str, typer.Argument(help="Id of an assessment on record.")],
    by: By,
) -> None:
    """Open a case by hand, on an assessment on record; an open one of its household is named."""
    with _book() as (_, book):
        case = book.open(assessment_id, by)
    output.print(f"case {case.case_id}, to be decided by {case.decide_by}", highlight=False)


@cases.command("open-from-batch")
def open_from_batch(
    given: Annotated[Path, typer.Argument(metavar="IN", help="What the batch read.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="What `riskmodel batch` wrote.")],
    by: By,
    capacity: Annotated[
        int, typer.Option(min=1, max=1_000, help="Households that can be visited.")
    ] = _CAPACITY,
    agreement: Annotated[
        str, typer.Option(help="Only such, as the output has it: model_only, rule_only, …")
    ] = "",
    area: Annotated[
        str, typer.Option("--area", help="Code of a province, prefecture or county.")
    ] = "",
) -> None:
    """Open cases on the households of greatest need of a batch, each once however often it runs.

    Their records and assessments are kept as any others; of a household with an open case nothing
    is opened.
    """
    from riskmodel.assessment.message import Agreement
    from riskmodel.casework import opening
    from riskmodel.scale.again import Finished
    from riskmodel.scale.visits import Wanted
    from riskmodel.storage.recording import given as given_as
    from riskmodel.storage.store import Habits, Store

    if agreement and agreement not in get_args(Agreement):
        message = f"--agreement: give one of {', '.join(get_args(Agreement))}"
        raise ConfigurationError(message)
    settings = Settings()
    batch = Finished(given, out, desk_of(settings), declined_now())
    with _book() as (_, book):
        store = Store(place(), Habits(settings.upgrade_database))

        def keep(pairs: "opening.Pairs") -> None:
            store.record([given_as(*pair) for pair in pairs])

        try:
            wanted = Wanted(capacity, agreement, area)
            found = opening.open_from_batch(book, keep, batch, wanted, by)
        finally:
            store.close()
    _tell(found)


@cases.command("open-from-alerts")
def open_from_alerts(by: By, area: Area = "") -> None:
    """Open cases on alerts that nobody took up, and take these up; the oldest first."""
    from riskmodel.alerts.feed import Wanted, acknowledge, page
    from riskmodel.casework.opening import FROM_ALERT, TAKEN_UP, open_each
    from riskmodel.storage.database import reading, writing
    from riskmodel.storage.people import read_named

    who = read_named(by, TAKEN_UP)
    wanted = Wanted(limit=_MOST_ALERTS, areas=[area] if area else None, waiting=True)
    with _book() as (engine, book):
        with reading(engine) as connection:
            alerts = page(connection, wanted).alerts
        found = open_each(book, [one.assessment_id for one in alerts], by, FROM_ALERT)
        for alert in alerts:
            with writing(engine) as connection:
                acknowledge(connection, alert.alert_id, who)
    _tell(found)


def _tell(found: "Opened") -> None:
    output.print(
        f"{len(found.cases)} cases opened; {found.there} households had one already",
        highlight=False,
    )


@contextmanager
def _book() -> "Iterator[tuple[Engine, Casebook]]":
    from riskmodel.casework.book import Casebook
    from riskmodel.parameters import Parameters

    with engine_now() as engine:
        yield engine, Casebook(engine, Parameters.of_office(Settings().parameters))
