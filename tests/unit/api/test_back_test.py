"""What the back-test of the champion found in each cell of the matrix."""

import json
from types import SimpleNamespace

from riskmodel_api.console.back_test import back_test


def served_with(assessor, beside_rule):
    """A champion whose evaluation holds this of rule and model."""
    told = json.loads(assessor.model.artifact.files["evaluation.json"])
    content = json.dumps(told | {"beside_rule": beside_rule}).encode()
    return SimpleNamespace(artifact=SimpleNamespace(files={"evaluation.json": content}))


def a_cell(rule, band, rows, events):
    return {"rule": rule, "band": band, "rows": rows, "events": events, "rate": None}


def test_each_cell_has_the_share_of_all_that_belong_to_it(assessor):
    cells = [
        a_cell("silent", "high", 40, 12), a_cell("cannot say", "high", 10, 3),
        a_cell("fires", "high", 50, 25), a_cell("fires", "ordinary", 30, 3),
        a_cell("fires", "elevated", 10, 1), a_cell("silent", "see_first", 19, 2),
    ]  # fmt: skip
    rates = {"silent_rate": None, "silent_and_high_rate": None}
    found = back_test(served_with(assessor, {"name": "the rule", "cells": cells} | rates))
    assert (found["model_only"].count, found["model_only"].of) == (15, 50)
    assert found["rule_and_model"].value == 0.5
    assert (found["rule_only"].count, found["rule_only"].of) == (4, 40)
    assert found["see_first_and_rule_silent"].value is None
    assert "neither" not in found


def test_nothing_is_said_where_nothing_was_tested(assessor):
    assert back_test(None) == {}
    assert back_test(served_with(assessor, None)) == {}
    other = SimpleNamespace(artifact=SimpleNamespace(files={"evaluation.json": b"{}"}))
    assert back_test(other) == {}
