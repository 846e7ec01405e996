"""What a data-quality check is, and what checks ask of a record in common."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema.columns import Columns
from riskmodel.truth import Truth, yes

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Check:
    """One data-quality check: true where the record should be looked at.

    `fields` are all that it reads. The names say what is wrong, without a value.
    """

    id: str
    name_zh: str
    name_en: str
    fields: tuple[str, ...]
    decide: Callable[[Columns], Truth]


def is_choice(columns: Columns, field: str, *codes: str) -> Truth:
    """Whether a field with a closed list holds one of `codes`."""
    return yes(columns.is_choice(field, *codes))


def holds_choice(columns: Columns, field: str, code: str) -> Truth:
    """Whether a field that holds a set of codes holds `code`."""
    return yes(columns.has_choice(field, code))


def not_given(columns: Columns, *fields: str) -> Truth:
    """Whether at least one of the fields is unknown; never itself unknown."""
    return Truth.known(np.any([np.isnan(columns.number(name)) for name in fields], axis=0))
