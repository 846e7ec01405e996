"""What the page of a summary says, Chinese beside English."""

from riskmodel.eligibility import RULES, STATUSES
from riskmodel.schema.quality import CHECKS

_WORDS = {
    "title": "批量评估汇总 Batch summary",
    "human": "评分仅供参考, 由具名人员决定。The score informs; a named person decides, always.",
    "rows": "行数 rows",
    "assessed": "已评估 assessed",
    "quarantined": "隔离行 in quarantine",
    "expected": "预计返贫致贫户数 expected to fall back within the horizon",
    "model": "模型 model",
    "rule_pack": "规则包 rule pack",
    "disagreement": "规则与模型 Rule and model",
    "disagreement_note": (
        "规则未触发而模型高: 值得入户。规则触发而模型低: 请核对记录。"
        "Rule silent, model high: a visit worth making. Rule fires, model low: look at the record."
    ),
    "fires": "规则提示 rule fires",
    "silent": "规则未提示 rule silent",
    "status": "建议状态 Proposed status",
    "bands": "评分分组 Bands",
    "bands_note": "低分不降低任何农户的优先次序。A low score lowers nobody's priority.",
    "high": "高 high",
    "elevated": "较高 elevated",
    "ordinary": "一般 ordinary",
    "see_first": "先入户核实 see first",
    "not_scored": "未评分 Not scored",
    "visits": "按能力的走访名单 The list at capacity",
    "visits_note": (
        "按户的需要排序, 见 visits.csv; 不对村排名, 并请另留随机抽查名额。By the need of each "
        "household, in visits.csv; no area is ranked, and visits drawn at random come on top."
    ),
    "listed": "名单户数 listed",
    "rules": "符合的规则 Rules met",
    "areas": "各县 By county",
    "areas_note": (
        "按代码排列, 不按预警排名: 排名会变成对如实上报者的问责。"
        "In the order of the codes; an order by alerts would turn on those who report honestly."
    ),
    "more_areas": "其余见 summary.json。The others are in summary.json.",
    "county": "县 county",
    "households": "户数 households",
    "rule_fires": "规则提示 rule fires",
    "drift": "与训练时相比 Beside the training",
    "drift_note": (
        "稳定性指数: 0.1以下变化小, 0.25以上变化大; 只有结果能显示风险本身是否变化。"
        "Stability index: below 0.1 little has moved, above 0.25 much; only outcomes show "
        "whether risk has."
    ),
    "feature": "特征 feature",
    "index": "稳定性指数 stability index",
    "missing": "缺失 missing",
    "other_unit": "单位异常 other unit",
    "of_scores": "分值 scores",
    "quality": "数据质量 Data quality",
    "quarantine": "隔离原因 Quarantine",
    "quarantine_note": (
        "行号、字段与原因在 quarantine 文件夹, 改正后重新评估。"
        "Rows, fields and reasons are in the folder quarantine: mend them and assess them anew."
    ),
    "rule_and_model": "规则与模型均提示 both speak up",
    "model_only": "仅模型提示 model alone",
    "rule_only": "仅规则提示 rule alone",
    "see_first_and_rule_silent": "规则未提示, 模型无把握 silent, and not sure",
    "neither": "均未提示 neither",
    "household_declined": "农户拒绝自动化评分 declined automated scoring",
    "model_expired": "模型已过期 the model has expired",
    "outside_areas": "不在所辖区域 outside the areas",
    "not_json": "不是 JSON not JSON",
}
_WORDS |= {one.code: f"{one.zh} {one.en}" for one in STATUSES}
_WORDS |= {one.id: f"{one.id} {one.name_zh}" for one in RULES}
_WORDS |= {one.id: f"{one.id} {one.name_zh}" for one in CHECKS}


def said(key: str) -> str:
    """The words of a key; a key that has none, as a field with its fault, says itself."""
    return _WORDS.get(key, key)
