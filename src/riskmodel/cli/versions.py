"""Train a model, and list and read its versions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markdown import Markdown

from riskmodel.cli.console import errors, listing, output, progress
from riskmodel.cli.engines import THIS_CLUSTER, Address, Doing, Where
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.modelling.backtest import Progress
    from riskmodel.modelling.definition import ModelDefinition
    from riskmodel.modelling.pipeline import Trained

ModelName = Annotated[
    str,
    typer.Option(
        "--model",
        envvar=f"{Settings.model_config['env_prefix']}MODEL_NAME",
        help="Registered model.",
    ),
]
DEFAULT_MODEL = Settings.model_fields["model_name"].default
JUDGED_ROWS = 2_000_000
PanelFile = Annotated[Path, typer.Option(help="Panel, as Parquet.")]


def store() -> tuple[Path, str]:
    """Where versions are kept: the local folder, and the MLflow address if one is set."""
    settings = Settings()
    return settings.state, settings.tracking_uri


def train(
    definition: Annotated[Path, typer.Argument(help="Model definition, models/*.toml.")],
    panel: Annotated[
        Path, typer.Option(help="Panel, as Parquet; with ray, the folder of `partition`.")
    ],
    engine: Doing = Where.LOCAL,
    address: Address = THIS_CLUSTER,
    workers: Annotated[
        int | None, typer.Option(min=1, help="With ray: else one a processor of the cluster.")
    ] = None,
    judged_rows: Annotated[
        int, typer.Option(min=1, help="With ray: rows, of whole villages, to judge on.")
    ] = JUDGED_ROWS,
) -> str:
    """Train, calibrate and judge a model on a panel, and register it as a new version."""
    from riskmodel.cli.cluster_training import Wanted, train_on_cluster
    from riskmodel.cli.scores import scores_table
    from riskmodel.modelling.definition import read_definition
    from riskmodel.modelling.evaluation.card import scores_not_there
    from riskmodel.modelling.evaluation.gate import reasons_to_refuse
    from riskmodel.modelling.provenance import code_version

    wanted = read_definition(definition)
    code = code_version()
    with progress() as tell:
        if engine is Where.RAY:
            on = Wanted(address, workers, judged_rows)
            trained, grown = train_on_cluster(wanted, panel, on, tell)
            code = f"{code} {grown}"
        else:
            trained = _train_here(wanted, panel, tell)
    with errors.status("registering with MLflow"):
        from riskmodel.registry.tracking import Registry

        registry = Registry(*store())
        opened = registry.times_opened(wanted.model.name, trained.evaluation.panel_sha256)
        text = definition.read_text(encoding="utf-8")
        version = registry.register(trained, text, code)
    output.print(scores_table(trained.evaluation))
    held = trained.evaluation
    for line in (*held.warnings, *scores_not_there(held), *reasons_to_refuse(held)):
        output.print(f"mind: {line}", highlight=False)
    say_looked_at(opened)
    output.print(f"registered {version.name} version {version.number}")
    return version.number


def _train_here(wanted: "ModelDefinition", panel: Path, tell: "Progress") -> "Trained":
    from riskmodel.modelling.pipeline import run
    from riskmodel.modelling.provenance import panel_digest
    from riskmodel.parameters import Parameters
    from riskmodel.schema.panel import read_panel
    from riskmodel.simulation.rule_findings import rule_findings

    held = read_panel(panel)
    tell("running the rules", 0, 1)
    rule = rule_findings(held, Parameters.of_office(Settings().parameters))
    tell("running the rules", 1, 1)
    return run(held, wanted, panel_digest(held), tell, rule)


def say_looked_at(times: int) -> None:
    """Say how often the test rows were seen before; nothing where this is the first look."""
    if times:
        before = "once" if times == 1 else f"{times} times"
        output.print(
            f"mind: the test rows of this panel have been looked at {before} before; a figure "
            "that was chosen among several flatters, so choose inside the training years",
            highlight=False,
        )


def versions(model: ModelName = DEFAULT_MODEL) -> None:
    """List the versions of a model, newest first."""
    from riskmodel.registry.tracking import Registry

    table = listing("version", "aliases", "AUC", "gate", "artefact", "run")
    for one in Registry(*store()).versions(model):
        auc = "" if one.auc is None else f"{one.auc:.3f}"
        table.add_row(
            one.number, ", ".join(one.aliases), auc, one.gate, one.artifact_sha256[:12], one.run_id
        )
    output.print(table)


def card(version: str, model: ModelName = DEFAULT_MODEL) -> None:
    """Print the model card of a version, by number or alias."""
    from riskmodel.registry.tracking import Registry

    registry = Registry(*store())
    output.print(Markdown(registry.card(registry.version(model, version))))
