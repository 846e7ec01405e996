"""Gaps of the record: blocks that a village did not collect, and values that nobody gave.

Gaps are not at random: remote households and those with people away have more of them.
"""

import numpy as np

from riskmodel.schema.columns import Array
from riskmodel.schema.household import FIELDS
from riskmodel.sources.synthetic.rows import Floats, Whole, chance

_BLOCKS: tuple[tuple[str, ...], ...] = (
    ("water_safe", "water_litres", "fetch_minutes", "outage_days_year", "distance_m", "climb_m",
     "water_quality_ok", "water_short_area", "piped_water"),
    ("chronic_members", "serious_illness_members", "disabled_members",
     "severe_disabled_members", "medical_self_paid_year"),
    ("arable_mu", "forest_mu", "in_cooperative", "leader_driven", "policy_subsidy"),
    ("work_months_total", "work_cross_province", "job_lost", "public_post"),
)  # fmt: skip
_VILLAGE_SKIPS, _HOUSEHOLD_SKIPS, _VALUE_LEFT_OUT = 0.008, 0.004, 0.006
_OFTEN_LEFT_OUT = {"debt": 4.0, "school_net_cost_year": 2.0, "property_income": 2.0,
                   "road_distance_km": 2.0, "prev_net_income_pc": 1.5, "household_size": 0.9,
                   "net_income_pc": 0.9, "wage_income": 1.2}  # fmt: skip


def with_gaps(
    columns: dict[str, Array], village: Whole, remote: Floats, rng: np.random.Generator
) -> dict[str, Array]:
    """The columns with values made unknown; `village` and `remote` have one entry a row."""
    away = np.asarray(columns["workers_away"], dtype=np.float64)
    care = 0.55 + 0.7 * remote + 0.5 * np.minimum(away, 2)
    rate = {
        name: _VALUE_LEFT_OUT * _OFTEN_LEFT_OUT.get(name, 1.0)
        for name in columns
        if name in FIELDS and FIELDS[name].model_use
    }
    gaps = {name: chance(rng, rate[name] * care, care) for name in rate}
    for block in _BLOCKS:
        skipped = chance(rng, _VILLAGE_SKIPS, np.zeros(int(village.max()) + 1))[village]
        skipped |= chance(rng, _HOUSEHOLD_SKIPS * care, care)
        gaps |= {name: gaps.get(name, skipped) | skipped for name in block}
    return columns | {
        name: np.where(gap, np.nan, columns[name].astype(float)) for name, gap in gaps.items()
    }
