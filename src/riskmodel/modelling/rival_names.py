"""What the scores that stand beside every model are called: read where no rival can be fitted."""

from typing import NamedTuple


class RivalName(NamedTuple):
    """A score's name in both languages."""

    en: str
    zh: str


MODEL_NAME = RivalName("LightGBM", "LightGBM")
RIVAL_NAMES: dict[str, RivalName] = {
    "income_line": RivalName("income line alone", "仅收入线"),
    "last_status": RivalName("last year's status", "上年状态"),
    "village_rate": RivalName("past rate of the village", "本村以往比率"),
    "full_rule": RivalName("full rule, poorest first", "完整规则(贫困者优先)"),
    "points_card": RivalName("points card", "十行计分卡"),
    "proxy_means_test": RivalName("proxy means test", "代理家计调查"),
    "logistic": RivalName("logistic regression", "逻辑回归"),
    "explainable_boosting": RivalName("explainable boosting machine", "可解释提升机"),
}
