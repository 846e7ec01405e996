"""Measured poverty beside entry into monitoring: two outcomes that are not the same thing."""

from dataclasses import replace

import numpy as np

from riskmodel.modelling.evaluation.measures import measure
from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.resampling import figure
from riskmodel.modelling.evaluation.results import LabelAgreement
from riskmodel.modelling.labels import label_panel
from riskmodel.modelling.prepared import Floats, Prepared
from riskmodel.truth import ratio


def label_agreement(prepared: Prepared, pool: Pool, model: str) -> LabelAgreement | None:
    """How the two outcomes agree on the tested households; None where one of them is unknown.

    Entry into monitoring is an officer's judgement and partly follows help; being measured poor
    is neither. A model of one is not a model of the other.
    """
    label = prepared.definition.label
    trained_on_list = label.outcome == "listed"
    other = label.model_copy(update={"outcome": "poor" if trained_on_list else "listed"})
    second = label_panel(prepared.panel, prepared.definition.cohort, other).outcome[pool.places]
    rows = ~np.isnan(second)
    if not rows.any() or len(np.unique(second[rows])) < 2:
        return None
    own = pool.outcome[rows]
    measured, listed = (second[rows], own) if trained_on_list else (own, second[rows])
    cells = np.column_stack(
        [
            (measured == 1) & (listed == 1),
            (measured == 1) & (listed == 0),
            (measured == 0) & (listed == 1),
            (measured == 0) & (listed == 0),
        ]
    ).astype(np.float64)
    totals = pool.resamples.of(rows).totals(cells, pool.weight[rows])
    both, only_measured, only_listed, neither = (int(count) for count in cells.sum(axis=0))
    against = replace(pool, outcome=second)
    return LabelAgreement(
        rows=int(rows.sum()),
        both=both,
        only_measured=only_measured,
        only_listed=only_listed,
        neither=neither,
        kappa=figure(_kappa(totals)),
        auc_of_other=measure(against, {model: pool.scores[model]}, (10.0,), rows=rows)
        .ranked(model)
        .auc,
    )


def _kappa(cells: Floats) -> Floats:
    """Cohen's kappa of both, only the first, only the second, neither; shape (draws, 4)."""
    share = cells / cells.sum(axis=1, keepdims=True)
    first, second = share[:, 0] + share[:, 1], share[:, 0] + share[:, 2]
    agreed = share[:, 0] + share[:, 3]
    chance = first * second + (1 - first) * (1 - second)
    kappa: Floats = ratio(agreed - chance, 1 - chance)
    return kappa
