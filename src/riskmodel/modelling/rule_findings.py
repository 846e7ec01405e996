"""What a rule found in each row of a panel, given from outside: the model never sees it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import DataError
from riskmodel.modelling.definition import RuleColumns
from riskmodel.schema.panel import Panel

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RuleFindings:
    """The rule as a rival, one entry a row of the panel.

    `fires` is 1 where the rule points to the household, 0 where it does not, NaN where it cannot
    say. `urgency` is the order in which the rule would send people out, higher first; a row of
    which it knows nothing comes last. `asked` are the rows that the rule was ever put to, None
    for all. `name` says which rule, and of which version.
    """

    name: str
    fires: Floats
    urgency: Floats
    asked: NDArray[np.bool_] | None = None


def findings_of_column(panel: Panel, columns: RuleColumns) -> RuleFindings:
    """The findings that a panel brings in its own columns; raises DataError for a missing one."""
    missing = [name for name in (columns.fires, columns.urgency) if name not in panel.local]
    if missing:
        message = f"rule: the panel has no column {', '.join(missing)}"
        raise DataError(message)
    sign = -1.0 if columns.poorer_is == "lower" else 1.0
    urgency = np.nan_to_num(sign * panel.local[columns.urgency], nan=-1e300)
    fires = panel.local[columns.fires]
    return RuleFindings(columns.title_en, fires, urgency, asked=~np.isnan(fires))
