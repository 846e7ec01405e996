"""Contradictions, gaps, slips and delays of a household record, for a person to look at.

They change no rule, and block no score: what forbids one is said by `riskmodel.scoring`. Most are
data rules of the national system [S51]; where amounts must agree, 1 per cent and a few yuan of
rounding are let pass. One of its rules has nothing to check here: the length and check digit of
identity numbers. The record holds none, by design, and an id that looks like one is refused when
it is read (`household.IDENTITY_NUMBER`), in a members' table too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema.columns import Columns
from riskmodel.schema.household import FIELDS
from riskmodel.schema.quality.amounts import AMOUNT_CHECKS
from riskmodel.schema.quality.check import Check
from riskmodel.schema.quality.kind import CheckKind
from riskmodel.schema.quality.members import MEMBER_CHECKS
from riskmodel.schema.quality.monitoring import MONITORING_CHECKS
from riskmodel.schema.quality.period import PERIOD_CHECKS
from riskmodel.schema.quality.record import HouseholdRecord, TableRecord
from riskmodel.schema.quality.removal import REMOVAL_CHECKS
from riskmodel.schema.quality.risks import RISK_CHECKS
from riskmodel.truth import FALSE, TRUE, Truth

CHECKS: tuple[Check, ...] = (
    *PERIOD_CHECKS,
    *AMOUNT_CHECKS,
    *MEMBER_CHECKS,
    *MONITORING_CHECKS,
    *RISK_CHECKS,
    *REMOVAL_CHECKS,
)


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """A check that is true for one household, in both languages; no value is repeated."""

    id: str
    kind: CheckKind
    fields: tuple[str, ...]
    message_zh: str
    message_en: str


@dataclass(frozen=True)
class QualityReport:
    """The answer of every check by its id: plain for one household, else of shape (rows,)."""

    found: dict[str, Truth]

    def findings(self, row: int) -> list[QualityFinding]:
        """What should be looked at in one row, in the order of `CHECKS`."""
        return [
            _FINDINGS[name]
            for name, found in self.found.items()
            if found is TRUE or (found is not FALSE and _holds(found, row))
        ]


def data_quality(
    columns: Columns, line: NDArray[np.float64], as_of: NDArray[np.datetime64]
) -> QualityReport:
    """Run every check over a table of households.

    `line` is the one in force, yuan a head and year, NaN where unknown, and `as_of` the day as of
    which the record is looked at; both have shape (rows,).
    """
    carrier = HouseholdRecord if columns.rows == 1 else TableRecord
    record = carrier(columns, line, as_of)
    return QualityReport({check.id: check.decide(record) for check in CHECKS})


def _holds(found: Truth, row: int) -> bool:
    return found.is_true if isinstance(found.is_true, bool) else bool(found.is_true[row])


def _finding(check: Check) -> QualityFinding:
    zh = "、".join(FIELDS[name].name_zh for name in check.fields)
    en = ", ".join(FIELDS[name].name_en for name in check.fields)
    return QualityFinding(
        check.id,
        check.kind,
        check.fields,
        f"{check.kind.name_zh}: {check.name_zh}, 请核对: {zh}",
        f"{check.kind.name_en}: {check.name_en}; look at: {en}",
    )


_FINDINGS = {check.id: _finding(check) for check in CHECKS}
