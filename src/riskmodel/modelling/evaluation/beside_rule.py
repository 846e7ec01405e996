"""The rule and the model on the same households: who is found by one and missed by the other."""

from typing import Literal

import numpy as np

from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.resampling import figure
from riskmodel.modelling.evaluation.results import BesideRule, Figure, RuleCell
from riskmodel.modelling.model import Band
from riskmodel.modelling.prepared import Rows
from riskmodel.modelling.rule_findings import RuleFindings
from riskmodel.truth import ratio

FEWEST = 20
"""Fewer households than this have no rate: too few to say."""

Rule = Literal["fires", "silent", "cannot say"]


def beside_rule(pool: Pool, rule: RuleFindings) -> BesideRule:
    """Households, those that fell back, and their share, by rule and by band."""
    fires = rule.fires[pool.places]
    found: dict[Rule, Rows] = {
        "fires": fires == 1, "silent": fires == 0, "cannot say": np.isnan(fires),
    }  # fmt: skip
    cells = [
        RuleCell(
            rule=name,
            band=band.value,
            rows=int(rows.sum()),
            events=int(pool.outcome[rows].sum()),
            rate=_rate(pool, rows),
        )
        for name, of_rule in found.items()
        for band in Band
        if (rows := of_rule & (pool.band == band)).any()
    ]
    silent = found["silent"]
    return BesideRule(
        name=rule.name,
        cells=cells,
        silent_rate=_rate(pool, silent),
        silent_and_high_rate=_rate(pool, silent & (pool.band == Band.HIGH)),
    )


def _rate(pool: Pool, rows: Rows) -> Figure | None:
    if rows.sum() < FEWEST:
        return None
    columns = np.column_stack([rows & (pool.outcome == 1), rows]).astype(np.float64)
    totals = pool.resamples.totals(columns, pool.weight)
    return figure(ratio(totals[:, 0], totals[:, 1]))
