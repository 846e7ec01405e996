"""docs/rules.md is the page that the rules render."""

from pathlib import Path

from riskmodel.eligibility import RULES
from riskmodel.eligibility.reference import rules_reference
from riskmodel.parameters import Parameters

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_of_rules_is_the_generated_one():
    assert PAGE.read_text(encoding="utf-8") == rules_reference(), "run `make docs`"


def test_the_page_tells_every_rule_and_every_parameter():
    page = rules_reference()
    for rule in RULES:
        assert f"## {rule.id} {rule.name_zh}" in page
        assert rule.condition in page
    for parameter in Parameters.shipped().by_name.values():
        assert f'<a id="{parameter.name}"></a>' in page
        assert all(value.source in page for value in parameter.values)
