"""Search for a better learner, and write it as a definition to train from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from riskmodel.cli.console import output, progress
from riskmodel.cli.versions import PanelFile, store
from riskmodel.errors import ConfigurationError

if TYPE_CHECKING:
    from riskmodel.modelling.tuning import Search, Tried

_SHOWN = 5


def tune(
    definition: Annotated[Path, typer.Argument(help="Model definition, models/*.toml.")],
    panel: PanelFile,
    out: Annotated[Path, typer.Option(help="New definition to write, with the chosen learner.")],
    trials: Annotated[int, typer.Option(min=2, help="At most so many learners.")] = 40,
    minutes: Annotated[float, typer.Option(min=0.1, help="At most so long.")] = 20.0,
) -> None:
    """Try learners within a budget, inside the training years: no test year is looked at."""
    from riskmodel.modelling.definition import read_definition
    from riskmodel.modelling.prepared import prepare
    from riskmodel.modelling.tuning import search, with_learner
    from riskmodel.registry.tracking import Registry
    from riskmodel.schema.panel import read_panel

    if out.resolve() == definition.resolve():
        message = "--out is the definition itself: name another file, so that both can be trained"
        raise ConfigurationError(message)
    wanted = read_definition(definition)
    prepared = prepare(read_panel(panel), wanted)
    budget = {"trials": trials, "minutes": minutes}
    with Registry(*store()).search(wanted, budget) as (log_tried, log_end), progress() as tell:
        found = search(prepared, trials, minutes, tell, log_tried)
        log_end(found)
    out.parent.mkdir(parents=True, exist_ok=True)
    text = with_learner(definition.read_text(encoding="utf-8"), found.chosen.learner)
    out.write_text(text, encoding="utf-8")
    output.print(_table(found))
    output.print(
        f"{len(found.tried)} learners in {found.seconds:.0f} s; {out} holds the cheapest to "
        "explain of those within one standard error of the best: train from it, and compare",
        highlight=False,
    )


def _table(found: "Search") -> Table:
    best = sorted(found.tried, key=lambda one: -one.average_precision)[:_SHOWN]
    rows = list(dict.fromkeys([one.number for one in (found.chosen, found.own, *best)]))
    by_number = {one.number: one for one in found.tried}
    table = Table(
        "", "average precision", "AUC", "cost to explain", "trees", "leaves", "depth",
        title="on the last training year, in villages kept apart", box=box.SIMPLE_HEAD,
    )  # fmt: skip
    for number in rows:
        one = by_number[number]
        table.add_row(
            _name(found, one),
            f"{one.average_precision:.3f} ± {one.error:.3f}",
            f"{one.auc:.3f}",
            f"{one.explanation_cost / found.own.explanation_cost:.2f}",
            f"{one.learner.fits} × {one.learner.trees}",
            str(one.learner.leaves),
            str(one.learner.depth),
        )
    return table


def _name(found: "Search", one: "Tried") -> str:
    if one.number == found.chosen.number:
        return "chosen"
    return "own" if one.number == found.own.number else f"learner {one.number}"
