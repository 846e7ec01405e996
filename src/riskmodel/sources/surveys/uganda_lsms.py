"""Uganda National Panel Survey (LSMS-ISA), household-year table of waves 2009/10 to 2011/12.

Welfare is consumption for each adult equivalent; its line is the survey's own, which makes 24.5 %
of people poor in the first wave. Money is restated in per cent of that line. Counts that exceed
the ranges of the household record (the largest household has 33 people) come as the panel's own
columns.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from riskmodel.schema.panel import Panel, panel_from_table
from riskmodel.sources.surveys.columns import codes, ratio, read_columns

LINE = 18_572.877
"""Shillings a week and adult equivalent, prices of 2011."""

NEEDED = {
    "household_id": "household",
    "village_id": "enumeration area of the first wave",
    "year": "wave",
    "weight": "survey weight",
    "urban": "urban or rural",
    "food_consumption_week": "food consumption",
    "food_purchased_week": "food bought",
    "food_own_production_week": "food of own production",
    "food_gifts_week": "food given",
    "non_durable_consumption_week": "other consumption",
    "durable_consumption_week": "durable goods",
    "consumption_week": "all consumption",
    "adult_equivalents": "household size in adult equivalents",
    "consumption_per_adult_week": "welfare",
    "household_size": "people",
    "children_u15": "children",
    "elderly_60": "elderly",
    "adults_15_59": "adults",
    "literate_members": "people who can read",
    "max_education": "highest schooling",
    "head_age": "age of the head",
    "head_male": "sex of the head",
    "head_literate": "whether the head can read",
    "head_education": "schooling of the head",
    "head_marital": "marital state of the head",
}
_AS_THEY_ARE = (
    "urban", "adult_equivalents", "household_size", "children_u15", "elderly_60", "adults_15_59",
    "literate_members", "max_education", "head_age", "head_literate", "head_education",
    "head_marital",
)  # fmt: skip


def read_uganda_lsms(source: Path) -> Panel:
    """The panel from `panel.csv`; raises SurveyImportError.

    `as_of_date` is 1 January after the wave's first year, so that waves are twelve months apart.
    Sex of the head is kept for audits, as `local_audit_head_male`.
    """
    table = read_columns(source, NEEDED)
    welfare = table["consumption_per_adult_week"] / LINE
    local = {f"local_{name}": table[name].to_numpy() for name in _AS_THEY_ARE}
    local |= {
        "local_audit_head_male": table["head_male"].to_numpy(),
        "local_consumption_to_line": welfare.to_numpy(),
        "local_previous_consumption_to_line": _previous(table, welfare),
        "local_food_share": ratio(table["food_consumption_week"], table["consumption_week"]),
        "local_bought_share": ratio(table["food_purchased_week"], table["food_consumption_week"]),
        "local_own_share": ratio(
            table["food_own_production_week"], table["food_consumption_week"]
        ),
        "local_gift_share": ratio(table["food_gifts_week"], table["food_consumption_week"]),
        "local_durable_share": ratio(table["durable_consumption_week"], table["consumption_week"]),
        "local_dependency": ratio(
            table["children_u15"] + table["elderly_60"], table["adults_15_59"] + 1
        ),
    }
    declared = {
        "household_id": codes(table["household_id"], 12),
        "village_code": codes(table["village_id"], 12),
        "as_of_date": [f"{int(year) + 1}-01-01" for year in table["year"]],
        "weight": table["weight"].to_numpy(),
        "monitoring_line": np.full(len(table), 100.0),
        "measured_welfare_pc": 100 * welfare.to_numpy(),
    }
    notes = {
        "name": "Uganda National Panel Survey 2009-2012",
        "unit": "per cent of the survey's poverty line",
        "welfare": "consumption for each adult equivalent",
        "synthetic": "false",
    }
    return panel_from_table(declared | local, notes)


def _previous(table: pd.DataFrame, welfare: pd.Series) -> np.ndarray:
    """Welfare of the wave before, unknown in the first wave and after a gap."""
    keys = pd.MultiIndex.from_frame(table[["household_id", "year"]])
    by_key = pd.Series(welfare.to_numpy(), index=keys)
    before = pd.MultiIndex.from_arrays([table["household_id"], table["year"] - 1])
    return by_key.reindex(before).to_numpy()
