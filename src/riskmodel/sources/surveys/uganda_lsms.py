"""Uganda National Panel Survey (LSMS-ISA), household-year table of waves 2009/10 to 2011/12.

Welfare is consumption for each adult equivalent; its line is the survey's own, which makes 24.5 %
of people poor in the first wave. Money is restated in per cent of that line. The line is for
consumption, so no income field of the record is filled.

A field of the record is filled where it means the same. Children under 15 (the record counts those
under 16), adults of 15 to 59 (an age, not a capacity for labour) and the highest schooling (which
passes over members still at school) do not, and come as the panel's own columns.
`literate_members` is not read: it sums the survey's codes (1 reads and writes, 2 does not) and
counts nobody.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from riskmodel.schema.panel import Panel, panel_from_table
from riskmodel.sources.surveys.columns import (
    codes,
    days,
    named,
    ratio,
    read_columns,
    within_record,
)

LINE = 18_572.877
"""Shillings a week and adult equivalent, prices of 2011. The survey's 18,572.88 is this figure
rounded, and would make poor the one household that lies between the two."""

SCHOOLING = {1: "primary", 2: "junior", 3: "senior", 4: "vocational", 5: "college"}
"""The cleaned tables' codes: primary 1 to 7, secondary 1 to 3, secondary 4 to 6, training past
school, degree. Their 0 takes "no class finished" and "not known" together, and who never went to
school, or still goes, has no code: all are unknown."""

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
    "durable_consumption_week": "durable goods",
    "consumption_week": "all consumption",
    "adult_equivalents": "household size in adult equivalents",
    "consumption_per_adult_week": "welfare",
    "household_size": "people",
    "children_u15": "children",
    "elderly_60": "elderly",
    "adults_15_59": "adults",
    "max_education": "highest schooling",
    "head_age": "age of the head",
    "head_male": "sex of the head",
    "head_literate": "whether the head can read",
    "head_education": "schooling of the head",
    "head_marital": "marital state of the head",
}
_AS_THEY_ARE = (
    "urban", "adult_equivalents", "household_size", "children_u15", "elderly_60", "adults_15_59",
    "max_education", "head_age", "head_education", "head_marital",
)  # fmt: skip


def read_uganda_lsms(source: Path) -> Panel:
    """The panel from `panel.csv`; raises SurveyImportError.

    `as_of_date` is 1 January after the wave's first year, so that waves are twelve months apart.
    A village's code is that of its enumeration area between zeros; its first two digits, the
    province, are the region of the first wave (01 Central with Kampala, 02 East, 03 North,
    04 West). Sex of the head is kept for audits, as `local_audit_head_male`.
    """
    table = read_columns(source, NEEDED)
    notes = {
        "name": "Uganda National Panel Survey 2009-2012",
        "unit": "per cent of the survey's poverty line",
        "welfare": "consumption for each adult equivalent",
        "synthetic": "false",
    }
    return panel_from_table(_keys(table) | _record(table) | _local(table), notes)


def _keys(table: pd.DataFrame) -> dict[str, Any]:
    """Who, where and when, and what was measured."""
    return {
        "household_id": codes(table["household_id"], 12),
        "village_code": codes(table["village_id"] * 10_000, 12),
        "province_code": codes(table["village_id"] // 1_000_000, 2),
        "as_of_date": days(table["year"] + 1, "01-01"),
        "weight": table["weight"].to_numpy(),
        "monitoring_line": np.full(len(table), 100.0),
        "measured_welfare_pc": (100 * table["consumption_per_adult_week"] / LINE).to_numpy(),
    }


def _record(table: pd.DataFrame) -> dict[str, Any]:
    """Fields of the household record.

    The survey's roster keeps people who have left, without their age: only where everyone has an
    age is it known how many live there, and how many of them are old.
    """
    aged = table["children_u15"] + table["adults_15_59"] + table["elderly_60"]
    complete = aged == table["household_size"]
    counts = {
        name: within_record(name, table[name].where(complete)).to_numpy()
        for name in ("household_size", "elderly_60")
    }
    return counts | {
        "head_age": within_record("head_age", table["head_age"]).to_numpy(),
        "head_sex": named(table["head_male"], {1: "m", 0: "f"}),
        "head_education": named(table["head_education"], SCHOOLING),
    }


def _local(table: pd.DataFrame) -> dict[str, Any]:
    """Columns of this panel alone, all known on the row's own day."""
    welfare = table["consumption_per_adult_week"] / LINE
    before = pd.Series(_previous(table, welfare), index=table.index)
    food, whole = table["food_consumption_week"], table["consumption_week"]
    return {f"local_{name}": table[name].to_numpy() for name in _AS_THEY_ARE} | {
        "local_head_literate": (2 - table["head_literate"]).to_numpy(),
        "local_audit_head_male": table["head_male"].to_numpy(),
        "local_consumption_to_line": welfare.to_numpy(),
        "local_previous_consumption_to_line": before.to_numpy(),
        "local_mean_consumption_to_line": _mean_of_two(welfare, before),
        "local_consumption_change": np.log(welfare / before).to_numpy(),
        "local_food_share": ratio(food, whole),
        "local_bought_share": ratio(table["food_purchased_week"], food),
        "local_own_share": ratio(table["food_own_production_week"], food),
        "local_gift_share": ratio(table["food_gifts_week"], food),
        "local_durable_share": ratio(table["durable_consumption_week"], whole),
        "local_dependency": ratio(
            table["children_u15"] + table["elderly_60"], table["adults_15_59"] + 1
        ),
    }


def _mean_of_two(welfare: pd.Series, before: pd.Series) -> np.ndarray:
    """The geometric mean of two waves, of the one where the other is unknown.

    One wave's consumption holds a bad or a good week; the mean of two holds less of it.
    """
    logs = np.log(pd.concat([welfare, before], axis=1))
    mean: np.ndarray = np.exp(logs.mean(axis=1)).to_numpy()
    return mean


def _previous(table: pd.DataFrame, welfare: pd.Series) -> np.ndarray:
    """Welfare of the wave before, unknown in the first wave and after a gap."""
    keys = pd.MultiIndex.from_frame(table[["household_id", "year"]])
    by_key = pd.Series(welfare.to_numpy(), index=keys)
    before = pd.MultiIndex.from_arrays([table["household_id"], table["year"] - 1])
    return by_key.reindex(before).to_numpy()
