"""docs/rules.md is the page that the rules render."""

import re
from pathlib import Path

from riskmodel.eligibility import RULES
from riskmodel.eligibility.reference import rules_reference
from riskmodel.eligibility.rules.removal import REMOVAL_CONDITIONS
from riskmodel.eligibility.specification import specification
from riskmodel.eligibility.status import STATUSES
from riskmodel.parameters import Parameters

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_of_rules_is_the_generated_one():
    assert PAGE.read_text(encoding="utf-8") == rules_reference(), "run `make docs`"


def test_the_page_tells_every_rule_case_status_condition_and_parameter():
    page = rules_reference()
    for rule in RULES:
        assert f"## {rule.id} {rule.name_zh}" in page
        assert rule.condition in page
        assert rule.words.condition_zh in page
        assert all(case.zh in page and case.en in page for case in specification(rule.id))
    for one in (*STATUSES, *REMOVAL_CONDITIONS):
        assert one.zh in page
        assert one.en in page
    for parameter in Parameters.shipped().by_name.values():
        assert f'<a id="{parameter.name}"></a>' in page
        assert all(value.source in page for value in parameter.values)


def test_every_tag_of_a_source_is_resolved():
    page = rules_reference()
    for tag in set(re.findall(r"\[(S\d\d[a-z]?)[\],]", page)):
        assert f"\n- [{tag}] " in page, tag
