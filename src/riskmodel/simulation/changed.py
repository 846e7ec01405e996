"""Which values in force a change has changed, and for how many households."""

import numpy as np

from riskmodel.parameters import situations
from riskmodel.simulation.counts import Floats, count
from riskmodel.simulation.result import ChangedParameter, Range
from riskmodel.simulation.runs import TwoRuns


def changed_parameters(runs: TwoRuns) -> tuple[ChangedParameter, ...]:
    """Every parameter that a change names, in the order of the changes."""
    names = dict.fromkeys(change.parameter for change in runs.changes)
    return tuple(_changed(runs, name) for name in names)


def _changed(runs: TwoRuns, name: str) -> ChangedParameter:
    columns = runs.columns
    places = situations(runs.as_of, columns.text("province_code"), columns.text("county_code"))
    before = runs.parameters.in_force(name, places)
    after = runs.changed.in_force(name, places).values
    same = (before.values == after) | (np.isnan(before.values) & np.isnan(after))
    return ChangedParameter(
        parameter=name,
        name_zh=runs.parameters.parameter(name).name_zh,
        name_en=runs.parameters.parameter(name).name_en,
        unit=before.unit,
        changes=tuple(change.text for change in runs.changes if change.parameter == name),
        households=count(~same, runs.weight),
        before=_range(before.values),
        after=_range(after),
    )


def _range(values: Floats) -> Range | None:
    known = values[~np.isnan(values)]
    return Range(float(known.min()), float(known.max())) if len(known) else None
