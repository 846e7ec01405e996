"""The closed lists of the household record: codes with their Chinese and English names."""

from riskmodel.schema.field import Choice


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(*row) for row in rows)


KEY_COUNTY = _choices(
    ("none", "非重点县", "not a key county"),
    ("provincial", "省级重点帮扶县", "provincial key county"),
    ("national", "国家乡村振兴重点帮扶县", "national key county"),
)
HOUSEHOLD_TYPE = _choices(
    ("ordinary", "一般农户", "ordinary farm household"),
    ("lifted", "脱贫户", "household lifted out of registered poverty"),
)
MONITOR_CATEGORY = _choices(
    ("none", "无", "none"),
    ("unstable_lifted", "脱贫不稳定户", "unstable lifted household"),
    ("marginal", "边缘易致贫户", "marginal household"),
    ("sudden_hardship", "突发严重困难户", "household in sudden serious hardship"),
    ("rp_target", "防止返贫致贫对象", "return-to-poverty prevention target"),
)
MONITOR_STATUS = _choices(
    ("none", "未监测", "not monitored"),
    ("open", "风险未消除", "risk not yet removed"),
    ("removed", "风险已消除", "risk removed"),
    ("re-marked", "重新标注", "marked again"),
    ("rolled_back", "消除回退", "removal rolled back"),
)
UNDER_MONITORING = ("open", "re-marked", "rolled_back")
"""Monitoring statuses of a household whose risk is not removed."""
REMOVAL_WAY = _choices(
    ("assistance", "帮扶消除", "by assistance"),
    ("natural", "自然消除", "naturally"),
)
RISK = _choices(
    ("illness", "因病", "illness"),
    ("disability", "因残", "disability"),
    ("schooling", "因学", "schooling"),
    ("disaster", "因自然灾害", "natural disaster"),
    ("accident", "因意外事故", "accident"),
    ("business_failure", "因产业项目失败", "business failure"),
    ("unstable_job", "因务工就业不稳", "unstable job"),
    ("labour_shortage", "缺劳动力", "labour shortage"),
    ("housing", "因安全住房", "housing"),
    ("water", "因安全饮水", "drinking water"),
    ("other", "其他", "other"),
)
DISASTER = _choices(
    ("flood", "洪涝", "flood"),
    ("geological", "地质灾害", "geological"),
    ("drought", "干旱", "drought"),
    ("biological", "生物灾害", "biological"),
    ("meteorological", "气象灾害", "meteorological"),
    ("earthquake", "地震", "earthquake"),
    ("other", "其他", "other"),
)
CLUE_SOURCE = _choices(
    ("self", "农户自主申报", "household's own report"),
    ("cadre", "干部排查", "cadre check"),
    ("department", "部门预警", "department alert"),
    ("complaint", "信访", "complaint"),
    ("media", "媒体", "media"),
)
SEX = _choices(("m", "男", "male"), ("f", "女", "female"))
EDUCATION = _choices(
    ("none", "文盲半文盲", "no schooling"),
    ("primary", "小学", "primary school"),
    ("junior", "初中", "junior secondary"),
    ("senior", "高中", "senior secondary"),
    ("vocational", "中职", "vocational secondary"),
    ("college", "大专及以上", "college or above"),
)
DROPOUT_REASON = _choices(
    ("bodily", "身体原因", "bodily condition"),
    ("economic", "经济原因", "economic"),
    ("other", "其他", "other"),
)
HOUSING_GRADE = _choices(
    ("A", "A级", "grade A, safe"),
    ("B", "B级", "grade B, basically safe"),
    ("C", "C级", "grade C, partly dangerous"),
    ("D", "D级", "grade D, dangerous"),
)
PROPERTY_FLAG = _choices(
    ("vehicle", "机动车", "vehicle"),
    ("second_home", "第二套住房", "second home"),
    ("shop", "商铺", "shop"),
    ("company", "企业", "company"),
    ("payroll", "财政供养", "public payroll"),
    ("hires", "长期雇工", "hires labour"),
    ("deposits", "大额存款", "large deposits"),
)
MEASURE = _choices(
    ("industry", "产业帮扶", "industry"),
    ("jobs", "就业帮扶", "jobs"),
    ("public_post", "公益岗位", "public post"),
    ("small_loan", "金融帮扶(小额信贷)", "small loan"),
    ("training", "技能培训(含雨露计划)", "training"),
    ("backstop", "综合保障(低保、特困、临时救助)", "backstop assistance"),
    ("health", "健康帮扶", "health"),
    ("compulsory_education", "义务教育保障", "compulsory education"),
    ("other_education", "其他教育帮扶", "other education"),
    ("housing", "住房安全保障", "housing"),
    ("water", "饮水安全保障", "drinking water"),
    ("relocation", "搬迁", "relocation"),
    ("living_conditions", "生产生活条件改善", "living and production conditions"),
    ("infrastructure", "基础设施", "infrastructure"),
    ("social", "社会帮扶", "social help"),
    ("disability_support", "残疾人帮扶", "support for disabled people"),
)
SOCIAL_ASSISTANCE = _choices(
    ("dibao", "低保", "dibao"),
    ("tekun", "特困供养", "tekun"),
    ("dibao_edge", "低保边缘", "dibao-edge"),
    ("rigid_hardship", "刚性支出困难", "rigid-spending hardship"),
    ("temporary", "临时救助", "temporary relief"),
)
