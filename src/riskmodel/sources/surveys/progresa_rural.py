"""Rural Mexican households of the Progresa evaluation: their record of 1997, poverty in 1999.

Consumption was not asked in 1997, so the outcome is later poverty from an earlier record, not a
measured fall. The line is the lowest quarter of food and other consumption a head in 1999.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from riskmodel.schema.panel import Panel, panel_from_table
from riskmodel.sources.surveys.columns import codes, read_columns

LINE = 76.265
"""Pesos a head and month in 1999, as the file's own poverty mark has it."""

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
    "ha": "hectares",
    "hairrigation": "irrigated hectares",
    "haseasonality": "rain-fed hectares",
    "no4": "no farm",
    "small4": "small farm",
    "big4": "large farm",
    "ani1": "draught animals",
    "ani2": "other animals",
    "vani1": "value of draught animals",
    "vani2": "value of other animals",
}
_RULE = ("rule_score", "rule_cutoff", "rule_eligible")
NEEDED = {
    "hhid": "household",
    "state": "state",
    "comuid": "village",
    "female_hh": "sex of the head",
    "ethnicity_hh": "ethnicity, for audits",
    "intention_to_treat": "village was in the programme",
    "consumption_pp_99": "welfare in 1999",
    **RECORD_1997,
    **dict.fromkeys(_RULE, "the programme's own rule"),
}


def read_progresa_rural(source: Path) -> Panel:
    """Two rows a household: its record of 1997 and its welfare of 1999; raises SurveyImportError.

    A household not seen in 1999, or of which no consumption is recorded, has no second row.
    Columns with `audit` in their name, and `local_intention_to_treat`, are not for models; the
    record of 1997 holds nothing of 1999.
    """
    table = read_columns(source, NEEDED)
    seen = table["consumption_pp_99"] > 0
    local_1997 = {f"local_{name}": table[name] for name in (*RECORD_1997, *_RULE)} | {
        "local_intention_to_treat": table["intention_to_treat"],
        "local_audit_female_head": table["female_hh"],
        "local_audit_ethnicity": table["ethnicity_hh"],
    }
    unknown = pd.Series(np.nan, index=table.index[seen])
    local = {name: pd.concat([held, unknown]).to_numpy() for name, held in local_1997.items()}
    welfare = 100 * table["consumption_pp_99"] / LINE
    declared = {
        "household_id": codes(table["hhid"], 6) + codes(table["hhid"][seen], 6),
        "village_code": codes(table["comuid"], 12) + codes(table["comuid"][seen], 12),
        "province_code": codes(table["state"], 2) + codes(table["state"][seen], 2),
        "as_of_date": ["1997-11-01"] * len(table) + ["1999-11-01"] * int(seen.sum()),
        "monitoring_line": np.full(len(table) + int(seen.sum()), 100.0),
        "measured_welfare_pc": np.concatenate([np.full(len(table), np.nan), welfare[seen]]),
    }
    notes = {
        "name": "Progresa rural evaluation, 1997 and 1999",
        "unit": "per cent of the lowest quarter's upper bound",
        "welfare": "consumption a head",
        "synthetic": "false",
    }
    return panel_from_table(declared | local, notes)
