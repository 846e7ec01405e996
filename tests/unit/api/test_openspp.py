"""The contract with OpenSPP 2 (spp_scoring, 2026): what it keeps, and what it never may."""

import importlib.util
import json
import sys
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from builders import AS_OF, a_household

EXAMPLE = Path(__file__).parents[3] / "docs/examples/openspp/riskmodel_scoring/models"
KEPT = {  # the fields of spp.scoring.result that a calculation writes, and their types
    "score": float,
    "classification_code": str,
    "classification_label": str,
    "classification_color": str,
    "inputs_snapshot": str,
    "breakdown_json": str,
    "is_complete": bool,
    "model_version": str,
}
COLOURS = {"red", "orange", "yellow", "green", "blue", "purple", "gray"}
BREAKDOWN = {
    "indicator_code", "indicator_name", "field_value", "indicator_score", "weight",
    "weighted_score", "error",
}  # fmt: skip


class UserError(Exception):
    pass


class StockEngine:
    """What the example inherits from."""

    def calculate_score(self, *_):
        return "as OpenSPP calculates it"


@pytest.fixture
def engine(client, monkeypatch):
    """The engine of the example on a stand-in of Odoo, asking the service of this test."""
    for name, members in {
        "requests": {"post": lambda url, json, **_: client.post(url, json=json)},
        "odoo": {
            "_": str,
            "api": SimpleNamespace(model=lambda method: method),
            "fields": SimpleNamespace(
                Date=SimpleNamespace(today=lambda: date.fromisoformat(AS_OF))
            ),
            "models": SimpleNamespace(AbstractModel=StockEngine),
        },
        "odoo.exceptions": {"UserError": UserError},
    }.items():
        module = ModuleType(name)
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, name, module)
    spec = importlib.util.spec_from_file_location("example", EXAMPLE / "scoring_engine.py")
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    made = example.RiskmodelScoringEngine()
    made.results = []
    create = lambda values: made.results.append(values) or values  # noqa: E731
    parameters = SimpleNamespace(get_param=lambda _: "")
    made.env = {
        "spp.scoring.result": SimpleNamespace(create=create),
        "ir.config_parameter": SimpleNamespace(sudo=lambda: parameters),
    }
    return made


def a_model(method="external"):
    return SimpleNamespace(id=7, calculation_method=method, is_active_on_date=lambda _: True)


def score(engine, household, method="external"):
    engine._household_of = lambda _: household
    return engine.calculate_score(SimpleNamespace(id=3), a_model(method))


def test_a_scored_household_is_kept_as_openspp_keeps_a_result(client, engine):
    found = score(engine, a_household())
    assessed = client.post(
        "/v1/assessments", json={"as_of_date": AS_OF, "household": a_household()}
    ).json()
    assert set(found) == set(KEPT) | {"registrant_id", "model_id", "calculation_mode"}
    assert {name: type(found[name]) for name in KEPT} == KEPT
    assert found["score"] == pytest.approx(100 * assessed["risk"]["probability"])
    assert found["classification_code"] == assessed["risk"]["band"]
    assert found["classification_color"] in COLOURS - {"green"}
    assert found["is_complete"] is True
    lines = json.loads(found["breakdown_json"])
    assert all(set(line) == BREAKDOWN for line in lines)
    explained = assessed["explanation"]
    total = explained["base_value"] + sum(line["weighted_score"] for line in lines)
    assert total == pytest.approx(explained["raw_score"])
    snapshot = json.loads(found["inputs_snapshot"])
    assert snapshot == {"assessment_id": assessed["assessment_id"]}


def test_not_scored_is_never_turned_into_zero(client, engine):
    unscored = {"household_id": "h-unknown"}
    answer = client.post("/v1/openspp/scores", json={"as_of_date": AS_OF, "household": unscored})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_scored")
    assert "score" not in answer.json()
    with pytest.raises(UserError):
        score(engine, unscored)
    assert engine.results == []


@pytest.mark.parametrize("value", [None, "0.0", False])
def test_an_answer_without_a_number_is_never_turned_into_zero(engine, monkeypatch, value):
    answer = SimpleNamespace(status_code=200, json=lambda: {"score": value})
    monkeypatch.setattr(sys.modules["requests"], "post", lambda *_, **__: answer)
    with pytest.raises(UserError):
        score(engine, a_household())
    assert engine.results == []


def test_a_service_that_fails_is_never_turned_into_zero(engine, monkeypatch):
    answer = SimpleNamespace(status_code=503, json=lambda: {"detail": "not now"})
    monkeypatch.setattr(sys.modules["requests"], "post", lambda *_, **__: answer)
    with pytest.raises(UserError):
        score(engine, a_household())
    assert engine.results == []


def test_other_methods_are_left_to_openspp(engine):
    assert score(engine, a_household(), "weighted_sum") == "as OpenSPP calculates it"
