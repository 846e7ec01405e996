"""Which households a caller may see: those of the areas of the caller's own.

An area is a prefix of an administrative code (GB/T 2260 and its extension by the statistics
office): 2 digits a province, 4 a prefecture, 6 a county, 9 a township, 12 a village; `CN` is the
whole country.
"""

import json
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from riskmodel.errors import ConfigurationError

NATION = "CN"
CODES = ("province_code", "county_code", "township_code", "village_code")
"""The fields of a household's record that say where it lives, the coarsest first."""
_AREA = re.compile(r"CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")


class Lies(StrEnum):
    """Where a household is, seen from a caller's areas."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    NOT_SAID = "not_said"
    """Its record names no code fine enough to tell."""


def read_areas(given: Iterable[str]) -> tuple[str, ...]:
    """Areas in order, none twice; raises ConfigurationError for what is none."""
    areas = tuple(sorted(set(given)))
    if not areas or not all(_AREA.fullmatch(area) for area in areas):
        message = "give areas as CN or as codes of 2, 4, 6, 9 or 12 digits"
        raise ConfigurationError(message)
    return areas


def narrowed(areas: Sequence[str] | None, asked: str) -> tuple[str, ...] | None:
    """The part of a caller's areas that lies in one that is asked for; () is none of it.

    None stands for the whole country, an empty `asked` for all that the caller may see.
    """
    if not asked:
        return None if areas is None else tuple(areas)
    if areas is None or any(asked.startswith(area) for area in areas):
        return (asked,)
    return tuple(area for area in areas if area.startswith(asked))


def codes_of(record: object) -> tuple[str, ...]:
    """The codes that a checked record names."""
    return tuple(code for name in CODES if (code := getattr(record, name, None)))


def codes_of_text(asked: str) -> tuple[str, ...]:
    """The codes that a record on file names; `asked` is the record as canonical JSON."""
    record: dict[str, Any] = json.loads(asked)
    return tuple(code for name in CODES if (code := record.get(name)))


def whereabouts(areas: Sequence[str], codes: Sequence[str]) -> Lies:
    """Where a household with these codes is.

    Every code that a record names must agree: one in the area and another outside it is outside,
    so that no caller reaches further by adding a code of the own area.
    """
    if NATION in areas:
        return Lies.INSIDE
    found = Lies.OUTSIDE
    for area in areas:
        if all(code.startswith(area) or area.startswith(code) for code in codes):
            if any(code.startswith(area) for code in codes):
                return Lies.INSIDE
            found = Lies.NOT_SAID
    return found
