"""What a rule says it reads is what it reads."""

import re

import pytest
from unit.eligibility.tables import random_table

from riskmodel.eligibility import RULES, RULES_READING, check_eligibility
from riskmodel.eligibility.check import PARAMETER_NAMES
from riskmodel.eligibility.rules.category import proposed_category
from riskmodel.eligibility.table_facts import TableFacts
from riskmodel.errors import ConfigurationError
from riskmodel.parameters import SHIPPED, Parameters, situations, sources
from riskmodel.schema.columns import Columns
from riskmodel.schema.household import HOUSEHOLD
from riskmodel.simulation.cost import MEASURE_COST

IDS = [rule.id for rule in RULES]


class Noted(dict):
    """A mapping that notes what is asked of it."""

    def __init__(self, *held):
        super().__init__(*held)
        self.asked = set()

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)


class NotedColumns(Columns):
    """Columns that note which of them are read."""

    asked: set

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """What each rule asked for, by its id, where two versions of income accounting hold."""
    own = tmp_path_factory.mktemp("own")
    (own / "income_accounting.toml").write_text(
        'value = [{ area = "35", from = 2024-01-01, value = 2025, confidence = "U", '
        'source = "test" }]\n'
    )
    parameters = Parameters.load(SHIPPED, own)
    columns, days = random_table(500, 11)
    noted = NotedColumns({name: columns[name] for name in columns.given}, columns.rows)
    places = situations(days, columns.text("province_code"), columns.text("county_code"))
    in_force = Noted({name: parameters.in_force(name, places) for name in PARAMETER_NAMES})
    outcomes = Noted(check_eligibility(columns, days, parameters).outcomes)
    asked = {}
    for rule in RULES:
        noted.asked, in_force.asked, outcomes.asked = set(), set(), set()
        facts = TableFacts(noted, days, in_force, outcomes)
        rule.outcome(facts)
        if rule.id == "R20":
            proposed_category(facts)
            outcomes.asked.discard("R20")
        asked[rule.id] = (noted.asked, in_force.asked, outcomes.asked)
    return asked


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_rule_reads_exactly_what_it_declares(rule, decided):
    declared = {*rule.inputs, *rule.stand_ins}
    assert decided[rule.id] == (declared, set(rule.parameters), set(rule.rules))


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_the_rules_that_read_a_field_are_found_from_the_rules(rule):
    named = {field.name for field in HOUSEHOLD if rule.id in RULES_READING.get(field.name, ())}
    assert named == {*rule.inputs, *rule.stand_ins}
    assert not set(rule.inputs) & set(rule.stand_ins)


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_rule_comes_after_the_rules_it_builds_on(rule):
    assert all(IDS.index(earlier) < IDS.index(rule.id) for earlier in rule.rules)


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_rule_has_its_condition_in_words_and_a_source_that_is_resolved(rule):
    assert rule.condition.endswith(".")
    tags = set(re.findall(r"S\d+[a-z]?", " ".join(re.findall(r"\[(.*?)\]", rule.source))))
    assert tags
    assert tags <= sources().keys()


def test_the_pack_holds_all_26_rules_in_order():
    assert [f"R{number:02}" for number in range(1, 27)] == IDS


def test_every_parameter_of_the_rules_is_shipped_and_none_is_idle():
    assert {*PARAMETER_NAMES, MEASURE_COST} == Parameters.shipped().by_name.keys()


def test_an_office_that_leaves_a_parameter_out_hears_of_it():
    columns, days = random_table(2, 12)
    lacking = Parameters({}, "none")
    with pytest.raises(ConfigurationError, match=r"add monitoring_line\.toml"):
        check_eligibility(columns, days, lacking)
