"""Rural Mexican households of the Progresa evaluation: their record of 1997, poverty in 1999.

Consumption was not asked in 1997, so the outcome is later poverty from an earlier record, not a
measured fall. The line is the lowest quarter of food and other consumption a head in 1999.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from riskmodel.schema.panel import Panel, panel_from_table
from riskmodel.sources.surveys.columns import codes, named, read_columns, within_record

LINE = 76.265
"""Pesos a head and month in 1999, as the file's own poverty mark has it."""
MU_IN_A_HECTARE = 15

RECORD_1997 = {
    "educ_hh": "schooling of the head, years",
    "educ_sp": "schooling of the spouse, years",
    "age_hh": "age of the head",
    "dirtfloor97": "dirt floor",
    "bathroom97": "bathroom",
    "electricity97": "electricity",
    "homeown97": "owns the home",
    "primary": "primary school in the village",
    "telesec": "secondary school by television in the village",
    "healthcenter": "health centre in the village",
    "mobilehealth": "mobile health unit in the village",
    "min_dist": "distance to the town",
    "hhsize97": "people",
    "lnup_cwagepm": "community wage, log",
    "landpieces": "pieces of land",
    "land": "has land",
    "ha": "hectares",
    "hairrigation": "irrigated hectares",
    "haseasonality": "rain-fed hectares",
    "no4": "no farm",
    "small4": "small farm",
    "big4": "large farm",
    "landlessmall4": "small farm without land",
    "landsmall4": "small farm with land",
    "ani1": "draught animals",
    "ani2": "other animals",
    "vani": "value of all animals",
    "vani1": "value of draught animals",
    "vani2": "value of other animals",
}
_IN_YEARS = ("educ_hh", "educ_sp", "age_hh")
_RULE = ("rule_score", "rule_cutoff", "rule_eligible")
NEEDED = {
    "hhid": "household",
    "state": "state",
    "comuid": "village",
    "female_hh": "sex of the head",
    "ethnicity_hh": "ethnicity, for audits",
    "intention_to_treat": "village was in the programme",
    "vani_99": "whether the household was seen in 1999",
    "consumption_pp_99": "welfare in 1999",
    **RECORD_1997,
    **dict.fromkeys(_RULE, "the programme's own rule"),
}


def read_progresa_rural(source: Path) -> Panel:
    """Two rows a household: its record of 1997 and its welfare of 1999; raises SurveyImportError.

    A household not seen in 1999 has no second row. One that was seen, but whose consumption is
    missing or nothing at all, has one without welfare, as the file's own mark leaves it out.
    A village's code is its state, then its number filled with zeros. Columns with `audit` in
    their name, and `local_intention_to_treat`, are not for models; the record of 1997 holds
    nothing of 1999.
    """
    table = read_columns(source, NEEDED)
    for name in _IN_YEARS:
        table[name] = _without_means(table[name])
    both = pd.concat([_row_of_1997(table), _row_of_1999(table)], ignore_index=True)
    both["monitoring_line"] = 100.0
    notes = {
        "name": "Progresa rural evaluation, 1997 and 1999",
        "unit": "per cent of the lowest quarter's upper bound",
        "welfare": "consumption a head",
        "synthetic": "false",
    }
    return panel_from_table(both, notes)


def _row_of_1997(table: pd.DataFrame) -> pd.DataFrame:
    """The record, and every other column that was known in 1997."""
    local = {f"local_{name}": table[name] for name in (*RECORD_1997, *_RULE)} | {
        "local_intention_to_treat": table["intention_to_treat"],
        "local_audit_female_head": table["female_hh"],
        "local_audit_ethnicity": table["ethnicity_hh"],
    }
    mu = MU_IN_A_HECTARE * (table["hairrigation"] + table["haseasonality"])
    record: dict[str, Any] = {
        "household_size": within_record("household_size", table["hhsize97"]),
        "head_age": within_record("head_age", table["age_hh"]),
        "head_sex": named(table["female_hh"], {0: "m", 1: "f"}),
        "head_education": _schooling(table["educ_hh"]),
        "arable_mu": within_record("arable_mu", mu),
    }
    return _keys(table, "1997-11-01").assign(**record, **local)


def _row_of_1999(table: pd.DataFrame) -> pd.DataFrame:
    """The welfare of every household that was seen again."""
    consumption = table["consumption_pp_99"].where(table["consumption_pp_99"] > 0)
    row = _keys(table, "1999-11-01").assign(measured_welfare_pc=100 * consumption / LINE)
    return row[table["vani_99"].notna()]


def _keys(table: pd.DataFrame, day: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "household_id": codes(table["hhid"], 6),
            "village_code": codes(10**10 * table["state"] + table["comuid"], 12),
            "province_code": codes(table["state"], 2),
            "as_of_date": day,
        },
        index=table.index,
    )


def _without_means(years: pd.Series) -> pd.Series:
    """Whole and half years only.

    The file's authors put a mean where a value was not known (2,527 spouses have had 2.835725
    years of school), and nothing but its fraction tells it from an answer.
    """
    return years.where((2 * years) % 1 == 0)


def _schooling(years: pd.Series) -> list[str | None]:
    """The level begun: in Mexico primary takes six years, then two stages of three."""
    levels = ("none", "primary", "junior", "senior", "college")
    reached = np.digitize(years, [0, 6, 9, 12], right=True)
    return [
        levels[level] if known else None
        for level, known in zip(reached, years.notna(), strict=True)
    ]
