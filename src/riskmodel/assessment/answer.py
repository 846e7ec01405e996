"""An assessment as it is answered and kept: the text of its message, and what it is known by."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic_core import to_json

from riskmodel.assessment.message import Agreement, Assessment
from riskmodel.modelling.model import Band
from riskmodel.schema.columns import Value
from riskmodel.truth import Bools, first_of

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


class MadeWith(NamedTuple):
    """What an assessment was made with."""

    model: str
    version: str
    artifact_sha256: str
    rule_pack: str
    scoring: str | None = None
    """Why the model was not asked; None where it was."""


class Answer(NamedTuple):
    """One assessment; `content` is the JSON of an `Assessment`, byte by byte as it is given."""

    assessment_id: str
    household_id: str
    as_of_date: datetime.date
    made_with: MadeWith
    agreement: Agreement | None
    band: str | None
    not_scored: tuple[str, ...]
    content: bytes

    def message(self) -> Assessment:
        """What the content says."""
        return Assessment.model_validate_json(self.content)


class Parts(NamedTuple):
    """The larger parts of an assessment, each as JSON."""

    eligibility: bytes
    risk: bytes
    explanation: bytes
    agreement: Agreement | None
    band: str | None
    not_scored: tuple[str, ...]
    data_quality: bytes


def answer_of(
    written: Mapping[str, Value], as_of: datetime.date, made_with: MadeWith, parts: Parts
) -> Answer:
    """Put an assessment together; `written` is the record as a person writes it."""
    versions = [str(as_of), made_with.artifact_sha256, made_with.rule_pack]
    if made_with.scoring:  # else what was given before it declined would be given again
        versions.append(made_with.scoring)
    name = assessment_id(written, versions)
    household = str(written["household_id"])
    head = {"assessment_id": name, "household_id": household, "as_of_date": as_of}
    content = b"".join(
        (
            to_json(head)[:-1], b',"eligibility":', parts.eligibility, b',"risk":', parts.risk,
            b',"explanation":', parts.explanation, b',"agreement":', to_json(parts.agreement),
            b',"data_quality":', parts.data_quality, b"}",
        )
    )  # fmt: skip
    return Answer(
        name, household, as_of, made_with, parts.agreement, parts.band, parts.not_scored, content
    )


def agreement(*, rule_fires: bool, band: str | None) -> Agreement | None:
    """Where rule and model stand to each other; None where the household has no band.

    The model speaks up for the households that the office could visit: band `high`. Where it is
    not sure it does not agree with a silent rule.
    """
    found: Agreement | None = agreements(rule_fires, band or "") or None
    return found


def agreements(rule_fires: Bools, band: Any) -> Any:
    """The same over carriers; "" where there is no band."""
    high, doubted = band == Band.HIGH, band == Band.SEE_FIRST
    return first_of(
        [
            (band == "", ""),
            (high & rule_fires, "rule_and_model"),
            (high, "model_only"),
            (rule_fires, "rule_only"),
            (doubted, "see_first_and_rule_silent"),
        ],
        "neither",
    )


def assessment_id(written: Mapping[str, Value], versions: list[str]) -> str:
    """An id that follows from the record, the day and the versions: 32 hexadecimal digits.

    The same question to the same versions has the same id on every road.
    """
    known = {name: str(value) for name, value in written.items() if value is not None}
    content = _ENCODER.encode([known, *versions])
    return hashlib.sha256(content.encode()).hexdigest()[:32]
