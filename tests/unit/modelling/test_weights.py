"""Every figure with the survey's weights, and once without."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from riskmodel.modelling.evaluation.assemble import evaluate
from riskmodel.modelling.evaluation.card import model_card, model_summary, shown
from riskmodel.modelling.evaluation.pictures import UNWEIGHTED, pictures
from riskmodel.modelling.evaluation.pool import design_effect, pools
from riskmodel.modelling.evaluation.results import parse_evaluation
from riskmodel.modelling.report import evaluation_page

MODEL = "lightgbm"
OF_WEIGHTS = (
    "blocks", "compared", "calibration", "later", "regret", "net_benefit", "certainty",
    "incidence", "points_card",
)  # fmt: skip
OF_HOUSEHOLDS = ("definition", "estimand", "panel", "absent", "attrition", "warnings")


@pytest.fixture(scope="module")
def without(trained):
    """The same households where the panel has no weights."""
    return evaluate(trained.prepared.counted_once(), [trained.served], "digest")


@pytest.mark.parametrize("part", OF_WEIGHTS)
def test_every_weighted_figure_has_its_unweighted_one(trained, part):
    weighted, plain = trained.evaluation, trained.evaluation.unweighted
    assert getattr(weighted, part) != getattr(plain, part)


@pytest.mark.parametrize("part", OF_HOUSEHOLDS)
def test_what_is_of_households_is_the_same_in_both(trained, part):
    weighted, plain = trained.evaluation, trained.evaluation.unweighted
    assert getattr(weighted, part) == getattr(plain, part)


def test_weighted_and_unweighted_figures_by_another_package(trained):
    weighted, plain = trained.evaluation.headline, trained.evaluation.unweighted.headline
    prepared, block = trained.prepared, trained.served.block
    tested = np.logical_or.reduce([one.block.test for one in trained.newest])
    rows = prepared.labels.usable & (prepared.days == block.origin) & tested
    assert weighted.rows == rows.sum()
    outcome, weight = prepared.labels.outcome[rows], prepared.weight[rows]
    assert plain.base_rate == pytest.approx(outcome.mean())
    assert weighted.base_rate == pytest.approx(np.average(outcome, weights=weight))
    line = prepared.definition.income_line.feature
    place = [feature.name for feature in prepared.features].index(line)
    score = np.nan_to_num(-prepared.X[rows, place], nan=-1e300)
    assert plain.scores["income_line"].auc.value == pytest.approx(roc_auc_score(outcome, score))
    assert weighted.scores["income_line"].auc.value == pytest.approx(
        roc_auc_score(outcome, score, sample_weight=weight)
    )


def test_the_design_effect_by_hand(trained):
    assert design_effect(np.array([1.0, 1, 1, 3])) == pytest.approx(4 * 12 / 36)
    assert design_effect(np.full(7, 0.4)) == pytest.approx(1)
    assert trained.evaluation.headline.design_effect > 1.1
    assert trained.evaluation.unweighted.headline.design_effect == 1


def test_without_weights_nothing_is_judged_twice(trained, without, definition):
    assert without.unweighted is None
    assert not without.weighted
    assert not any(name.startswith(UNWEIGHTED) for name, _, _ in pictures(without))
    page = evaluation_page(definition, without)
    assert "The panel has none: weighted and unweighted figures are the same" in page
    assert 'class="plain"' not in page
    assert "without survey weights" not in model_card(definition, without)
    (pool,) = pools(trained.prepared.counted_once(), [trained.served])[:1]
    assert without.headline.base_rate == pytest.approx(pool.outcome.mean())


def test_the_page_the_card_and_the_record_show_both(trained, definition):
    held = trained.evaluation
    plain = held.unweighted
    page = evaluation_page(definition, held)
    for figure in (
        plain.calibration.slope,
        plain.calibration.observed_over_expected,
        plain.certainty.called_low,
    ):
        assert shown(figure) in page
    for ranked in plain.headline.scores.values():
        assert f"<small>{ranked.auc.low:.3f} … {ranked.auc.high:.3f}</small>" in page
    for one in plain.compared:
        shown_there = f"<small>{one.auc.low:+.3f} … {one.auc.high:+.3f}</small>"
        assert shown_there.replace("-", "−") in page
    assert f"{held.headline.design_effect:.2f}" in page
    card = model_card(definition, held)
    assert shown(plain.headline.scores[MODEL].auc) in card.split("without survey weights")[1]
    assert shown(plain.headline.scores[MODEL].auc) in model_summary(definition, held)
    again = parse_evaluation(held.model_dump_json().encode())
    assert again.unweighted.compared == plain.compared
