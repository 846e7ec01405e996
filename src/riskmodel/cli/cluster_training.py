"""Train past one machine: the trees on a cluster, everything else as it always is."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from riskmodel.cluster import joined
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from riskmodel.modelling.backtest import Progress
    from riskmodel.modelling.definition import ModelDefinition
    from riskmodel.modelling.pipeline import Trained

SCRATCH = "cluster"
"""Below the state folder, which the machines share while they train."""


class Wanted(NamedTuple):
    """A training on a cluster: its head, how many workers, and how many rows judge at most."""

    address: str
    workers: int | None
    judged_rows: int


def train_on_cluster(
    definition: "ModelDefinition", folder: Path, wanted: Wanted, tell: "Progress"
) -> "tuple[Trained, str]":
    """Train on a panel's files and judge on the villages drawn; also, who grew the trees."""
    from riskmodel.modelling.distributed.parts import drawn_villages, panel_parts, parts_digest
    from riskmodel.modelling.pipeline import train
    from riskmodel.modelling.prepared import prepare
    from riskmodel.modelling.provenance import panel_digest
    from riskmodel.parameters import Parameters
    from riskmodel.simulation.rule_findings import rule_findings

    settings = Settings()
    files = panel_parts(folder)
    drawn = drawn_villages(files, wanted.judged_rows)
    whole = drawn.share == 1
    sha256 = panel_digest(drawn.panel) if whole else parts_digest(files)
    rule = rule_findings(drawn.panel, Parameters.of_office(settings.parameters))
    prepared = prepare(drawn.panel, definition, rule)
    with joined(wanted.address):
        from riskmodel.modelling.distributed.training import (
            Field,
            learner_of_cluster,
            workers_for,
        )

        workers = workers_for(files, wanted.workers)
        shown = tuple(path.absolute() for path in files)
        field = Field(shown, sha256, workers, (settings.state / SCRATCH).absolute())
        tell("growing trees on the cluster", 0, 1)
        learn = learner_of_cluster(prepared, field)
        tell("growing trees on the cluster", 1, 1)
    trained = train(prepared, sha256, tell, learn)
    return (trained if whole else _said(trained, drawn.share)), f"on {workers} Ray workers"


def _said(trained: "Trained", share: float) -> "Trained":
    """Who reads the evaluation is told that its rows are not all that the trees grew from."""
    line = (
        f"Judged, calibrated and compared with rivals on the {share:.2%} of villages that were "
        "drawn; the trees grew from all villages but those of the fold."
    )
    held = trained.evaluation
    told = held.model_copy(update={"warnings": [*held.warnings, line]})
    return replace(trained, evaluation=told)
