"""Exact Shapley values of a LightGBM model in log-odds before calibration, with its raw score."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import NoTablesError
from riskmodel.explanation.strongest import strongest
from riskmodel.explanation.trees import FEW_ROWS, TreeEngine, parse_forest
from riskmodel.explanation.trees.table_file import tables_from_bytes, tables_to_bytes

if TYPE_CHECKING:
    from lightgbm import Booster

Floats = NDArray[np.float64]
Method = Literal["interventional", "path_dependent"]
"""What a household is set against: a background sample of households, all fields of one of them
together, or the training rows that went through each tree (Lundberg et al. 2020, Nature Machine
Intelligence 2:56). The first is true to the model alone and is what is served."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Contributions:
    """`values` has shape (rows, features), `base_value` and `raw_score` shape (rows,).

    `base_value + values.sum(axis=1)` is the raw score (local accuracy; Lundberg et al. 2020,
    Nature Machine Intelligence 2:56). `by_fit`, (rows, fits, features), adds up to the values over
    the fits that the model averages; None where it was not asked for, or they are not told apart.
    """

    base_value: Floats
    values: Floats
    raw_score: Floats
    by_fit: Floats | None = None


@dataclass(frozen=True, eq=False)
class Explainer:
    """Explains rows of one model; immutable, and safe to share between threads.

    `engine` is None for a model whose tables would not fit: LightGBM then explains, a hundred
    times slower, and always by the training rows of its trees.
    """

    booster: "Booster"
    method: Method
    engine: TreeEngine | None

    @classmethod
    def of(cls, booster: "Booster", background: Floats | None = None, fits: int = 1) -> Self:
        """Set against the background, shape (rows, features), or, without one, by the trees.

        The booster averages `fits`, one behind the other. Raises UnsupportedTreesError for trees
        that nobody explains exactly.
        """
        forest = parse_forest(booster.model_to_string(), fits)
        try:
            if background is None:
                return cls(booster, "path_dependent", TreeEngine.path_dependent(forest))
            return cls(booster, "interventional", TreeEngine.interventional(forest, background))
        except NoTablesError as error:
            _LOG.warning("explanations are slow, and by the training rows: %s", error)
            return cls(booster, "path_dependent", None)

    @classmethod
    def of_tables(cls, booster: "Booster", tables: bytes) -> Self | None:
        """From verified bytes of kept tables against a background; None if of another release."""
        engine = tables_from_bytes(tables)
        return None if engine is None else cls(booster, "interventional", engine)

    def tables_to_bytes(self) -> bytes | None:
        """The tables, to be kept; None for a model that has none."""
        return None if self.engine is None else tables_to_bytes(self.engine)

    def warm_up(self) -> None:
        """Load, or compile, what one row and a block of rows need, before anybody waits for it."""
        width = self.booster.num_feature()
        for rows in (1, FEW_ROWS + 1):
            strongest(self.explain(np.full((rows, width), np.nan)).values, 1)

    def explain(self, X: Floats, threads: int = 1, *, by_fit: bool = False) -> Contributions:
        """Contributions of every feature to every row of `X`, shape (rows, features).

        With `by_fit` also those of each fit, where the model averages several and has tables.
        """
        if self.engine is None:
            found = np.asarray(self.booster.predict(X, pred_contrib=True, num_threads=threads))
            return Contributions(found[:, -1], found[:, :-1], self.raw_score(X))
        fits = self.engine.fits
        if len(X) == 1:
            alone = self.engine.alone(X)
            base, told = np.array([self.engine.base_value]), by_fit and fits > 1
            return Contributions(
                base, alone.values, alone.raw_score, alone.by_fit if told else None
            )
        values, raw = np.empty(X.shape), np.empty(len(X))
        parts = np.empty((len(X), fits, X.shape[1])) if by_fit and fits > 1 else None
        for block in self.engine.explained(X, threads):
            values[block.rows], raw[block.rows] = block.values, block.raw_score
            if parts is not None:
                parts[block.rows] = block.by_fit
        return Contributions(np.full(len(X), self.engine.base_value), values, raw, parts)

    def raw_score(self, X: Floats, threads: int = 1) -> Floats:
        """The raw score of every row, the same bits with `explain`, alone and from LightGBM."""
        if self.engine is not None:
            return self.engine.raw_score(X, threads)
        raw = self.booster.predict(X, raw_score=True, num_threads=threads)
        return np.asarray(raw, dtype=np.float64)


def explain(booster: "Booster", X: Floats, background: Floats | None = None) -> Contributions:
    """Explain rows of shape (rows, features) once; for many calls keep the `Explainer`."""
    return Explainer.of(booster, background).explain(X)
