"""A panel made ready for a definition: cohort, labels, features and splits, row by row."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import DataError
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.features import AnyFeature, panel_matrix
from riskmodel.modelling.inputs import features_of
from riskmodel.modelling.labels import Labels, label_panel, rows_at_horizon
from riskmodel.modelling.rule_findings import RuleFindings, findings_of_column
from riskmodel.modelling.splits import Block, blocks, villages
from riskmodel.schema.panel import Panel

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]
Places = NDArray[np.intp]

POOREST = 0.1
"""Welfare below this share of the line counts as this share: its logarithm has no floor."""


@dataclass(frozen=True)
class Sample:
    """Rows to learn from or to judge on.

    `X` has shape (rows, features), `outcome` holds 1 and 0, `weight` the survey weights, `village`
    a whole number a village.
    """

    X: Floats
    outcome: Floats
    weight: Floats
    village: Places

    @property
    def events(self) -> int:
        """Rows whose outcome is 1."""
        return int(self.outcome.sum())


@dataclass(frozen=True)
class Prepared:
    """A panel made ready; every array has one entry a row of the panel.

    `later` is the row of the same household at the end of the horizon, -1 where there is none.
    `rule` is what a rule found, None where no rule can be asked.
    """

    definition: ModelDefinition
    panel: Panel
    features: tuple[AnyFeature, ...]
    X: Floats
    labels: Labels
    later: Places
    village: Places
    weight: Floats
    blocks: list[Block]
    rule: RuleFindings | None

    @property
    def days(self) -> NDArray[np.datetime64]:
        """The index date of each row."""
        return self.panel.columns.date("as_of_date")

    @property
    def weighted(self) -> bool:
        """Whether survey weights tell households of the cohort apart."""
        return bool(np.ptp(self.weight[self.labels.cohort]) > 0)

    def counted_once(self) -> "Prepared":
        """The same with every household counted once, whatever its survey weight."""
        return replace(self, weight=np.ones(len(self.weight)))

    def sample(self, rows: Rows | Places) -> Sample:
        """The rows where the mask is set, or at the places given."""
        return Sample(
            X=self.X[rows],
            outcome=self.labels.outcome[rows],
            weight=self.weight[rows],
            village=self.village[rows],
        )

    def welfare_to_line(self) -> Floats:
        """Measured welfare over the line in force on the row's own day, NaN where not measured."""
        columns = self.panel.columns
        line = columns.number("monitoring_line")
        found = np.full(len(line), np.nan)
        np.divide(columns.number("measured_welfare_pc"), line, out=found, where=line > 0)
        return found

    def later_welfare_to_line(self) -> Floats:
        """The same at the end of the horizon."""
        welfare = self.welfare_to_line()
        return np.where(self.later >= 0, welfare[self.later], np.nan)


def prepare(
    panel: Panel, definition: ModelDefinition, rule: RuleFindings | None = None
) -> Prepared:
    """Cohort, labels, features and splits; raises DataError where the panel cannot bear them.

    `rule` is what the county's rule found in each row; a definition that names the panel's own
    columns of a rule takes those instead.
    """
    features = features_of(definition.features)
    if definition.assistance and definition.assistance.column not in panel.local:
        message = (
            f"assistance.column: the panel has no column {definition.assistance.column}: add it, "
            "or leave [assistance] out of the definition"
        )
        raise DataError(message)
    labels = label_panel(panel, definition.cohort, definition.label)
    if not labels.usable.any():
        message = (
            "no household of the cohort has a known outcome: look at [cohort] and [label], and at "
            "measured_welfare_pc and monitoring_line in the panel"
        )
        raise DataError(message)
    prepared = Prepared(
        definition=definition,
        panel=panel,
        features=features,
        X=panel_matrix(panel, features),
        labels=labels,
        later=rows_at_horizon(panel.columns, definition.label),
        village=villages(panel),
        weight=survey_weights(panel),
        blocks=blocks(panel, labels, definition.label, definition.split),
        rule=findings_of_column(panel, definition.rule) if definition.rule else rule,
    )
    if definition.learner.weights == "survey" and not prepared.weighted:
        message = (
            'learner.weights = "survey": the panel has no survey weights, or the same for every '
            'household of the cohort: give it the column weight, or say weights = "none"'
        )
        raise DataError(message)
    return prepared


def survey_weights(panel: Panel, unknown: float | None = None) -> Floats:
    """The survey's weights; a household without one counts as `unknown`, or as an average one."""
    weight = panel.columns.number("weight")
    known = ~np.isnan(weight)
    if unknown is None:
        unknown = float(weight[known].mean()) if known.any() else 1.0
    return np.where(known, weight, unknown)
