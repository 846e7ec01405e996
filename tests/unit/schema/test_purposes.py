from riskmodel.eligibility import RULES_READING
from riskmodel.schema.field import Privacy
from riskmodel.schema.household import FIELDS, HOUSEHOLD
from riskmodel.schema.purposes import NONE, OTHER_PURPOSES, purposes, purposes_page

WITHOUT = {"monitor_category", "clue_source", "decided_by", "override_reason"}
"""Fields of the national form that nothing here reads."""


def test_every_field_has_a_purpose_or_is_said_to_need_none():
    unread = {one.name for one in HOUSEHOLD if not purposes(one, RULES_READING.get(one.name, ()))}
    assert unread == WITHOUT, "state a purpose, or say that it need not be sent"
    assert purposes_page(RULES_READING).count(NONE) == len(WITHOUT)


def test_a_field_that_a_rule_reads_names_the_rule():
    (first, *_) = RULES_READING["net_income_pc"]
    assert first in purposes(FIELDS["net_income_pc"], RULES_READING["net_income_pc"])[0]


def test_who_heads_the_household_is_for_audits_only():
    assert "never a feature" in OTHER_PURPOSES["head_sex"]
    assert not FIELDS["head_sex"].model_use
    assert FIELDS["household_id"].privacy is Privacy.PERSONAL
