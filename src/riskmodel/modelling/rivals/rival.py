"""What a rival is: another way to put the same households in order."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.prepared import Places, Prepared
from riskmodel.modelling.splits import Block

Floats = NDArray[np.float64]

UNKNOWN_LAST = -1e300
"""The score of a household of which a rival knows nothing: whom it cannot see it does not find."""


class NotAvailableError(Exception):
    """The panel cannot give this rival; the message says why."""


@dataclass(frozen=True)
class Fitted:
    """A rival made ready on one block.

    `score` takes places of panel rows and gives the order, higher first, shape (places,).
    `log_odds` says that the score is one, so that it can be calibrated. `asked` is the mask of
    panel rows that the rival was ever asked about, None for all. `lines` are the rival in words.
    """

    score: Callable[[Places], Floats]
    log_odds: bool = False
    asked: NDArray[np.bool_] | None = None
    lines: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Rival:
    """A rival's names, and how it is fitted; `fit` raises NotAvailableError."""

    name: str
    label_en: str
    label_zh: str
    fit: Callable[[Prepared, Block], Fitted]
