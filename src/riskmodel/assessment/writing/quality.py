"""The contradictions and gaps of a record, as JSON text."""

from functools import cache

from pydantic_core import to_json

from riskmodel.schema.quality import QualityFinding, QualityReport


def quality_json(quality: QualityReport, row: int) -> bytes:
    """A list of `DataQualityFinding`."""
    return b"[" + b",".join([_written(finding) for finding in quality.findings(row)]) + b"]"


@cache
def _written(finding: QualityFinding) -> bytes:
    """A finding repeats no value, so that there are as many as there are checks."""
    return to_json(
        {
            "check": finding.id,
            "kind": finding.kind,
            "fields": finding.fields,
            "zh": finding.message_zh,
            "en": finding.message_en,
        }
    )
