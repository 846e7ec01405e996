"""Grow the trees of every block on a Ray cluster, and see that they are one model's."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import lightgbm as lgb
import numpy as np
import ray
from ray.train import CheckpointConfig, FailureConfig, RunConfig, ScalingConfig
from ray.train.lightgbm import LightGBMTrainer
from ray.train.v2.api.exceptions import TrainingFailedError

from riskmodel.errors import ClusterTrainingError, ConfigurationError
from riskmodel.modelling.averaging import average
from riskmodel.modelling.definition import Learner
from riskmodel.modelling.distributed.plan import Plan, plan_of
from riskmodel.modelling.distributed.worker import Told, Work, told_file, trees_file, work
from riskmodel.modelling.fitting import Learn
from riskmodel.modelling.prepared import Prepared
from riskmodel.modelling.splits import Block

RETRIES = 3
"""How often all workers begin anew, from the last fit that was done, after one was lost."""


class Field(NamedTuple):
    """Where the trees grow: the panel's files and their digest, how many workers read them.

    `scratch` is a folder that every machine shares: the same training goes on there after this
    process was ended.
    """

    files: tuple[Path, ...]
    sha256: str
    workers: int
    scratch: Path


def workers_for(files: Sequence[Path], wanted: int | None) -> int:
    """How many workers read so many files: as wanted, or one a processor of the cluster.

    Raises ConfigurationError where there are more workers than files.
    """
    if wanted and wanted > len(files):
        message = f"{wanted} workers for {len(files)} files: deal the panel to more files"
        raise ConfigurationError(message)
    return wanted or min(int(ray.cluster_resources().get("CPU", 1)), len(files))


def learner_of_cluster(prepared: Prepared, field: Field) -> Learn:
    """What gives the trees of each block of `prepared`, grown by all workers from all files.

    The fits are made here and now, on the cluster that this process has joined. Raises
    ClusterTrainingError.
    """
    plan = plan_of(prepared)
    texts = _grown(plan, field)
    learner = prepared.definition.learner
    held = {
        (fit.origin, fit.fold, fit.seed): text for fit, text in zip(plan.fits, texts, strict=True)
    }

    def learn(_: Prepared, block: Block) -> lgb.Booster:
        fits = [
            lgb.Booster(model_str=held[block.origin, block.fold, seed]) for seed in learner.seeds
        ]
        return fits[0] if len(fits) == 1 else average(fits, learner.trees)

    return learn


def _grown(plan: Plan, field: Field) -> list[str]:
    name = _run_name(plan, field)
    trainer = LightGBMTrainer(
        work,
        train_loop_config={"work": Work(plan, field.files)},
        scaling_config=ScalingConfig(num_workers=field.workers),
        run_config=RunConfig(
            name=name,
            storage_path=str(field.scratch),
            failure_config=FailureConfig(max_failures=RETRIES),
            checkpoint_config=CheckpointConfig(num_to_keep=1),
        ),
    )
    try:
        checkpoint = trainer.fit().checkpoint
    except TrainingFailedError as error:
        message = f"the cluster could not train: {error}"
        raise ClusterTrainingError(message) from error
    if checkpoint is None:
        message = "the cluster trained and left nothing in the folder that all machines share"
        raise ClusterTrainingError(message)
    try:
        with checkpoint.as_directory() as place:
            return _read(Path(place), plan, field.workers)
    finally:  # also of what is refused: who trains again must not go on from that
        shutil.rmtree(field.scratch / name, ignore_errors=True)


def _run_name(plan: Plan, field: Field) -> str:
    """The same for the same training, which then goes on from its last checkpoint."""
    asked = hashlib.sha256(f"{field.sha256} {field.workers} {lgb.__version__}".encode())
    asked.update(plan.definition.model_dump_json().encode())
    asked.update(repr(plan.fits).encode() + plan.folds.tobytes())
    return f"{plan.definition.model.name}-{asked.hexdigest()[:16]}"


def _read(place: Path, plan: Plan, workers: int) -> list[str]:
    told = [
        [Told(*one) for one in json.loads((place / told_file(rank)).read_bytes())]
        for rank in range(workers)
    ]
    if any(len(one) != len(plan.fits) for one in told):
        message = "a worker has not told of every fit: train again"
        raise ClusterTrainingError(message)
    texts = []
    for number in range(len(plan.fits)):
        text = (place / trees_file(number)).read_text(encoding="utf-8")
        require_one_model(text, [one[number] for one in told], plan.definition.learner)
        texts.append(text)
    return texts


def require_one_model(text: str, told: Sequence[Told], learner: Learner) -> None:
    """Raise ClusterTrainingError unless all workers have these trees, grown from all their rows.

    Where each tree learns from a drawn share of the rows, its root counts about that share.
    """
    own = hashlib.sha256(text.encode()).hexdigest()
    if any(one.sha256 != own for one in told):
        message = "the workers grew different trees: they did not learn together"
        raise ClusterTrainingError(message)
    rows, share = sum(one.rows for one in told), learner.row_share
    spread = 6 * np.sqrt(rows * share * (1 - share))
    if any(abs(count - share * rows) > spread for count in root_counts(text)):
        message = "a tree was not grown from the rows of all workers"
        raise ClusterTrainingError(message)


def root_counts(text: str) -> list[int]:
    """How many rows each tree that splits was grown from."""
    lines = (line for line in text.splitlines() if line.startswith("internal_count="))
    counts = (line.partition("=")[2].split() for line in lines)
    return [int(one[0]) for one in counts if one]
