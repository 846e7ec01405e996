"""After a release: a month beside the training, outcomes, visits drawn at random."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer
from rich import box
from rich.table import Table

from riskmodel.cli.console import errors, output, strong
from riskmodel.cli.keeping import engine_now
from riskmodel.cli.language import Language
from riskmodel.cli.opting_out import register
from riskmodel.cli.rendering.words import said
from riskmodel.cli.versions import DEFAULT_MODEL, ModelName
from riskmodel.modelling.features.feature import DIMENSION_EN, DIMENSION_ZH, Dimension
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from riskmodel.modelling.evaluation.results import Figure
    from riskmodel.monitoring.results import Month, OutcomesSeen, Share
    from riskmodel.schema.panel import Panel

RecordsFile = Annotated[Path, typer.Option(help="Records, each with its as_of_date, as Parquet.")]
_MOST_FEATURES = 8

visits = typer.Typer(name="visits", help="Visits to make.", no_args_is_help=True)
outcomes = typer.Typer(name="outcomes", help="Outcomes as they arrive.", no_args_is_help=True)


def _declined(panel: "Panel") -> "NDArray[np.bool_]":
    """Who declined automated scoring, shape (rows,): the model is not run on their records."""
    from riskmodel.assessment.unasked import declined_among

    return np.array(declined_among(panel.columns, register()))


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
    from riskmodel.parameters import Parameters
    from riskmodel.registry.champion import read_champion
    from riskmodel.schema.panel import read_panel
    from riskmodel.signing import read_public_key

    settings = Settings()
    served = read_champion(
        settings.champions, model, read_public_key(settings.promotion_public_key)
    )
    panel = read_panel(records)
    panel = panel.take(~_declined(panel))
    with errors.status("scoring the month"):
        parameters = Parameters.of_office(settings.parameters)
        found = month(served, panel, parameters, _store(model))
    _print(found, language)
    # The console's page of the model shows the last month.
    for target in (settings.month_file(model), *([out] if out else [])):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(found.model_dump_json(indent=1), encoding="utf-8")
        errors.print(str(target))


@visits.command()
def draw(
    records: RecordsFile,
    out: Annotated[Path, typer.Option(help="CSV file to write, a household a line.")],
    seed: Annotated[str, typer.Option(help="Words that the draw follows, such as 2026-03.")],
    share: Annotated[float, typer.Option(help="Of households below the upper band.")] = 0.03,
    model: ModelName = DEFAULT_MODEL,
) -> None:
    """Draw households to visit that no list would send anybody to; the draw can be checked."""
    from riskmodel.monitoring.audit import audit_sample
    from riskmodel.monitoring.month import asked_about, score_panel
    from riskmodel.parameters import Parameters
    from riskmodel.registry.champion import read_champion
    from riskmodel.schema.panel import read_panel
    from riskmodel.signing import read_public_key

    settings = Settings()
    served = read_champion(
        settings.champions, model, read_public_key(settings.promotion_public_key)
    )
    panel = asked_about(served.artifact.model, read_panel(records))
    declined = _declined(panel)
    asked = panel.take(~declined)
    with errors.status("scoring the month"):
        scores = score_panel(served, asked, Parameters.of_office(settings.parameters))
    ids, band = panel.columns.text("household_id"), np.full(panel.rows, "", scores.band.dtype)
    band[~declined] = scores.band
    drawn = audit_sample(ids, band, share, seed, declined)
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


@outcomes.command()
def gather(model: ModelName = DEFAULT_MODEL) -> None:
    """Keep what visits to households with a case established, as outcomes of their scores."""
    from riskmodel.casework.visits import visit_outcomes
    from riskmodel.monitoring import outcomes as kept
    from riskmodel.registry.champion import read_champion
    from riskmodel.storage.database import reading

    champion = read_champion(Settings().champions, model).artifact.model
    horizon = champion.definition.label.horizon_months
    with engine_now() as engine, reading(engine) as connection:
        found = visit_outcomes(connection, horizon)
    imported = kept.import_outcomes(_store(model), kept.outcomes_table(found))
    output.print(
        f"visits settle {len(found):,} outcomes: {imported.added:,} added, "
        f"{imported.known:,} were known already"
    )


_WORDS = {
    "households": ("{:,} households; {:,} more are under monitoring and left out. Who is poor "
                   "today is not measured in a month: those stay in, so scores lie somewhat "
                   "higher than in training",
                   "共{:,}户; 另有{:,}户正在监测, 未计入。当月不测量现时贫困, "
                   "此类农户仍在其中, 故分值略高于训练时"),
    "missing": ("missing", "缺失"),
    "other_unit": ("other unit", "单位异常"),
    "then": ("in training", "训练时"),
    "now": ("now", "本月"),
    "probability": ("mean probability", "平均概率"),
    "rule": ("pointed to by the rule", "规则提示"),
    "high": ("high", "高"),
    "elevated": ("elevated", "较高"),
    "ordinary": ("ordinary", "一般"),
    "see_first": ("see first", "先入户核实"),
    "scores": ("scores: stability index {:.3f}", "分值: 稳定性指数{:.3f}"),
    "outcomes": ("outcomes of {:,} of {:,} households, {:,} fell back; each stands for its band",
                 "{1:,}户中{0:,}户已有结果, {2:,}户返贫致贫; 各户代表其所在分组"),
    "observed": ("observed over expected", "实际与预期之比"),
    "auc": ("AUC", "AUC"),
    "recall": ("recall of the upper band", "高分组召回率"),
    "audit": ("of {:,} drawn at random below the upper band {:,} fell back",
              "高分组以外随机抽查{:,}户, {:,}户返贫致贫"),
    "few": ("too few to say", "样本太少, 无法判断"),
    "look": ("look at:", "请查看:"),
    "blind": ("What this cannot show:", "本月数据无法显示:"),
}  # fmt: skip


def _word(key: str, language: Language) -> str:
    return _WORDS[key][1 if language is Language.ZH else 0]


def _print(found: "Month", language: Language) -> None:
    output.print(_word("households", language).format(found.households, found.left_out))
    drift = Table(
        "", "PSI", _word("missing", language), _word("other_unit", language), box=box.SIMPLE_HEAD
    )
    for one in found.features[:_MOST_FEATURES]:
        drift.add_row(
            one.label_zh if language is Language.ZH else one.label_en,
            f"{one.stability_index:.3f}",
            f"{one.missing_then:.1%} → {one.missing_now:.1%}",
            f"{one.other_unit:.1%}",
        )
    output.print(drift)
    shares = Table("", _word("then", language), _word("now", language), box=box.SIMPLE_HEAD)
    for held in (found.mean_probability, *found.bands, found.rule_fires):
        shares.add_row(_word(held.name, language), *_then_and_now(held))
    for held in found.dimensions:
        dimension = Dimension(held.name)
        words = DIMENSION_ZH if language is Language.ZH else DIMENSION_EN
        shares.add_row(words[dimension], *_then_and_now(held))
    output.print(shares)
    index = found.score_stability_index
    output.print(_word("scores", language).format(index), highlight=False)
    if found.outcomes:
        _print_outcomes(found.outcomes, language)
    for alarm in found.alarms:
        output.print(strong(_word("look", language)), said(alarm, "", language))
    output.print(_word("blind", language), style="dim")
    for line in found.blind_zh if language is Language.ZH else found.blind_en:
        output.print(f"• {line}", style="dim", highlight=False)


def _then_and_now(held: "Share") -> tuple[str, str]:
    return "–" if held.then is None else f"{held.then:.1%}", f"{held.now:.1%}"


def _print_outcomes(seen: "OutcomesSeen", language: Language) -> None:
    output.print(_word("outcomes", language).format(seen.rows, seen.scored, seen.events))
    for key, held in (
        ("observed", seen.observed_over_expected),
        ("auc", seen.auc),
        ("recall", seen.recall),
    ):
        told = _shown(held, language)
        output.print(f"  {_word(key, language)}: {told}", highlight=False)
    if seen.audit:
        drawn = _word("audit", language).format(seen.audit.visited, seen.audit.fell)
        output.print(f"  {drawn}: {_shown(seen.audit.rate, language)}", highlight=False)


def _shown(figure: "Figure | None", language: Language) -> str:
    if figure is None:
        return _word("few", language)
    return f"{figure.value:.3f} ({figure.low:.3f} … {figure.high:.3f})"
