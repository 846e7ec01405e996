"""After a release: a month beside the training, outcomes, visits drawn at random."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from riskmodel.cli.console import errors, output
from riskmodel.cli.language import Language
from riskmodel.cli.versions import DEFAULT_MODEL, ModelName
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.modelling.evaluation.results import Figure
    from riskmodel.monitoring.results import Month, OutcomesSeen

RecordsFile = Annotated[Path, typer.Option(help="Records, each with its as_of_date, as Parquet.")]
_MOST_FEATURES = 8

outcomes = typer.Typer(name="outcomes", help="Outcomes as they arrive.", no_args_is_help=True)


def _store(model: str) -> Path:
    return Settings().state / "outcomes" / f"{model}.parquet"


def monitor(
    records: RecordsFile,
    model: ModelName = DEFAULT_MODEL,
    out: Annotated[Path | None, typer.Option(help="JSON file to write.")] = None,
    language: Annotated[Language, typer.Option(help="Words in zh or en.")] = Language.EN,
) -> None:
    """Set a month's records and scores beside the training, and beside outcomes that are known."""
    from riskmodel.monitoring.month import month
    from riskmodel.monitoring.outcomes import known_outcomes
    from riskmodel.parameters import Parameters
    from riskmodel.registry.champion import read_champion
    from riskmodel.schema.panel import read_panel

    settings = Settings()
    served = read_champion(settings.champions, model)
    panel = read_panel(records)
    with errors.status("scoring the month"):
        known = known_outcomes(_store(model), panel.columns)
        found, _ = month(served, panel, Parameters.of_office(settings.parameters), known)
    _print(found, language)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(found.model_dump_json(indent=1), encoding="utf-8")
        errors.print(str(out))


def audit(
    records: RecordsFile,
    out: Annotated[Path, typer.Option(help="CSV file to write, a household a line.")],
    seed: Annotated[str, typer.Option(help="Words that the draw follows, such as 2026-03.")],
    share: Annotated[float, typer.Option(help="Of households below the upper band.")] = 0.03,
    model: ModelName = DEFAULT_MODEL,
) -> None:
    """Draw households to visit that no list would send anybody to; the draw can be checked."""
    from riskmodel.monitoring.audit import audit_sample
    from riskmodel.monitoring.month import month
    from riskmodel.parameters import Parameters
    from riskmodel.registry.champion import read_champion
    from riskmodel.schema.panel import read_panel

    settings = Settings()
    panel = read_panel(records)
    served = read_champion(settings.champions, model)
    with errors.status("scoring the month"):
        _, scores = month(served, panel, Parameters.of_office(settings.parameters))
    ids = panel.columns.text("household_id")
    drawn = audit_sample(ids, scores.band, share, seed)
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["household_id", "as_of_date"])
        days = panel.columns.date("as_of_date")
        writer.writerows([ids[row], days[row]] for row in sorted(drawn.nonzero()[0]))
    output.print(
        f"{int(drawn.sum()):,} of {panel.rows:,} households are drawn; {out} names them. Visit "
        "them whatever the score, and import what was found with drawn_at_random",
        highlight=False,
    )


@outcomes.command("import")
def import_outcomes(
    source: Annotated[Path, typer.Argument(help="CSV or Parquet: household_id, as_of_date, "
                                                "fell_back, drawn_at_random.")],
    model: ModelName = DEFAULT_MODEL,
) -> None:  # fmt: skip
    """Keep what became of households, all of the file or none of it."""
    from riskmodel.monitoring import outcomes as kept

    imported = kept.import_outcomes(_store(model), kept.read_outcomes(source))
    output.print(f"{imported.added:,} outcomes added, {imported.known:,} were known already")


def _print(found: "Month", language: Language) -> None:
    zh = language is Language.ZH
    table = Table("", "PSI", "missing", "other unit", box=box.SIMPLE_HEAD)
    for one in found.features[:_MOST_FEATURES]:
        table.add_row(
            one.label_zh if zh else one.label_en,
            f"{one.stability_index:.3f}",
            f"{one.missing_then:.1%} → {one.missing_now:.1%}",
            f"{one.other_unit:.1%}",
        )
    output.print(table)
    shares = Table("", "in training", "now", box=box.SIMPLE_HEAD)
    named = [found.mean_probability, *found.bands, found.rule_fires, *found.dimensions]
    for held in named:
        then = "–" if held.then is None else f"{held.then:.1%}"
        shares.add_row(held.name.replace("_", " "), then, f"{held.now:.1%}")
    output.print(shares)
    output.print(f"scores: stability index {found.score_stability_index:.3f}", highlight=False)
    if found.outcomes:
        _print_outcomes(found.outcomes)
    for alarm in found.alarms:
        output.print(f"[bold]look at:[/] {alarm.zh if zh else alarm.en}", highlight=False)
    output.print("本月数据无法显示:" if zh else "What this cannot show:", style="dim")
    for line in found.blind_zh if zh else found.blind_en:
        output.print(f"• {line}", style="dim", highlight=False)


def _print_outcomes(seen: "OutcomesSeen") -> None:
    output.print(f"outcomes of {seen.rows:,} households, {seen.events:,} fell back")
    for name, held in (
        ("observed over expected", seen.observed_over_expected),
        ("AUC", seen.auc),
        ("recall of the upper band", seen.recall),
    ):
        output.print(f"  {name}: {_shown(held)}", highlight=False)
    if seen.audit:
        output.print(
            f"  of {seen.audit.visited:,} drawn at random below the upper band "
            f"{seen.audit.fell:,} fell back: {_shown(seen.audit.rate)}",
            highlight=False,
        )


def _shown(figure: "Figure | None") -> str:
    if figure is None:
        return "too few to say"
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"
