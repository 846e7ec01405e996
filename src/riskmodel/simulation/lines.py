"""Where a panel's own monitoring line stands in for a line that no parameter file has."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from riskmodel.eligibility.rules.income import LINE
from riskmodel.errors import DataError
from riskmodel.parameters import (
    Parameters,
    ParameterValue,
    Situation,
    Situations,
    situations,
)
from riskmodel.schema.columns import Columns
from riskmodel.simulation.counts import counts_that_add_up
from riskmodel.simulation.result import Lines
from riskmodel.simulation.runs import TwoRuns

PANEL_SOURCE = "panel"
_NOTE = "the panel's own column monitoring_line: no line is configured"


def with_panel_lines(parameters: Parameters, columns: Columns) -> Parameters:
    """The parameters, and the panel's own line for the areas and days that have none.

    A configured line always goes first. The panel's value is of source "panel" and confidence U,
    in force on the household's day alone; it is set for the province where all its households
    without a line agree, else for each county. Raises DataError where an area has two lines.
    """
    places = _places(columns, columns.date("as_of_date"))
    provinces = _by_province(_lines_to_fill(parameters, columns, places))
    added = tuple(value for province in provinces for value in _values(province))
    if not added:
        return parameters
    held = parameters.parameter(LINE)
    by_name = parameters.by_name | {LINE: replace(held, values=held.values + added)}
    digest = hashlib.sha256(repr(added).encode()).hexdigest()[:12]
    version = f"{parameters.version}+{PANEL_SOURCE} {digest}"
    return replace(parameters, by_name=by_name, version=version)


def lines(runs: TwoRuns) -> Lines:
    """Where each household's line comes from before the change."""
    held = runs.parameters.in_force(LINE, _places(runs.columns, runs.as_of))
    sources = [value.source if isinstance(value, ParameterValue) else "" for value in held.found]
    panel = np.array([source == PANEL_SOURCE for source in sources])[held.of_row]
    unknown = np.isnan(held.values)
    return Lines(*counts_that_add_up([~panel & ~unknown, panel, unknown], runs.weight))


def _places(columns: Columns, as_of: NDArray[np.datetime64]) -> Situations:
    return situations(as_of, columns.text("province_code"), columns.text("county_code"))


def _lines_to_fill(
    parameters: Parameters, columns: Columns, places: Situations
) -> Iterator[tuple[Situation, float]]:
    """The panel's line of each situation, of a known area, that has none configured."""
    line = columns.number(LINE)
    needed = np.isnan(parameters.in_force(LINE, places).values) & ~np.isnan(line)
    lowest = np.full(len(places.different), np.inf)
    highest = -lowest
    np.minimum.at(lowest, places.of_row[needed], line[needed])
    np.maximum.at(highest, places.of_row[needed], line[needed])
    for place in np.flatnonzero(np.isfinite(lowest)):
        one = places.different[place]
        if len(one.areas) > 1:
            _refuse_two_lines(lowest[place], highest[place])
            yield one, float(lowest[place])


def _refuse_two_lines(lowest: float, highest: float) -> None:
    if lowest != highest:
        message = (
            f"{LINE}: households of one area have more than one line on one day: a line holds "
            "for an area, so give each one, or configure it in the parameter files"
        )
        raise DataError(message)


def _by_province(
    found: Iterable[tuple[Situation, float]],
) -> list[dict[Situation, float]]:
    groups: dict[object, dict[Situation, float]] = {}
    for one, line in found:
        groups.setdefault((_province(one), one.day), {})[one] = line
    return list(groups.values())


def _province(one: Situation) -> str:
    return one.areas[-2]


def _values(group: dict[Situation, float]) -> list[ParameterValue]:
    """One value for the province where all agree, else one for each county that is known."""
    if len(set(group.values())) == 1:
        one, line = next(iter(group.items()))
        return [_value(_province(one), one, line)]
    return [_value(one.county, one, line) for one, line in group.items() if one.county]


def _value(area: str, one: Situation, line: float) -> ParameterValue:
    assert one.day is not None  # noqa: S101 - as_of_date is required of every row of a panel
    return ParameterValue(line, area, one.day, one.day, PANEL_SOURCE, "U", _NOTE)
