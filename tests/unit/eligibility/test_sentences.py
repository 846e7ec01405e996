"""What a reviewer reads of each rule, to the letter (`sentences.toml`)."""

import tomllib
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from builders import AS_OF, a_household, columns_of
from unit.eligibility.tables import parameters_of_areas

from riskmodel.eligibility import RULES, check_household
from riskmodel.eligibility.specification import Case

SAID = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))["said"]


def found_of(said):
    """What the rule of an entry finds of its household."""
    case = Case.model_validate({key: said[key] for key in said if key != "rule"})
    eligibility = check_household(
        columns_of(a_household(**case.given)),
        np.array([said.get("day", AS_OF)], dtype="datetime64[D]"),
        case.in_force(parameters_of_areas()),
    )
    return next(one for one in eligibility.findings if one.rule == said["rule"])


@pytest.mark.parametrize("said", SAID, ids=[f"{n} {one['rule']}" for n, one in enumerate(SAID)])
def test_a_reviewer_reads_the_figures(said):
    finding = found_of(said)
    assert (finding.sentence_zh, finding.sentence_en) == (said["zh"], said["en"])


def test_every_rule_is_heard_where_it_is_met_and_where_it_is_not():
    heard = defaultdict(set)
    for said in SAID:
        heard[said["rule"]].add(found_of(said).met)
    assert heard.keys() == {rule.id for rule in RULES}
    assert all({True, False} <= answers for answers in heard.values())
