"""The household record (户记录): every field, declared once.

Request body, table check, Arrow schema, data dictionary, test strategy and labels are all
derived from `HOUSEHOLD`. Numbers 1 to 78 are those of the record dictionary of the policy
study; the auxiliary inputs that the rules need have none. A value that is not known is left
out: nothing here has a default other than unknown.
"""

from riskmodel.schema import choices
from riskmodel.schema.auxiliary import AUXILIARY
from riskmodel.schema.declarations import (
    DECLARED,
    DERIVED,
    FORM,
    OPEN,
    PERSONAL,
    POLICY,
    PROPOSED,
    SENSITIVE,
    VERIFIED,
    choice,
    date,
    money,
    number,
    people,
    text,
    yes_no,
)
from riskmodel.schema.field import Field, Kind

OPAQUE_ID = r"^[A-Za-z0-9_.:-]{1,64}$"
IDENTITY_NUMBER = r"^[0-9]{17}[0-9Xx]$"

_IDENTITY = (
    text(1, ("household_id", "户编号", "household id, opaque"), OPAQUE_ID, FORM, PERSONAL,
         forbidden=IDENTITY_NUMBER, required=True),
    number(2, ("record_year", "年度", "year of the record"), Kind.INTEGER, (2019, 2035), "year",
            FORM, OPEN, VERIFIED),
    number(3, ("record_month", "月份", "month of the record"), Kind.INTEGER, (1, 12), "month",
            PROPOSED, OPEN, VERIFIED),
    text(4, ("province_code", "省", "province, GB/T 2260"), r"^[0-9]{2}$", FORM, OPEN),
    text(5, ("county_code", "县", "county, GB/T 2260"), r"^[0-9]{6}$", FORM, OPEN),
    text(6, ("township_code", "乡镇", "township"), r"^[0-9]{9}$", FORM, OPEN),
    text(7, ("village_code", "行政村", "administrative village"), r"^[0-9]{12}$", FORM, PERSONAL),
    choice(8, ("key_county", "重点帮扶县", "key county for rural revitalisation"),
            choices.KEY_COUNTY, POLICY, OPEN, model=True),
    choice(9, ("household_type", "户类型", "household type"), choices.HOUSEHOLD_TYPE,
            privacy=SENSITIVE, model=True),
    yes_no(10, ("relocated", "易地扶贫搬迁", "relocated for poverty alleviation"), FORM,
            evidence=VERIFIED, model=True),
)  # fmt: skip

_MONITORING = (
    choice(11, ("monitor_category", "监测对象类别", "monitored category"),
            choices.MONITOR_CATEGORY, privacy=SENSITIVE),
    choice(12, ("monitor_status", "监测状态", "monitoring status"), choices.MONITOR_STATUS,
            privacy=SENSITIVE),
    date(13, ("identified_on", "识别监测时间", "identified on"), FORM, VERIFIED),
    date(14, ("removed_on", "风险消除时间", "risk removed on"), FORM, VERIFIED),
    choice(15, ("removal_way", "风险消除方式", "way the risk was removed"), choices.REMOVAL_WAY,
            privacy=SENSITIVE),
    *(choice(16, (f"risk_{place}", f"致贫/返贫风险{place}", f"risk {place} of return to poverty"),
              choices.RISK, privacy=SENSITIVE) for place in range(1, 6)),
    choice(17, ("disaster_sub", "因自然灾害子项", "kind of natural disaster"), choices.DISASTER,
            privacy=SENSITIVE),
    yes_no(18, ("no_labour_backstop", "整户无劳动能力兜底保障户",
                 "backstop household without labour capacity"), FORM, SENSITIVE, VERIFIED),
    choice(19, ("clue_source", "线索来源", "source of the clue"), choices.CLUE_SOURCE, POLICY),
    date(20, ("clue_date", "线索日期", "date of the clue"), POLICY, VERIFIED),
)  # fmt: skip

_MEMBERS = (
    people(21, ("household_size", "家庭人口数", "people in the household"), (1, 15)),
    people(22, ("living_members", "实际共同生活人口", "people living together"), (1, 15), POLICY),
    people(23, ("children_u16", "16岁以下人口", "children under 16"), (0, 8), PROPOSED, SENSITIVE),
    people(24, ("elderly_60", "60岁以上人口", "people aged 60 or over"), (0, 6), PROPOSED),
    number(25, ("head_age", "户主年龄", "age of the head"), Kind.INTEGER, (16, 100), "years",
            FORM, PERSONAL, VERIFIED, model=True),
    choice(26, ("head_sex", "户主性别", "sex of the head"), choices.SEX),
    choice(27, ("head_education", "户主文化程度", "schooling of the head"), choices.EDUCATION,
            evidence=DECLARED, model=True),
    choice(28, ("max_education", "家庭最高学历", "highest schooling in the household"),
            choices.EDUCATION, PROPOSED, evidence=DECLARED, model=True),
    people(29, ("labour_members", "有劳动能力人数", "people with labour capacity"), (0, 10)),
    people(30, ("weak_labour_members", "弱(半)劳动力人数", "people with weak labour capacity"),
            (0, 10)),
    people(31, ("students_compulsory", "义务教育在校人数", "pupils in compulsory schooling"),
            (0, 6), privacy=SENSITIVE),
    people(32, ("students_noncompulsory", "非义务教育在校人数",
                 "students past compulsory schooling"), (0, 6)),
    yes_no(33, ("dropout_compulsory", "义务教育阶段失学辍学",
                 "child out of compulsory schooling"), FORM, SENSITIVE, VERIFIED, model=True),
    choice(34, ("dropout_reason", "失学辍学原因", "reason for being out of school"),
            choices.DROPOUT_REASON, privacy=SENSITIVE),
    people(35, ("chronic_members", "长期慢性病人数", "people with a chronic illness"), (0, 10),
            privacy=SENSITIVE),
    people(36, ("serious_illness_members", "大病人数", "people with a serious illness"), (0, 6),
            privacy=SENSITIVE, evidence=VERIFIED),
    people(37, ("disabled_members", "残疾人数", "disabled people"), (0, 6),
            privacy=SENSITIVE, evidence=VERIFIED),
    people(38, ("severe_disabled_members", "重度残疾人数", "severely disabled people"), (0, 6),
            privacy=SENSITIVE, evidence=VERIFIED),
    people(39, ("uninsured_members", "未参加基本医保人数",
                 "people without basic medical insurance"), (0, 15), evidence=VERIFIED),
    yes_no(40, ("critical_insured", "参加大病保险", "insured for catastrophic illness"), FORM,
            evidence=VERIFIED, model=True),
    people(41, ("pension_insured_members", "参加养老保险人数", "people insured for a pension"),
            (0, 15), evidence=VERIFIED),
)  # fmt: skip

_WORK = (
    people(42, ("workers_away", "外出务工人数", "people working away"), (0, 8)),
    people(43, ("workers_local", "本地务工人数", "people in local jobs"), (0, 8)),
    number(44, ("work_months_total", "务工总月数", "months worked by all workers"),
            Kind.INTEGER, (0, 96), "months a year", FORM, PERSONAL, DECLARED, model=True),
    yes_no(45, ("work_cross_province", "跨省务工", "works in another province"), FORM, model=True),
    people(46, ("public_post", "公益性岗位人数", "people in public posts"), (0, 3),
            evidence=VERIFIED),
    yes_no(47, ("job_lost", "失业", "lost a job in the last 12 months"), model=True),
)  # fmt: skip

_INCOME = (
    money(48, ("wage_income", "工资性收入", "wage income"), (0, 500_000)),
    money(49, ("business_income", "生产经营性收入", "business income"), (0, 1_000_000)),
    money(50, ("business_cost", "生产经营性支出", "business cost"), (0, 1_000_000)),
    money(51, ("property_income", "财产性收入", "property income"), (0, 200_000)),
    money(52, ("transfer_income", "转移性收入", "transfer income"), (0, 200_000)),
    money(53, ("dibao_money", "低保金", "dibao money"), (0, 60_000), evidence=VERIFIED,
           model=False),
    money(54, ("pension_money", "养老金", "pension"), (0, 60_000), evidence=VERIFIED),
    money(55, ("policy_subsidy", "生态及农业补贴", "ecological and farm subsidies"),
           (0, 50_000), evidence=VERIFIED),
    money(56, ("net_income", "家庭纯收入", "net income of the household"),
           (-500_000, 3_000_000), evidence=DERIVED),
    money(57, ("net_income_pc", "家庭人均纯收入", "net income per head"), (-50_000, 300_000),
           evidence=DERIVED, unit="yuan a head and year"),
    money(58, ("prev_net_income_pc", "上年人均纯收入", "net income per head, year before"),
           (-50_000, 300_000), PROPOSED, DERIVED, unit="yuan a head and year"),
    money(59, ("claims_income", "理赔收入", "insurance and accident compensation"),
           (0, 500_000)),
    money(60, ("compliant_self_paid", "合规自付支出",
                "compliant self-paid spending after all insurance"), (0, 500_000),
           evidence=VERIFIED),
    money(61, ("medical_self_paid_year", "医疗三重保障后自付",
                "medical cost self-paid after three layers of insurance"), (0, 500_000), POLICY,
           VERIFIED),
    money(62, ("school_net_cost_year", "就学净支出", "net cost of schooling"), (0, 100_000),
          POLICY),
    money(63, ("reference_pc", "人均收入参考范围(扣除刚性支出)",
                "reference income per head after rigid spending"), (-500_000, 300_000),
           evidence=DERIVED, unit="yuan a head and year"),
)  # fmt: skip

_HOME_AND_LAND = (
    choice(64, ("housing_grade", "危房等级", "housing safety grade"), choices.HOUSING_GRADE,
            model=True),
    number(65, ("housing_area", "住房面积", "housing area"), Kind.NUMBER, (0, 500), "m²",
            FORM, PERSONAL, DECLARED, model=True),
    yes_no(66, ("water_safe", "饮水安全", "drinking water judged safe"), FORM, evidence=VERIFIED,
            model=True),
    number(67, ("water_litres", "人均日水量", "water a head and day"), Kind.NUMBER, (0, 300),
            "litres", POLICY, PERSONAL, DECLARED, model=True),
    number(68, ("fetch_minutes", "取水往返时间", "minutes to fetch water and return"),
            Kind.INTEGER, (0, 120), "minutes", POLICY, PERSONAL, DECLARED, model=True),
    number(69, ("outage_days_year", "年停水天数", "days without water"), Kind.INTEGER,
            (0, 366), "days a year", POLICY, PERSONAL, DECLARED, model=True),
    number(70, ("arable_mu", "耕地面积", "arable land"), Kind.NUMBER, (0, 200), "mu", FORM,
            PERSONAL, VERIFIED, model=True),
    number(71, ("forest_mu", "林地面积(含林果)", "forest and orchard land"), Kind.NUMBER,
            (0, 500), "mu", FORM, PERSONAL, VERIFIED, model=True),
    yes_no(72, ("in_cooperative", "加入合作社", "in a cooperative"), FORM, model=True),
    yes_no(73, ("leader_driven", "龙头企业/带头人带动", "drawn along by a leading firm"), FORM,
            model=True),
    number(74, ("road_distance_km", "与村主干路距离", "distance to the village main road"),
            Kind.NUMBER, (0, 50), "km", FORM, PERSONAL, VERIFIED, model=True),
    money(75, ("debt", "家庭负债", "debt"), (0, 1_000_000), PROPOSED, unit="yuan"),
    choice(76, ("property_flags", "财产提示", "property flags"), choices.PROPERTY_FLAG, POLICY,
            SENSITIVE, kind=Kind.CHOICES),
    choice(77, ("measures", "帮扶措施", "assistance measures"), choices.MEASURE, FORM,
            SENSITIVE, kind=Kind.CHOICES),
    choice(78, ("social_assistance", "救助身份", "social-assistance status"),
            choices.SOCIAL_ASSISTANCE, FORM, SENSITIVE, kind=Kind.CHOICES),
)  # fmt: skip

HOUSEHOLD: tuple[Field, ...] = (
    *_IDENTITY, *_MONITORING, *_MEMBERS, *_WORK, *_INCOME, *_HOME_AND_LAND, *AUXILIARY,
)  # fmt: skip

FIELDS: dict[str, Field] = {field.name: field for field in HOUSEHOLD}
