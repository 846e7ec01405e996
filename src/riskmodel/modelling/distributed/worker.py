"""What each worker does: read its own files, and grow the same trees as all others."""

import hashlib
import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import lightgbm as lgb
import numpy as np
import ray.train
from ray.train.lightgbm import get_network_params

from riskmodel.modelling.distributed.plan import Fit, Plan, Shard, learnt_from, read_shard
from riskmodel.modelling.inputs import features_of
from riskmodel.modelling.training import lightgbm_parameters, training_data


class Told(NamedTuple):
    """What one worker says of one fit: the rows that it brought, and the trees that it has."""

    rows: int
    sha256: str


class Work(NamedTuple):
    """What is sent to every worker."""

    plan: Plan
    files: tuple[Path, ...]


def trees_file(number: int) -> str:
    """The checkpoint's file of one fit."""
    return f"fit-{number:05d}.txt"


def told_file(rank: int) -> str:
    """The checkpoint's file of what a worker says of each fit so far."""
    return f"worker-{rank:05d}.json"


def work(asked: dict[str, Work]) -> None:
    """Fit after fit, each with a checkpoint: a worker that is lost costs the fit under way."""
    plan, files = asked["work"]
    rank, workers = _place()
    shard = read_shard(list(files[rank::workers]), plan)
    network = _join()
    with TemporaryDirectory() as scratch:
        kept = Path(scratch)
        told = _go_on(kept, rank)
        for number in range(len(told), len(plan.fits)):
            text, rows = _fit(shard, plan, plan.fits[number], workers)
            told.append(Told(rows, hashlib.sha256(text.encode()).hexdigest()))
            (kept / told_file(rank)).write_text(json.dumps(told), encoding="ascii")
            if rank == 0:
                (kept / trees_file(number)).write_text(text, encoding="utf-8")
            ray.train.report({"fits": number + 1}, ray.train.Checkpoint.from_directory(kept))
    del network


def _place() -> tuple[int, int]:
    context = ray.train.get_context()
    return context.get_world_rank(), context.get_world_size()


def _join() -> lgb.Booster:
    """Join the other workers once, for as long as what is returned lives.

    LightGBM would join anew with every fit and not get its port again; and addresses among the
    parameters would stand in the trees' text.
    """
    data = lgb.Dataset(np.zeros((2, 1)), label=[0, 1], params={"verbosity": -1})
    anchor = lgb.Booster({"verbosity": -1}, data)
    network = get_network_params()
    return anchor.set_network(**network) if network["num_machines"] > 1 else anchor


def _fit(shard: Shard, plan: Plan, fit: Fit, workers: int) -> tuple[str, int]:
    """The trees' text and the rows that this worker brought.

    Without `tree_learner`, `pre_partition` and `num_machines` each worker would silently grow
    trees of its own from its own rows.
    """
    learner, features = plan.definition.learner, features_of(plan.definition.features)
    X, rows = learnt_from(shard, plan, fit)
    weight = shard.weight[rows] / fit.mean_weight if learner.weights == "survey" else None
    data = training_data(X, shard.outcome[rows], weight, features, fit.unknown)
    together = {"tree_learner": "data", "pre_partition": True, "num_machines": workers}
    parameters = lightgbm_parameters(learner, features, fit.seed) | together
    booster = lgb.train(parameters, data, learner.trees)
    return booster.model_to_string(), int(rows.sum())


def _go_on(kept: Path, rank: int) -> list[Told]:
    """What this worker, or the one before it in its place, had said when the last fit was done.

    `kept` is given its own files alone: all workers write into one checkpoint, and what one held
    of another's would lie over what that one has said since.
    """
    checkpoint = ray.train.get_checkpoint()
    if checkpoint is None:
        return []
    with checkpoint.as_directory() as folder:
        place = Path(folder)
        shutil.copy(place / told_file(rank), kept)
        told = [Told(*one) for one in json.loads((kept / told_file(rank)).read_bytes())]
        for number in range(len(told)) if rank == 0 else ():
            shutil.copy(place / trees_file(number), kept)
    return told
