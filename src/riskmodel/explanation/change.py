"""Why a score changed between two records of a household: data, rule pack and model, exactly.

In this order: the old model goes from the old record to the new one under the old monitoring line
(the data), then to the line in force now at the household's place (the rule pack), then the new
model takes over (the model). Each step is a difference of raw scores, so that the three add up to
the whole. Another order would share out what they do together otherwise: this one says first
what happened to the household, and last what happened at the desk.

The data are shared among the record fields that changed by their Shapley values (Shapley 1953):
what each adds, averaged over all orders in which the fields can change. Several features read one
field, so that it is fields that change and not features. Up to `EXACT_FIELDS` every combination
is scored; beyond, orders are drawn, each with its reverse, always the same ones: every order adds
up, and so does their mean.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.reader import Known, Reader
from riskmodel.modelling.features import Feature
from riskmodel.schema.columns import Columns

Floats = NDArray[np.float64]
Taken = NDArray[np.bool_]
"""Which fields hold what is recorded now, shape (combinations, fields); the others as then."""

EXACT_FIELDS = 10
"""A thousand combinations at most."""
DRAWN_ORDERS = 64
"""And as many reversed."""
_SEED = 20_260_101


@dataclass(frozen=True)
class ScoreParts:
    """What moved the raw score, in log-odds before calibration.

    `fields` are by record field, those that changed and are read by the model; `exact` says
    whether every combination of them was scored. The sum of all parts is the whole change under
    the models compared. `model` is None where there is only one.
    """

    fields: dict[str, float]
    exact: bool
    rule_pack: float
    model: float | None

    @property
    def data(self) -> float:
        """The part of the data as a whole."""
        return sum(self.fields.values())


def split_change(
    then: Known,
    now: Known,
    old: Reader,
    new: Reader | None,
) -> ScoreParts:
    """Split the change of a raw score.

    Without a `new` one the change is that under the one model, and the model's part is not known.
    """
    names = changed_fields(old.features, then.columns, now.columns)

    def with_new(taken: Taken) -> Floats:
        return _raw(old, mixed(then.columns, now.columns, names, taken), then.line)

    parts, exact = share_out(len(names), with_new)
    before, after = (_raw(old, now.columns, line)[0] for line in (then.line, now.line))
    changed_model = None if new is None else float(_raw(new, now.columns, now.line)[0] - after)
    fields = dict(zip(names, parts.tolist(), strict=True))
    return ScoreParts(fields, exact, float(after - before), changed_model)


def changed_fields(features: Sequence[Feature], then: Columns, now: Columns) -> list[str]:
    """The record fields read by the features that differ, in the order of the record."""
    read = {name for feature in features for name in feature.inputs}
    return [name for name in then.fields if name in read and _differ(then[name][0], now[name][0])]


def mixed(then: Columns, now: Columns, names: Sequence[str], taken: Taken) -> Columns:
    """The record with some fields as now and the others as then, one row a combination."""
    rows = len(taken)
    arrays = {name: np.repeat(then[name], rows) for name in then.given | now.given}
    for place, name in enumerate(names):
        arrays[name] = np.where(taken[:, place], now[name][0], then[name][0])
    return Columns(arrays, rows, then.fields)


def share_out(count: int, score: Callable[[Taken], Floats]) -> tuple[Floats, bool]:
    """Shapley values of `count` players of the game `score`, and whether they are exact.

    `score` gives the worth of every coalition of shape (coalitions, count). The values add up to
    the worth of all less that of none.
    """
    if count > EXACT_FIELDS:
        return _over_drawn_orders(count, score), False
    return _over_all_coalitions(count, score), True


def _over_all_coalitions(count: int, score: Callable[[Taken], Floats]) -> Floats:
    numbers = np.arange(2**count)
    taken = (numbers[:, None] >> np.arange(count)[None, :]) & 1 == 1
    worth, size = score(taken), taken.sum(axis=1)
    # of joining a coalition by its size: s! (n - s - 1)! / n!
    weights = np.array(
        [factorial(s) * factorial(count - s - 1) / factorial(count) for s in range(count)]
    )
    parts = np.empty(count)
    for player in range(count):
        without = numbers[~taken[:, player]]
        gains = worth[without | 1 << player] - worth[without]
        parts[player] = np.sum(weights[size[without]] * gains)
    return parts


def _over_drawn_orders(count: int, score: Callable[[Taken], Floats]) -> Floats:
    random = np.random.default_rng(_SEED)
    drawn = np.array([random.permutation(count) for _ in range(DRAWN_ORDERS)])
    orders = np.concatenate([drawn, drawn[:, ::-1]])
    place = np.argsort(orders, axis=1)  # when each field changes in each order
    steps = np.arange(count + 1)[None, :, None]
    taken = (place[:, None, :] < steps).reshape(-1, count)
    # Many orders go through the same coalitions, at their ends above all.
    _, once, of = np.unique(np.packbits(taken, axis=1), axis=0, return_index=True,
                            return_inverse=True)  # fmt: skip
    worth = score(taken[once])[of.reshape(-1)].reshape(len(orders), count + 1)
    gains = np.take_along_axis(np.diff(worth, axis=1), place, axis=1)
    return np.asarray(gains.mean(axis=0))


def _raw(scored_by: Reader, columns: Columns, line: float) -> Floats:
    return scored_by.raw_score(scored_by.matrix(columns, line))


def _differ(then: np.generic, now: np.generic) -> bool:
    """Whether two figures differ; two that are unknown do not."""
    return bool(then != now) and not (then != then and now != now)  # noqa: PLR0124 - NaN, NaT
