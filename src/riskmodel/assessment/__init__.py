"""Rule and score of a household, side by side: the one place where they meet."""

from riskmodel.assessment.assess import Assessor, assessor_from, parameters_of
from riskmodel.assessment.message import Assessment
from riskmodel.assessment.question import read_as_of_date, read_question

__all__ = [
    "Assessment",
    "Assessor",
    "assessor_from",
    "parameters_of",
    "read_as_of_date",
    "read_question",
]
