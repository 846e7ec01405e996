"""Turn what the rules found of one household into its part of the message."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Protocol

from riskmodel.assessment.message.rules import DataQualityFinding, Eligibility, Value
from riskmodel.eligibility import HouseholdEligibility
from riskmodel.schema.columns import Value as RecordedValue
from riskmodel.schema.quality import QualityReport


def eligibility_message(found: HouseholdEligibility) -> Eligibility:
    """What the rules found and propose; checked in one pass, since part by part takes longer."""
    return Eligibility.model_validate(
        {
            "rule_pack": found.rule_pack,
            "proposed_status": found.proposed_status,
            "category": found.category,
            "findings": [
                finding._asdict() | {"inputs": values_message(finding.inputs)}
                for finding in found.findings
            ],
            "income": found.income._asdict()
            | {
                "entries": _parts(found.income.entries),
                "reference_entries": _parts(found.income.reference_entries),
            },
            "removal": _parts(found.removal),
            "assistance": _parts(found.assistance),
            "notice": found.notice._asdict() if found.notice else None,
        }
    )


def quality_message(quality: QualityReport, row: int) -> list[DataQualityFinding]:
    """The contradictions and gaps of the record."""
    return [
        DataQualityFinding(
            check=finding.id,
            kind=finding.kind,
            fields=list(finding.fields),
            zh=finding.message_zh,
            en=finding.message_en,
        )
        for finding in quality.findings(row)
    ]


def values_message(values: Mapping[str, RecordedValue]) -> dict[str, Value]:
    """Fields as a person writes them, a day as YYYY-MM-DD."""
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in values.items()
    }


class _Told(Protocol):
    def _asdict(self) -> dict[str, object]: ...


def _parts(found: Iterable[_Told]) -> list[dict[str, object]]:
    return [one._asdict() for one in found]
