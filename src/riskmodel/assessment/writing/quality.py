"""The contradictions and gaps of a record, as JSON text."""

from functools import cache

from riskmodel.assessment.message.rules import DataQualityFinding
from riskmodel.schema.quality import QualityFinding, QualityReport


def quality_json(quality: QualityReport, row: int) -> bytes:
    """A list of `DataQualityFinding`."""
    return b"[" + b",".join([_written(finding) for finding in quality.findings(row)]) + b"]"


@cache
def _written(finding: QualityFinding) -> bytes:
    """A finding repeats no value, so that there are as many as there are checks."""
    message = DataQualityFinding(
        check=finding.id,
        kind=finding.kind,
        fields=list(finding.fields),
        zh=finding.message_zh,
        en=finding.message_en,
    )
    return message.model_dump_json().encode()
