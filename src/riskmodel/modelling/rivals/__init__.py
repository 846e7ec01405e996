"""The rivals that stand beside every model, simplest first."""

from riskmodel.modelling.rival_names import RIVAL_NAMES
from riskmodel.modelling.rivals.explainable_boosting import explainable_boosting
from riskmodel.modelling.rivals.full_rule import full_rule
from riskmodel.modelling.rivals.income_line import income_line
from riskmodel.modelling.rivals.last_status import last_status
from riskmodel.modelling.rivals.logistic import logistic
from riskmodel.modelling.rivals.points_card import points_card
from riskmodel.modelling.rivals.proxy_means_test import proxy_means_test
from riskmodel.modelling.rivals.rival import Fitted, NotAvailableError, Rival
from riskmodel.modelling.rivals.village_rate import village_rate

_FITTED = {
    "income_line": income_line,
    "last_status": last_status,
    "village_rate": village_rate,
    "full_rule": full_rule,
    "points_card": points_card,
    "proxy_means_test": proxy_means_test,
    "logistic": logistic,
    "explainable_boosting": explainable_boosting,
}
RIVALS: tuple[Rival, ...] = tuple(
    Rival(name, *RIVAL_NAMES[name], fit) for name, fit in _FITTED.items()
)
"""In the order of simplicity: what a county could do without any model comes first."""

__all__ = ["RIVALS", "Fitted", "NotAvailableError", "Rival"]
