"""Rule and score of a household, side by side: the one place where they meet."""

from riskmodel.assessment.answer import Answer, MadeWith
from riskmodel.assessment.assess import Assessor, assessor_from
from riskmodel.assessment.change import desk_now, desk_then, explain_change
from riskmodel.assessment.levers import try_levers
from riskmodel.assessment.levers_question import read_levers
from riskmodel.assessment.message import Assessment
from riskmodel.assessment.missing import find_missing
from riskmodel.assessment.question import (
    read_as_of_date,
    read_change,
    read_question,
    read_question_with_history,
)
from riskmodel.assessment.rules_check import check_rules
from riskmodel.assessment.unasked import HouseholdDeclined

__all__ = [
    "Answer",
    "Assessment",
    "Assessor",
    "HouseholdDeclined",
    "MadeWith",
    "assessor_from",
    "check_rules",
    "desk_now",
    "desk_then",
    "explain_change",
    "find_missing",
    "read_as_of_date",
    "read_change",
    "read_levers",
    "read_question",
    "read_question_with_history",
    "try_levers",
]
