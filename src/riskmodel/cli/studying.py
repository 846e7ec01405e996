"""Look deeper at versions: the whole evaluation, a reproduction, two side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from riskmodel.cli.console import errors, listing, output, progress
from riskmodel.cli.versions import DEFAULT_MODEL, ModelName, PanelFile, say_looked_at, store
from riskmodel.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from riskmodel.modelling.comparison import Comparison
    from riskmodel.modelling.evaluation.paired import Pair
    from riskmodel.modelling.evaluation.results import Figure
    from riskmodel.modelling.robustness.trial import Contributions
    from riskmodel.modelling.rule_findings import RuleFindings

Number = Annotated[str, typer.Argument(help="Number or alias of a version.")]


def evaluate(
    version: Number,
    panel: PanelFile,
    out: Annotated[Path, typer.Option(help="Folder for the page and its JSON.")],
    model: ModelName = DEFAULT_MODEL,
) -> None:
    """Judge a version again, with refits and misreports, as one HTML page and as JSON."""
    from riskmodel.modelling.artifact import read_background
    from riskmodel.modelling.report import evaluation_page
    from riskmodel.modelling.reproduction import judge_again
    from riskmodel.modelling.robustness.assemble import robustness
    from riskmodel.parameters import Parameters
    from riskmodel.registry.tracking import Registry
    from riskmodel.schema.panel import read_panel
    from riskmodel.simulation.rule_findings import rule_findings

    registry = Registry(*store())
    found = registry.version(model, version)
    artifact = registry.artifact(found)
    held = read_panel(panel)

    def rule() -> "RuleFindings | None":
        return rule_findings(held, Parameters.of_office(Settings().parameters))

    with progress() as tell:
        again = judge_again(artifact, held, rule, tell)
        tried = robustness(again.prepared, again.newest, _against(read_background(artifact)), tell)
    texts = {
        "evaluation.html": evaluation_page(artifact.model.definition, again.evaluation, tried),
        "evaluation.json": again.evaluation.model_dump_json(indent=1),
        "robustness.json": tried.model_dump_json(indent=1),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, content in texts.items():
        (out / name).write_text(content, encoding="utf-8")
        errors.print(str(out / name))
    with errors.status("adding the page to the version's run"):
        registry.add_to_evaluation(found, texts, tried)
    say_looked_at(registry.times_opened(model, artifact.manifest.panel_sha256))
    registry.count_look(found)


def reproduce(version: Number, panel: PanelFile, model: ModelName = DEFAULT_MODEL) -> None:
    """Train a version again from its record, and say whether the bytes are the same."""
    from riskmodel.modelling.provenance import code_version
    from riskmodel.modelling.reproduction import other_trees
    from riskmodel.modelling.reproduction import reproduce as train_again
    from riskmodel.registry.tracking import Registry
    from riskmodel.schema.panel import read_panel

    registry = Registry(*store())
    artifact = registry.artifact(registry.version(model, version))
    held = read_panel(panel)
    with errors.status("training again"):
        again = train_again(artifact, held)
    for name, same in again.same.items():
        output.print(f"{name}: {'the same bytes' if same else 'other bytes'}")
    output.print(f"registered by {again.code_version}, reproduced by {code_version()}")
    if not again.succeeded:
        raise other_trees(again.code_version)


def compare(
    first: Number, second: Number, panel: PanelFile, model: ModelName = DEFAULT_MODEL
) -> None:
    """Set two versions side by side: figures, paired differences, whose place changed and why."""
    from riskmodel.modelling.comparison import compare as set_beside
    from riskmodel.modelling.provenance import panel_digest
    from riskmodel.registry.tracking import Registry
    from riskmodel.schema.panel import read_panel

    registry = Registry(*store())
    versions = [registry.version(model, one) for one in (first, second)]
    sides = [registry.artifact(one) for one in versions]
    held = read_panel(panel)
    digest = panel_digest(held)
    with errors.status("scoring the households that neither has seen"):
        found = set_beside(sides[0].model, sides[1].model, held, _against(None))
    output.print(_comparison_table(found, first, second))
    _print_movers(found)
    trained_on_it = [
        one
        for one, side in zip(versions, sides, strict=True)
        if side.manifest.panel_sha256 == digest
    ]
    if len(trained_on_it) < len(versions):
        output.print("mind: not the panel of both: some households may have been seen in training")
    if trained_on_it:
        registry.count_look(trained_on_it[0])


def _against(background: "NDArray[np.float64] | None") -> "Contributions":
    """Explain any fit against one background, as a version when it serves, or by its own trees."""
    from riskmodel.explanation.contributions import explain

    return lambda booster, X: explain(booster, X, background).values


def _comparison_table(found: "Comparison", first: str, second: str) -> Table:
    table = Table(
        "", f"version {first}", f"version {second}", "second minus first",
        title=f"{found.rows:,} households that neither has seen, {found.events:,} events",
    )  # fmt: skip
    _add_measures(table, found.weighted, found.capacity, "weighted" if found.unweighted else "")
    if found.unweighted:
        _add_measures(table, found.unweighted, found.capacity, "unweighted")
    return table


def _add_measures(table: Table, pair: "Pair", capacity: float, how: str) -> None:
    labels = ("AUC", "average precision", f"recall at {capacity:g} %")
    for label, held in zip(labels, (pair.auc, pair.average_precision, pair.recall), strict=True):
        figures = (_shown(held.first), _shown(held.second), _shown(held.difference, "+.3f"))
        table.add_row(f"{label}, {how}" if how else label, *figures)


def _shown(figure: "Figure", form: str = ".3f") -> str:
    return f"{figure.value:{form}} ({figure.low:{form}} … {figure.high:{form}})"


def _print_movers(found: "Comparison") -> None:
    output.print(
        f"{found.list_overlap:.0%} of the first list is on the second; {found.entering} "
        f"households enter, of whom {found.entering_events} fell back; {found.leaving} leave, "
        f"of whom {found.leaving_events} did",
        highlight=False,
    )
    table = listing("household", "percentile", "moved most by", "pull, log-odds")
    for one in found.movers:
        moved = f"{one.first_percentile:.0f} → {one.second_percentile:.0f}"
        table.add_row(one.household_id, moved, one.dimension_en, f"{one.change:+.2f}")
    if found.movers:
        output.print(table)
