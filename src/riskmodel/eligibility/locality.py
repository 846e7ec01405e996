"""The parameters in force for one household: on its day, in its area."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

import numpy as np

from riskmodel.parameters import (
    InForce,
    Parameter,
    Parameters,
    ParameterValue,
    Situation,
    Situations,
)

KEPT = 4_096
"""Situations kept: a day of work in a province has fewer."""


class ParameterTrace(TypedDict):
    """A parameter as a rule used it, or in `reason_zh` and `reason_en` why there was none."""

    name: str
    name_zh: str
    name_en: str
    value: float | None
    area: str | None
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    source: str | None
    confidence: str | None
    reason_zh: str | None
    reason_en: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Locality:
    """What is in force in one situation, by the name of the parameter.

    `figures` is NaN, and `reasons` says why in Chinese and English, where nothing is in force.
    `dibao_multiples` is 0 for an amount set in yuan.
    """

    figures: dict[str, float]
    dibao_multiples: dict[str, float]
    traces: dict[str, ParameterTrace]
    reasons: dict[str, tuple[str, str]]


@lru_cache(maxsize=KEPT)
def locality(parameters: Parameters, names: tuple[str, ...], situation: Situation) -> Locality:
    """The parameters of `names` in one situation; raises ConfigurationError for one not declared.

    Most households of a day share their situation with others, so that it is looked up once.
    """
    alone = Situations((situation,), np.zeros(1, np.intp))
    in_force = {name: parameters.in_force(name, alone) for name in names}
    values = {name: one.at(0) for name, one in in_force.items()}
    return Locality(
        figures={name: np.nan if one is None else one.value for name, one in values.items()},
        dibao_multiples={
            name: np.nan if one is None else one.dibao_multiple or 0.0
            for name, one in values.items()
        },
        traces={name: _trace(parameters.parameter(name), one) for name, one in in_force.items()},
        reasons={
            name: (one.reason_zh(0), one.reason(0))
            for name, one in in_force.items()
            if values[name] is None
        },
    )


def _trace(parameter: Parameter, in_force: InForce) -> ParameterTrace:
    """The parameter with its source, which tells what was derived or is doubtful."""
    held = in_force.at(0)
    return ParameterTrace(
        name=parameter.name,
        name_zh=parameter.name_zh,
        name_en=parameter.name_en,
        value=held.value if held else None,
        area=held.area if held else None,
        valid_from=held.valid_from if held else None,
        valid_to=held.valid_to if held else None,
        source=_source(held) if held else None,
        confidence=held.confidence if held else None,
        reason_zh=None if held else in_force.reason_zh(0),
        reason_en=None if held else in_force.reason(0),
    )


def _source(value: ParameterValue) -> str:
    return f"{value.source} ({value.note})" if value.note else value.source
