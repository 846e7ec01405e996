"""Household records for golden vectors, drawn from what the fields declare.

They are no households: each field is drawn by itself, so that ends, gaps and odd pairs are met
that a panel would seldom show.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from riskmodel.modelling.features import Feature
from riskmodel.schema.field import Field, Kind
from riskmodel.schema.household import FIELDS

HOUSEHOLDS = 24
_SEED = 20_250_630
_GAPS = 0.15
"""Share of optional fields that are left out."""
_LARGEST_YUAN = 300_000.0
LINES = (8_500.0, 7_200.0)
"""Monitoring lines, yuan a head and year, in turn; the last household has none."""


def example_households(features: Sequence[Feature]) -> list[dict[str, Any]]:
    """Records of what the features read, as a caller would send them, the same for each call."""
    random = np.random.default_rng(_SEED)
    read = {name for feature in features for name in feature.inputs if name in FIELDS}
    fields = [
        field
        for name, field in FIELDS.items()
        if (name in read or field.required) and name != "household_id"
    ]
    return [
        {"household_id": f"golden-{number}"} | dict(_drawn(fields, random))
        for number in range(HOUSEHOLDS)
    ]


def example_lines() -> list[float | None]:
    """The monitoring line of each household."""
    held = [LINES[number % len(LINES)] for number in range(HOUSEHOLDS - 1)]
    return [*held, None]


def _drawn(fields: Sequence[Field], random: np.random.Generator) -> Iterator[tuple[str, Any]]:
    for field in fields:
        value = _value(field, random)
        if value is not None and (field.required or random.random() >= _GAPS):
            yield field.name, value


def _value(field: Field, random: np.random.Generator) -> Any:
    """A value as a person writes it in JSON; None for a text, of which no feature is made."""
    match field.kind:
        case Kind.YES_NO:
            return bool(random.integers(2))
        case Kind.CHOICE:
            return str(random.choice(field.codes))
        case Kind.CHOICES:
            return [code for code in field.codes if random.random() < 1 / 3]
        case Kind.INTEGER:
            low, high = field.minimum or 0, field.maximum or 0
            return int(random.integers(int(low), int(min(high, low + 30)) + 1))
        case Kind.NUMBER:
            return round(float(random.uniform(field.minimum or 0, field.maximum or 0)), 2)
        case Kind.MONEY:
            high = min(field.maximum or _LARGEST_YUAN, _LARGEST_YUAN)
            return round(math.exp(random.uniform(math.log(10), math.log(high))), 2)
        case Kind.DATE:
            return f"{int(random.integers(2015, 2025))}-06-30"
    return None
