"""What a finding says in words must be whole, in both languages, whatever is known."""

import re

import numpy as np
import pytest
from builders import a_household, columns_of
from unit.eligibility.tables import parameters_of_areas, random_table

from riskmodel.eligibility import RULES, check_household

BROKEN = re.compile(r"nan|None\b(?! of)|[{}]|\binf\b|  |; ;|：。|: \.|^\W")
AS_OF = np.array(["2025-06-30"], dtype="datetime64[D]")


@pytest.fixture(scope="module")
def said():
    """The findings of 1,500 random households."""
    columns, days = random_table(1_500, 21)
    parameters = parameters_of_areas()
    return [check_household(columns, days, parameters, row).findings for row in range(1_500)]


@pytest.mark.parametrize("place", range(len(RULES)), ids=[rule.id for rule in RULES])
def test_every_sentence_is_whole(place, said):
    sentences = {
        (finding.met, text)
        for findings in said
        for finding in [findings[place]]
        for text in (finding.sentence_zh, finding.sentence_en)
    }
    assert {met for met, _ in sentences} == {True, False, None}
    for _, text in sentences:
        assert not BROKEN.search(text), text
        assert text[-1] in "。."
    for findings in said:
        assert findings[place].sentence_en.isascii()
        assert not findings[place].sentence_zh.isascii()


@pytest.mark.parametrize("place", range(len(RULES)), ids=[rule.id for rule in RULES])
def test_met_not_met_and_unknown_never_read_alike(place, said):
    by_outcome = {True: set(), False: set(), None: set()}
    for findings in said:
        if findings[place].applies is not False:
            by_outcome[findings[place].met].add(findings[place].sentence_en)
    assert not by_outcome[True] & by_outcome[None]
    assert not by_outcome[False] & by_outcome[None]
    if RULES[place].id not in ("R16", "R22"):  # these state their figures either way
        assert not by_outcome[True] & by_outcome[False]


SAID = {
    "R01": (
        {"net_income_pc": 8_000},
        "人均纯收入8,000元，低于监测线8,700元。",
        "Net income a head is 8,000 yuan, below the monitoring line of 8,700 yuan.",
    ),
    "R02": (
        {"compliant_self_paid": 20_000},
        "扣除刚性支出后的人均参考收入7,000元，低于监测线8,700元。",
        "Reference income a head, after rigid spending, is 7,000 yuan, below the monitoring line "
        "of 8,700 yuan.",
    ),
    "R04": (
        {"net_income_pc": 8_400, "prev_net_income_pc": 12_000},
        "人均纯收入由上年12,000元降至8,400元，降幅30%，达到30%。",
        "Net income a head fell from 12,000 yuan last year to 8,400 yuan, by 30%, which reaches "
        "30%.",
    ),
    "R05": (
        {"compliant_self_paid": 30_000, "household_size": 2},
        "合规自付支出30,000元：人均达到监测线的50%；达到26,000元；达到低收入户标准10,000元。",
        "Compliant self-paid spending is 30,000 yuan: a head it reaches 50% of the monitoring "
        "line; it reaches the 26,000 yuan for any household; it reaches the 10,000 yuan for a "
        "low-income household.",
    ),
    "R11": (
        {"water_safe": False, "water_litres": 15, "outage_days_year": 37, "fetch_minutes": None},
        "饮水被判定为不安全；人均日水量仅15升；年停水37天，超过36天。",
        "Drinking water was judged unsafe; there are only 15 litres a head and day; 37 days a "
        "year without water, above 36.",
    ),
    "R12": ({"uninsured_members": 1}, "1人未参加基本医保。",
            "1 member has no basic medical insurance."),
    "R18": (
        {"shop_owned": True, "property_flags": ["vehicle", "payroll"]},
        "有商铺；部门提示：机动车、财政供养。",
        "It owns a shop; an office points to vehicle, public payroll.",
    ),
    "R20": (
        {"net_income_pc": 8_000, "uninsured_members": 2},
        "收入低于监测线且有风险R04、R12。",
        "Income is below the line and there is a risk: R04, R12.",
    ),
    "R23": (
        {"monitor_status": "none"},
        "只适用于监测中农户。",
        "Concerns only a household under monitoring.",
    ),
    "R24": ({}, "本规则自2026-01-01起施行。", "In force from 2026-01-01."),
    "R03": (
        {},
        "当地监测线不按低保倍数设定。",
        "The area does not set its line by the dibao standard.",
    ),
    "R09": (
        {"dropout_compulsory": None},
        "尚不能判断是否有义务教育阶段失学辍学（缺少: 义务教育阶段失学辍学、失学辍学原因）。",
        "It is not known whether a child is out of compulsory schooling (not known: child out of "
        "compulsory schooling, reason for being out of school).",
    ),
    "R21": (
        {"visit_done": False, "notice_days": 4},
        "未入户核实；公示4天，不足5天。",
        "The household was not visited; public notice stood for 4 days, not 5.",
    ),
    "R22": (
        {"clue_date": "2025-06-01", "decision_date": "2025-06-17"},
        "从线索到认定16天，规定15天。",
        "16 days passed from clue to decision; 15 are allowed.",
    ),
    "R19": (
        {"shock_disaster": False, "shock_accident": False, "shock_fire": False},
        "无突发负担。",
        "There is no sudden burden.",
    ),
    "R26": (
        {"monitor_status": "open", "identified_on": "2025-03-01", "risk_1": "illness",
         "measures": []},
        "识别后未及时落实措施；有风险缺少对应措施；措施与劳动能力不符。",
        "No measure was carried out in time; a recorded risk has no measure of its own; the "
        "measures do not fit the household's labour capacity.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", SAID)
def test_a_reviewer_reads_the_figures(rule):
    changes, zh, en = SAID[rule]
    record = columns_of(a_household(**changes))
    found = check_household(record, AS_OF, parameters_of_areas()).findings
    finding = next(one for one in found if one.rule == rule)
    assert (finding.sentence_zh, finding.sentence_en) == (zh, en)


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_rule_has_its_condition_in_chinese_too(rule):
    assert rule.words.condition_zh.endswith("。")
    assert "是否" in rule.words.question_zh
    assert rule.words.question_en.startswith("whether ")


def test_no_sentence_says_who_the_household_is(said):
    marked = a_household(household_id="MARK-7731", village_code="539999999999")
    found = check_household(columns_of(marked), AS_OF, parameters_of_areas())
    for finding in found.findings:
        assert "7731" not in finding.sentence_en + finding.sentence_zh
        assert "539999999999" not in finding.sentence_en + finding.sentence_zh
