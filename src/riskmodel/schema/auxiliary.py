"""Auxiliary inputs of the rules and data checks: case, event, water and property records.

They come beside the yearly household row and have no number in the record dictionary.
"""

from riskmodel.schema.declarations import (
    DATA_RULE,
    DECLARED,
    DERIVED,
    JUDGED,
    OPEN,
    PERSONAL,
    POLICY,
    PROPOSED,
    VERIFIED,
    date,
    money,
    number,
    text,
    yes_no,
)  # fmt: skip
from riskmodel.schema.field import Field, Kind, Privacy

_WATER_AND_HOUSING = (
    number(None, ("distance_m", "取水水平距离", "level distance to water"), Kind.INTEGER,
           (0, 20_000), "m", POLICY, PERSONAL, DECLARED),
    number(None, ("climb_m", "取水垂直距离", "climb to water"), Kind.INTEGER, (0, 2_000), "m",
           POLICY, PERSONAL, DECLARED),
    yes_no(None, ("water_quality_ok", "水质达标", "water quality up to standard"),
           evidence=VERIFIED),
    yes_no(None, ("water_short_area", "缺水地区", "water-short area"), POLICY, OPEN, VERIFIED),
    yes_no(None, ("piped_water", "入户供水", "water piped into the home"), evidence=VERIFIED,
           model=True),
    yes_no(None, ("housing_fixed", "危房已改造", "dangerous housing already repaired"),
           evidence=VERIFIED),
    yes_no(None, ("only_home_damaged", "唯一住房损毁", "only home damaged"), evidence=VERIFIED),
)  # fmt: skip

_EVENTS = (
    yes_no(None, ("shock_disaster", "近12个月灾害", "natural disaster in the last 12 months"),
           evidence=VERIFIED, model=True),
    yes_no(None, ("shock_accident", "近12个月事故", "accident in the last 12 months"),
           evidence=VERIFIED, model=True),
    yes_no(None, ("shock_fire", "近12个月火灾", "fire in the last 12 months"),
           evidence=VERIFIED, model=True),
)  # fmt: skip

_JUDGEMENTS = (
    yes_no(None, ("cannot_self_solve", "自身无力解决", "cannot solve it alone"),
           evidence=JUDGED),
    yes_no(None, ("life_difficulty", "基本生活严重困难", "serious difficulty in basic life"),
           evidence=JUDGED),
)  # fmt: skip

_DATA_RULES = (
    number(None, ("labour_under_16", "16岁以下有劳动能力人数",
                  "people under 16 with labour capacity"), Kind.INTEGER, (0, 8), "people",
           DATA_RULE, Privacy.SENSITIVE, DERIVED),
    number(None, ("public_post_70", "70岁以上公益性岗位人数",
                  "people aged 70 or over in public posts"), Kind.INTEGER, (0, 3), "people",
           DATA_RULE, PERSONAL, DERIVED),
    money(None, ("disability_allowance", "残疾人两项补贴",
                 "allowances for disabled people, part of transfer income"), (0, 60_000),
          DATA_RULE, VERIFIED, model=False),
)  # fmt: skip

_PROPERTY = (
    number(None, ("vehicles_nonexempt", "非豁免机动车数", "vehicles that are not exempt"),
           Kind.INTEGER, (0, 20), "vehicles", POLICY, Privacy.SENSITIVE, VERIFIED),
    number(None, ("homes", "住房套数", "homes owned"), Kind.INTEGER, (0, 20), "homes", POLICY,
           Privacy.SENSITIVE, VERIFIED),
    number(None, ("home_area_pc", "人均住房面积", "home area per head"), Kind.NUMBER, (0, 500),
           "m²", POLICY, PERSONAL, VERIFIED),
    number(None, ("local_mean_area_pc", "当地人均住房面积", "local mean home area per head"),
           Kind.NUMBER, (0, 200), "m²", POLICY, OPEN, VERIFIED),
    yes_no(None, ("shop_owned", "商铺", "owns a shop"), privacy=Privacy.SENSITIVE,
           evidence=VERIFIED),
    money(None, ("company_capital", "企业认缴出资", "subscribed company capital"),
          (0, 1_000_000_000), POLICY, VERIFIED, unit="yuan", model=False),
    money(None, ("deposits_pc", "人均货币财产", "monetary assets per head"), (0, 10_000_000),
          POLICY, VERIFIED, unit="yuan a head", model=False),
    yes_no(None, ("payroll_member", "财政供养人员", "member on the public payroll"),
           privacy=Privacy.SENSITIVE, evidence=VERIFIED),
    yes_no(None, ("hires_labour", "长期雇工", "hires labour all year"),
           privacy=Privacy.SENSITIVE, evidence=VERIFIED),
)  # fmt: skip

_PROCEDURE = (
    number(None, ("transfer_share", "转移性收入占比", "share of transfers in income"),
           Kind.NUMBER, (0, 1), "share", PROPOSED, Privacy.SENSITIVE, DERIVED),
    money(None, ("policy_transfer_pc", "政策性转移人均", "policy transfers per head"),
          (0, 200_000), PROPOSED, DERIVED, unit="yuan a head and year", model=False),
    number(None, ("months_above_line", "超线月数", "months above the line"), Kind.INTEGER,
           (0, 600), "months", POLICY, Privacy.SENSITIVE, DERIVED),
    number(None, ("months_since_identification", "识别月数", "months since identification"),
           Kind.INTEGER, (0, 600), "months", POLICY, PERSONAL, DERIVED),
    number(None, ("measures_matched", "对应措施数", "measures matched to a risk"), Kind.INTEGER,
           (0, 50), "measures", POLICY, PERSONAL, VERIFIED),
    *(yes_no(None, names, evidence=VERIFIED) for names in (
        ("authorisation_signed", "已签授权承诺", "authorisation signed"),
        ("visit_done", "已入户核实", "household visited"),
        ("data_compared", "已信息比对", "data compared"),
        ("review_done", "已民主评议", "democratic review held"),
    )),
    number(None, ("notice_days", "公示天数", "days of public notice"), Kind.INTEGER, (0, 365),
           "days", POLICY, PERSONAL, VERIFIED),
    date(None, ("decision_date", "认定日期", "date of the decision"), POLICY, VERIFIED),
    text(None, ("decided_by", "认定人", "person who decided"), r"^[^\x00-\x1f]{1,64}$", POLICY,
         PERSONAL, JUDGED),
    text(None, ("override_reason", "改判理由", "reason for overriding"), r"^[^\x00-\x1f]{1,500}$",
         POLICY, PERSONAL, JUDGED),
)  # fmt: skip

AUXILIARY: tuple[Field, ...] = (
    *_WATER_AND_HOUSING, *_EVENTS, *_JUDGEMENTS, *_DATA_RULES, *_PROPERTY, *_PROCEDURE,
)  # fmt: skip
