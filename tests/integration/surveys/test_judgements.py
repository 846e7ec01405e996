"""The shipped definitions, judged from end to end on real panels."""

from pathlib import Path

import pytest

from riskmodel.modelling.definition import read_definition
from riskmodel.modelling.evaluation.gate import reasons_to_refuse
from riskmodel.modelling.inputs import features_of
from riskmodel.modelling.pipeline import run
from riskmodel.sources.surveys import IMPORTERS

FOLDER = Path(__file__).parents[3] / "models"
DEFINITIONS = {
    "uganda-lsms": "uganda-fall-12m",
    "progresa-rural": "progresa-later-poverty-24m",
    "german-health": "german-low-income-12m",
    "cfps": "cfps-fall-24m",
}
QUICK = {"resamples": 20}


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
    for name in ("lightgbm", "logistic", "income_line"):
        assert 0.7 < evaluation.headline.scores[name].auc.value < 0.9
    assert not evaluation.unseen_villages


@pytest.mark.slow
def test_uganda_is_judged_from_end_to_end(uganda):
    evaluation = judged(uganda, "uganda-lsms")
    assert (evaluation.headline.rows, evaluation.headline.events) == (1_725, 241)
    assert evaluation.headline.design_effect == pytest.approx(1.49, abs=0.01)
    for one in (evaluation, evaluation.unweighted):
        for name in ("lightgbm", "logistic", "income_line", "proxy_means_test"):
            assert 0.62 < one.headline.scores[name].auc.value < 0.76
        assert any("income line alone" in reason for reason in reasons_to_refuse(one))


@pytest.fixture(scope="module")
def progresa_judged(progresa):
    return judged(progresa, "progresa-rural")


@pytest.mark.slow
def test_progresa_is_judged_from_end_to_end(progresa_judged):
    evaluation = progresa_judged
    assert evaluation.headline.rows == 14_335
    assert evaluation.headline.scores["income_line"].auc.value == pytest.approx(0.674, abs=0.02)
    assert evaluation.headline.scores["lightgbm"].auc.value == pytest.approx(0.715, abs=0.02)
    assert not evaluation.future_year
    assert evaluation.unweighted is None
    assert "proxy_means_test" in {one.rival for one in evaluation.compared}
    assert reasons_to_refuse(evaluation) == []


@pytest.mark.slow
def test_progresa_sets_the_programmes_own_rule_beside_the_model(progresa_judged):
    """The rule scores 0.576, and 22.3 % of those that it turned down were poor later."""
    evaluation = progresa_judged
    (rule,) = [one for one in evaluation.compared if one.rival == "full_rule"]
    assert rule.rows == 5_948
    assert rule.rival_auc == pytest.approx(0.576, abs=0.02)
    assert rule.model_auc == pytest.approx(0.691, abs=0.02)
    beside = evaluation.beside_rule
    assert beside.silent_rate.value == pytest.approx(0.223, abs=0.001)
    assert beside.silent_and_high_rate.low > beside.silent_rate.value
