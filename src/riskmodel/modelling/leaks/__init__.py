"""Catch what would make a model look better than it is, before anything is fitted.

Each catcher has one subject and says what it saw; none can prove that a panel is clean.
"""

from riskmodel.modelling.leaks.check import find_leaks, refuse_leaks, refuse_too_good
from riskmodel.modelling.leaks.leak import LEAKAGE_AUC, Leak, Suspects
from riskmodel.modelling.leaks.suspects import suspects_of

__all__ = [
    "LEAKAGE_AUC",
    "Leak",
    "Suspects",
    "find_leaks",
    "refuse_leaks",
    "refuse_too_good",
    "suspects_of",
]
