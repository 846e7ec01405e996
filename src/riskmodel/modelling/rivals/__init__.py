"""The rivals that stand beside every model, simplest first."""

from riskmodel.modelling.rivals.explainable_boosting import explainable_boosting
from riskmodel.modelling.rivals.full_rule import full_rule
from riskmodel.modelling.rivals.income_line import income_line
from riskmodel.modelling.rivals.last_status import last_status
from riskmodel.modelling.rivals.logistic import logistic
from riskmodel.modelling.rivals.points_card import points_card
from riskmodel.modelling.rivals.proxy_means_test import proxy_means_test
from riskmodel.modelling.rivals.rival import Fitted, NotAvailableError, Rival
from riskmodel.modelling.rivals.village_rate import village_rate

RIVALS: tuple[Rival, ...] = (
    Rival("income_line", "income line alone", "仅收入线", income_line),
    Rival("last_status", "last year's status", "上年状态", last_status),
    Rival("village_rate", "past rate of the village", "本村以往比率", village_rate),
    Rival("full_rule", "full rule, poorest first", "完整规则(贫困者优先)", full_rule),
    Rival("points_card", "points card", "十行计分卡", points_card),
    Rival("proxy_means_test", "proxy means test", "代理家计调查", proxy_means_test),
    Rival("logistic", "logistic regression", "逻辑回归", logistic),
    Rival(
        "explainable_boosting", "explainable boosting machine", "可解释提升机",
        explainable_boosting,
    ),
)  # fmt: skip
"""In the order of simplicity: what a county could do without any model comes first."""

__all__ = ["RIVALS", "Fitted", "NotAvailableError", "Rival"]
