"""Contradictions, gaps and unit slips of a household record, for a person to look at.

They never block a score and change no rule. Most are data rules of the national system; where
amounts must agree, 1 per cent and a few yuan of rounding are let pass. Left to others: what needs
the line in force (removed below the line), a member's own row (ages of workers), or an identity
number (never held).
"""

from dataclasses import dataclass

from riskmodel.schema.columns import Columns
from riskmodel.schema.household import FIELDS
from riskmodel.schema.quality.amounts import AMOUNT_CHECKS
from riskmodel.schema.quality.check import Check
from riskmodel.schema.quality.members import MEMBER_CHECKS
from riskmodel.schema.quality.monitoring import MONITORING_CHECKS
from riskmodel.truth import Truth

CHECKS: tuple[Check, ...] = (*AMOUNT_CHECKS, *MEMBER_CHECKS, *MONITORING_CHECKS)


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """A check that is true for one household, in both languages; no value is repeated."""

    id: str
    fields: tuple[str, ...]
    message_zh: str
    message_en: str


@dataclass(frozen=True)
class QualityReport:
    """The answer of every check by its id, each of shape (rows,)."""

    found: dict[str, Truth]

    def findings(self, row: int) -> list[QualityFinding]:
        """What should be looked at in one row, in the order of `CHECKS`."""
        return [_finding(check) for check in CHECKS if self.found[check.id].is_true[row]]


def data_quality(columns: Columns) -> QualityReport:
    """Run every check over a table of households."""
    return QualityReport({check.id: check.decide(columns) for check in CHECKS})


def _finding(check: Check) -> QualityFinding:
    zh = "、".join(FIELDS[name].name_zh for name in check.fields)
    en = ", ".join(FIELDS[name].name_en for name in check.fields)
    message_zh, message_en = f"{check.name_zh}, 请核对: {zh}", f"{check.name_en}; look at: {en}"
    return QualityFinding(check.id, check.fields, message_zh, message_en)
