"""A prepared panel as the catchers look at it."""

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.definition import Label
from riskmodel.modelling.labels import Labels, rows_at_horizon
from riskmodel.modelling.leaks.leak import Floats, Suspects
from riskmodel.schema.columns import Columns
from riskmodel.schema.field import Kind
from riskmodel.schema.panel import Panel


def suspects_of(
    panel: Panel,
    features: tuple[str, ...],
    X: Floats,
    labels: Labels,
    label: Label,
    village: NDArray[np.intp],
) -> Suspects:
    """Every household-wave of the panel; `X` has shape (rows, features)."""
    columns = panel.columns
    welfare = columns.number("measured_welfare_pc") / columns.number("monitoring_line")
    later = rows_at_horizon(columns, label)
    return Suspects(
        features=features,
        X=X,
        outcome=labels.outcome,
        usable=labels.usable,
        household=columns.text("household_id"),
        village=village,
        as_of=columns.date("as_of_date"),
        latest_day=_latest_day(columns),
        welfare=welfare,
        later_welfare=np.where(later >= 0, welfare[later], np.nan),
    )


def _latest_day(columns: Columns) -> NDArray[np.datetime64]:
    """The newest day that each record names beside its own, NaT where it names none."""
    named = [
        name
        for name, field in columns.fields.items()
        if field.kind is Kind.DATE and name in columns.given and name != "as_of_date"
    ]
    newest = np.full(columns.rows, "NaT", dtype="datetime64[D]")
    for name in named:
        newest = np.fmax(newest, columns.date(name))
    return newest
