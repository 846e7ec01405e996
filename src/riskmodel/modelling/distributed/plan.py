"""What every worker fits, and from which rows: it can be sent to another machine."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import DataError
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.features import panel_matrix
from riskmodel.modelling.inputs import features_of
from riskmodel.modelling.labels import label_panel
from riskmodel.modelling.prepared import Floats, Prepared, Rows, survey_weights
from riskmodel.modelling.splits import Block, held_folds, village_folds, village_names
from riskmodel.schema.panel import read_panel

ELSEWHERE = -1
"""The fold of a village that no block tests or calibrates: it is always learnt from."""


@dataclass(frozen=True)
class Fit:
    """One fit: a block's training days, the folds left out, and a seed.

    `mean_weight` is that of the block's training rows where the blocks were made. `unknown` are
    the places of categorical features of which those rows hold no value: no worker learns from
    them, since LightGBM ends the process where it finds their steps among several.
    """

    origin: np.datetime64
    fold: int
    days: NDArray[np.datetime64]
    mean_weight: float
    unknown: tuple[int, ...]
    seed: int


@dataclass(frozen=True)
class Plan:
    """All fits in their order; `villages` are sorted, and `folds` has an entry for each of them.

    Villages that are not among them were not drawn for judging.
    """

    definition: ModelDefinition
    villages: NDArray[np.str_]
    folds: NDArray[np.intp]
    unknown_weight: float
    fits: tuple[Fit, ...]

    def left_out(self, fit: Fit) -> tuple[int, int]:
        """The folds that a fit must not see."""
        return held_folds(fit.fold, self.definition.split)


def plan_of(prepared: Prepared) -> Plan:
    """The fits of every block of the panel that judges."""
    definition = prepared.definition
    names, first = np.unique(village_names(prepared.panel), return_index=True)
    weight = prepared.panel.columns.number("weight")
    return Plan(
        definition=definition,
        villages=names,
        folds=village_folds(prepared.village, definition.split)[first],
        unknown_weight=1.0 if np.isnan(weight).all() else float(np.nanmean(weight)),
        fits=tuple(
            _fit(prepared, block, seed)
            for block in prepared.blocks
            for seed in definition.learner.seeds
        ),
    )


def _fit(prepared: Prepared, block: Block, seed: int) -> Fit:
    return Fit(
        origin=block.origin,
        fold=block.fold,
        days=np.unique(prepared.days[block.train]),
        mean_weight=float(prepared.weight[block.train].mean()),
        unknown=tuple(
            place
            for place, feature in enumerate(prepared.features)
            if feature.categories and np.isnan(prepared.X[block.train, place]).all()
        ),
        seed=seed,
    )


@dataclass(frozen=True)
class Shard:
    """The rows of one worker that any fit learns from; every array has one entry a row.

    `X` has shape (rows, features); `fold` is ELSEWHERE for villages that judge nothing.
    """

    X: Floats
    outcome: Floats
    weight: Floats
    day: NDArray[np.datetime64]
    fold: NDArray[np.intp]

    def rows_of(self, plan: Plan, fit: Fit) -> Rows:
        """Where a fit learns."""
        return np.isin(self.day, fit.days) & ~np.isin(self.fold, plan.left_out(fit))


def read_shard(files: list[Path], plan: Plan) -> Shard:
    """Labels and features of the files' households, one file in memory at a time.

    Raises what `read_panel` raises, and DataError for columns that the definition lacks.
    """
    shards = [_shard(path, plan) for path in files]
    return Shard(*(np.concatenate([getattr(one, name) for one in shards]) for name in _ARRAYS))


_ARRAYS = ("X", "outcome", "weight", "day", "fold")


def _shard(path: Path, plan: Plan) -> Shard:
    panel, definition = read_panel(path), plan.definition
    labels = label_panel(panel, definition.cohort, definition.label)
    day = panel.columns.date("as_of_date")
    days = np.unique(np.concatenate([fit.days for fit in plan.fits]))
    wanted = labels.usable & np.isin(day, days)
    rows = panel.take(wanted)
    names = village_names(rows)
    place = np.minimum(np.searchsorted(plan.villages, names), len(plan.villages) - 1)
    return Shard(
        X=panel_matrix(rows, features_of(definition.features)),
        outcome=labels.outcome[wanted],
        weight=survey_weights(rows, plan.unknown_weight),
        day=day[wanted],
        fold=np.where(plan.villages[place] == names, plan.folds[place], ELSEWHERE),
    )


def learnt_from(shard: Shard, plan: Plan, fit: Fit) -> tuple[Floats, Rows]:
    """A worker's features, shape (its rows, features), and its rows of one fit.

    Raises DataError where it has none, or none that knows a category.
    """
    rows = shard.rows_of(plan, fit)
    X = shard.X[rows]
    X[:, fit.unknown] = np.nan
    features = features_of(plan.definition.features)
    needed = [
        place
        for place, feature in enumerate(features)
        if feature.categories and place not in fit.unknown
    ]
    if not rows.any() or np.isnan(X[:, needed]).all(axis=0).any():
        message = (
            "the files of one worker hold too little to learn from: deal the panel to fewer "
            "files, or take fewer workers"
        )
        raise DataError(message)
    return X, rows
