"""What is answered of many households at once."""

from pydantic import BaseModel

from riskmodel.assessment.message import Assessment
from riskmodel.problem import Problem


class Assessed(BaseModel):
    """A household's assessment."""

    assessment: Assessment


class Refused(BaseModel):
    """What is wrong with a household's record."""

    error: Problem


class BatchAnswer(BaseModel):
    """One result or one error a household, in the order asked."""

    results: list[Assessed | Refused]
