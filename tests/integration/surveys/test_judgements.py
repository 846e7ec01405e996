"""The shipped definitions, judged from end to end on real panels."""

from pathlib import Path

import pytest

from riskmodel.modelling.definition import read_definition
from riskmodel.modelling.inputs import features_of
from riskmodel.modelling.pipeline import run
from riskmodel.sources.surveys import IMPORTERS

FOLDER = Path(__file__).parents[3] / "models"
DEFINITIONS = {
    "uganda-lsms": "uganda-fall-12m",
    "progresa-rural": "progresa-later-poverty-24m",
    "german-health": "german-low-income-12m",
}
QUICK = {"resamples": 40}


def definition_for(survey):
    return read_definition(FOLDER / f"{DEFINITIONS[survey]}.toml")


def judged(panel, survey):
    definition = definition_for(survey)
    judgement = definition.judgement.model_copy(update=QUICK)
    return run(
        panel, definition.model_copy(update={"judgement": judgement}), "digest", lambda *_: None
    ).evaluation


@pytest.mark.parametrize("survey", IMPORTERS)
def test_no_definition_learns_from_what_is_kept_for_audits(survey):
    for feature in features_of(definition_for(survey).features):
        assert "audit" not in feature.name
        assert feature.name not in ("local_intention_to_treat", "local_rule_eligible")


@pytest.mark.parametrize(
    ("survey", "panel"),
    [("uganda-lsms", "uganda"), ("progresa-rural", "progresa"), ("german-health", "german")],
)
def test_every_column_that_a_definition_learns_from_is_in_its_panel(survey, panel, request):
    local = request.getfixturevalue(panel).local
    assert {feature.name for feature in features_of(definition_for(survey).features)} <= set(local)


@pytest.mark.slow
def test_on_a_panel_that_any_machine_has_three_scores_stand_side_by_side(german):
    evaluation = judged(german, "german-health")
    assert [str(block.origin) for block in evaluation.blocks] == ["1986-12-31", "1987-12-31"]
    for ranked in evaluation.headline.scores.values():
        assert 0.7 < ranked.auc.value < 0.9
    assert not evaluation.unseen_villages


@pytest.mark.slow
def test_uganda_is_judged_from_end_to_end(uganda):
    evaluation = judged(uganda, "uganda-lsms")
    assert (evaluation.headline.rows, evaluation.headline.events) == (1_725, 241)
    assert set(evaluation.unweighted) == {"lightgbm", "logistic", "income_line"}
    for ranked in evaluation.unweighted.values():
        assert 0.62 < ranked.auc.value < 0.76


@pytest.mark.slow
def test_progresa_is_judged_from_end_to_end(progresa):
    evaluation = judged(progresa, "progresa-rural")
    assert evaluation.headline.rows == 14_335
    assert evaluation.headline.scores["income_line"].auc.value == pytest.approx(0.674, abs=0.02)
    assert evaluation.headline.scores["lightgbm"].auc.value == pytest.approx(0.715, abs=0.02)
    assert not evaluation.future_year
