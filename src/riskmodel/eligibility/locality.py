"""The parameters in force for one household: on its day, in its area."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

import numpy as np

from riskmodel.parameters import InForce, Parameters, Situation, Situations

KEPT = 4_096
"""Situations kept: a day of work in a province has fewer."""


class ParameterTrace(TypedDict):
    """A parameter as a rule used it, or in `reason` why there was none."""

    name: str
    value: float | None
    area: str | None
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    source: str | None
    confidence: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
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
        traces={name: _trace(one) for name, one in in_force.items()},
        reasons={
            name: (one.reason_zh(0), one.reason(0))
            for name, one in in_force.items()
            if values[name] is None
        },
    )


def _trace(in_force: InForce) -> ParameterTrace:
    """The parameter with its source, which tells what was derived or is doubtful."""
    held = in_force.at(0)
    if held is None:
        return ParameterTrace(
            name=in_force.name,
            value=None,
            area=None,
            valid_from=None,
            valid_to=None,
            source=None,
            confidence=None,
            reason=in_force.reason(0),
        )
    return ParameterTrace(
        name=in_force.name,
        value=held.value,
        area=held.area,
        valid_from=held.valid_from,
        valid_to=held.valid_to,
        source=f"{held.source} ({held.note})" if held.note else held.source,
        confidence=held.confidence,
        reason=None,
    )
