"""Past and future, seen and unseen villages, kept apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import DataError
from riskmodel.modelling.definition import Label, Split
from riskmodel.modelling.labels import Labels, months_later
from riskmodel.schema.panel import Panel

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """One test: what was trained on, calibrated on and tested on, as masks over the panel's rows.

    `origin` is the index date tested, `fold` the villages that neither training nor calibration
    has seen. The three masks share no household, no village, and, but for `same_wave` panels,
    no label of training or calibration ends after `origin`.
    """

    origin: np.datetime64
    fold: int
    train: Rows
    calibrate: Rows
    test: Rows


def village_names(panel: Panel) -> NDArray[np.str_]:
    """The village of each row; a household of no known village is its own."""
    village = panel.columns.text("village_code")
    household = np.char.add("household ", panel.columns.text("household_id"))
    return np.where(village == "", household, village)


def villages(panel: Panel) -> NDArray[np.intp]:
    """The village of each row as a whole number."""
    _, number = np.unique(village_names(panel), return_inverse=True)
    return number


def village_folds(village: NDArray[np.intp], split: Split) -> NDArray[np.intp]:
    """The fold of each row: whole villages are dealt out in an order drawn from the seed."""
    count = int(village.max()) + 1
    order = np.random.default_rng(split.seed).permutation(count)
    fold = np.empty(count, dtype=np.intp)
    fold[order] = np.arange(count) % split.village_folds
    return fold[village]


def blocks(panel: Panel, labels: Labels, label: Label, split: Split) -> list[Block]:
    """The tests to be made, oldest origin first.

    Rolling origin with embargo: training labels end at least `embargo_months` before the origin,
    calibration labels no later than the origin. Raises DataError where the panel is too short.
    """
    days = panel.columns.date("as_of_date")
    fold = village_folds(villages(panel), split)
    index_dates = np.unique(days[labels.usable])
    found = [
        block
        for origin in index_dates
        for number in range(split.tested_folds)
        if (block := _block(days, fold, labels.usable, (label, split), origin, number))
    ]
    origins = sorted({block.origin for block in found})[-split.origins :]
    if not origins:
        message = (
            f"the panel has {len(index_dates)} index dates with known outcomes, too few for a "
            f"{label.horizon_months}-month horizon, a {split.embargo_months}-month embargo and "
            f"calibration on a {split.calibration.replace('_', ' ')}: add waves, or change [split]"
        )
        raise DataError(message)
    return [block for block in found if block.origin in origins]


def held_folds(number: int, split: Split) -> tuple[int, int]:
    """The folds that a block does not learn from: those that test and calibrate it."""
    return number, (number + 1) % split.village_folds


def _block(
    days: NDArray[np.datetime64],
    fold: NDArray[np.intp],
    usable: Rows,
    choices: tuple[Label, Split],
    origin: np.datetime64,
    number: int,
) -> Block | None:
    label, split = choices
    train_days, calibration_days = _training_days(days, usable, label, split, origin)
    learn = usable & ~np.isin(fold, held_folds(number, split))
    block = Block(
        origin=origin,
        fold=number,
        train=learn & np.isin(days, train_days),
        calibrate=usable
        & (fold == held_folds(number, split)[1])
        & np.isin(days, calibration_days),
        test=usable & (fold == number) & (days == origin),
    )
    complete = block.train.any() and block.calibrate.any() and block.test.any()
    return block if complete else None


def _training_days(
    days: NDArray[np.datetime64], usable: Rows, label: Label, split: Split, origin: np.datetime64
) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    if split.time == "same_wave":
        return np.array([origin]), np.array([origin])
    index_dates = np.unique(days[usable])
    known = index_dates[months_later(index_dates, label.horizon_months) <= origin]
    embargoed = months_later(known, label.horizon_months + split.embargo_months) <= origin
    if split.calibration == "training_year":
        return known[embargoed], known[embargoed]
    train = known[embargoed & (known < known.max())] if len(known) else known
    return train, known[-1:]
