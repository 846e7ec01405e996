"""What tables and pictures of a simulation call things, in Chinese and English."""

from riskmodel.cli.language import Language
from riskmodel.cli.provinces import PROVINCES
from riskmodel.eligibility import RULES, STATUSES
from riskmodel.schema.choices import MONITOR_CATEGORY

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("政策模拟", "Reform simulation"),
    "households": ("户数", "households"),
    "weighted": ("加权", "weighted"),
    "known_on": ("基准日", "as known on"),
    "bracketed": ("括号内为加权", "weighted in brackets"),
    "unweighted": ("变化, 未加权", "change, unweighted"),
    "differs": ("取值变化户数", "differs for"),
    "line": ("监测范围线来源", "where the line comes from"),
    "configured": ("参数文件", "from the parameter files"),
    "from_panel": ("数据自带(来源: panel, 置信度U)", "from the panel itself (source: panel, U)"),
    "without": ("未配置", "none"),
    "status": ("建议状态", "Proposed status"),
    "movement": ("进入与退出", "Who enters and who leaves"),
    "measured": ("与次年实测贫困对照", "Against the poverty measured a year later"),
    "before": ("改前", "before"),
    "after": ("改后", "after"),
    "change": ("变化(百分点)", "change, points"),
    "rounded": ("四舍五入到5", "rounded to 5"),
    "enters": ("进入", "enters"),
    "leaves": ("退出", "leaves"),
    "total": ("合计", "all"),
    "pointed_to": ("规则指向", "the rules point to"),
    "monitored": ("建议纳入或继续监测", "to include or keep"),
    "by_province": ("按省", "by province"),
    "by_category": ("按类别", "by category"),
    "by_status": ("按状态: 由何状态进入, 退出后为何状态",
                  "by status: entering from, leaving to"),
    "by_reason": ("按规则: 新符合, 不再符合 [其中另一侧为未知]",
                  "by rule: newly met, no longer met [of which unknown on the other side]"),
    "inclusion_error": ("误纳率: 所指农户中次年不贫困者",
                        "inclusion error: of these, not poor a year later"),
    "exclusion_error": ("漏出率: 次年贫困户中未被指向者",
                        "exclusion error: of the later poor, not among these"),
    "too_few": ("样本过少, 无法判断", "too few to say"),
    "of_poor": ("户次年再次测量, 其中贫困", "households measured again, of whom poor:"),
    "villages": ("抽样村数", "villages resampled"),
    "no_next_year": ("无次年实测数据, 不计算误差",
                     "nobody was measured a year later: no error rates"),
    "cost": ("年度费用(元)", "Yearly cost in yuan"),
    "cost_of": ("每户年度帮扶费用", "a measure, a household and year"),
    "given": ("命令行给定", "as given"),
    "people_decide": ("模拟只说明规则的结果; 由具名人员决定",
                      "a simulation says what the rules would find; a named person decides"),
    "not shown": ("不公布", "not shown"),
    "none": ("未建议纳入", "no inclusion proposed"),
    "unknown": ("未知", "unknown"),
}  # fmt: skip
_NAMES = (
    {choice.code: (choice.name_zh, choice.name_en) for choice in MONITOR_CATEGORY}
    | {status.code: (status.zh, status.en) for status in STATUSES}
    | {rule.id: (f"{rule.id} {rule.name_zh}", f"{rule.id} {rule.name_en}") for rule in RULES}
    | {code: (f"{code} {zh}", f"{code} {en}") for code, (zh, en) in PROVINCES.items()}
    | _WORDS
)


def word(code: str, language: Language) -> str:
    """The name of a word, status, category, rule or province; a code without one stands."""
    zh, en = _NAMES.get(code, (code, code))
    return zh if language is Language.ZH else en
