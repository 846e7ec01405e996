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
