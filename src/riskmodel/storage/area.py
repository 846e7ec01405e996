"""Where a household lives, as one administrative code that areas are prefixes of."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

CODES = ("province_code", "county_code", "township_code", "village_code")
"""From the coarsest: 2, 6, 9 and 12 digits, each beginning with the one before it."""


def area_code(record: Mapping[str, Any]) -> str | None:
    """The finest code of a record as parsed from JSON; None where it has none, or they disagree.

    A household whose codes contradict each other is in no area: nobody reaches further by adding
    a code of their own.
    """
    codes = [code for name in CODES if (code := record.get(name))]
    nested = all(finer.startswith(code) for code, finer in pairwise(codes))
    return codes[-1] if codes and nested else None
