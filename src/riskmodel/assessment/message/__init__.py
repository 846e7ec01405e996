"""What an assessment says, as one message for API, command line and notebooks."""

import datetime
from typing import Literal

from riskmodel.assessment.message.base import Message
from riskmodel.assessment.message.risk import Explanation, Risk
from riskmodel.assessment.message.rules import DataQualityFinding, Eligibility

Agreement = Literal[
    "rule_and_model", "model_only", "rule_only", "see_first_and_rule_silent", "neither"
]


class Assessment(Message):
    """Rule and score of one household, side by side; neither has changed the other."""

    assessment_id: str
    household_id: str
    as_of_date: datetime.date
    eligibility: Eligibility
    risk: Risk
    explanation: Explanation | None
    agreement: Agreement | None
    data_quality: list[DataQualityFinding]
