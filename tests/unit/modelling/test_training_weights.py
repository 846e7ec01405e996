"""Survey weights in the fit itself, as a definition may choose and as an evaluation compares."""

from dataclasses import replace

import numpy as np
import pytest

from riskmodel.errors import ConfigurationError, DataError
from riskmodel.modelling.definition import parse_definition
from riskmodel.modelling.evaluation.paired import Resampling, judge_pair
from riskmodel.modelling.fitting import with_learner
from riskmodel.modelling.prepared import prepare
from riskmodel.modelling.robustness.weighting import fit_otherwise, weighting
from riskmodel.modelling.training import train_lightgbm
from riskmodel.schema.columns import Columns
from riskmodel.schema.panel import Panel

MODEL = "lightgbm"


@pytest.fixture(scope="module")
def sample(trained):
    return trained.prepared.sample(trained.served.block.train)


def fitted(sample, trained, **changes):
    held = with_learner(trained.prepared, **changes)
    return train_lightgbm(sample, held.definition.learner, held.features)


@pytest.fixture(scope="module")
def found(trained):
    otherwise = [fit_otherwise(trained.prepared, fold) for fold in trained.newest]
    return weighting(trained.prepared, trained.newest, otherwise)


def test_by_default_a_fit_does_not_see_the_weights(sample, trained):
    once = replace(sample, weight=np.ones(len(sample.weight)))
    own = fitted(sample, trained).model_to_string()
    assert own == fitted(once, trained).model_to_string()
    assert own != fitted(sample, trained, weights="survey").model_to_string()


def test_only_the_proportions_of_weights_matter(sample, trained):
    """Weights that add up to a population are no less regularised than those around one."""
    grown = replace(sample, weight=sample.weight * 4096)
    assert (
        fitted(sample, trained, weights="survey").model_to_string()
        == fitted(grown, trained, weights="survey").model_to_string()
    )


@pytest.mark.parametrize("weights", ["none", "survey"])
def test_a_weighted_fit_learns_the_rate_of_the_population(sample, trained, weights):
    """Were those who fell drawn half as often, only the weights say what is so outside."""
    weight = np.where(sample.outcome == 1, 2.0, 1.0)
    booster = fitted(replace(sample, weight=weight), trained, weights=weights)
    used = weight if weights == "survey" else None
    rate = np.average(sample.outcome, weights=used)
    assert np.average(booster.predict(sample.X), weights=used) == pytest.approx(rate, rel=0.03)


def test_weights_that_a_panel_does_not_have_are_not_taken_for_given(trained):
    held = trained.prepared
    columns = held.panel.columns
    given = {name: columns[name] for name in columns.given if name != "weight"}
    without = Panel(Columns(given, columns.rows, columns.fields), held.panel.local)
    definition = with_learner(held, weights="survey").definition
    with pytest.raises(DataError, match="no survey weights"):
        prepare(without, definition)


def test_a_household_whose_weight_is_missing_counts_as_an_average_one(trained):
    held = trained.prepared
    columns = held.panel.columns
    weight = columns.number("weight") * 50.0
    weight[::3] = np.nan
    given = {name: columns[name] for name in columns.given} | {"weight": weight}
    gaps = Panel(Columns(given, columns.rows, columns.fields), held.panel.local)
    found = prepare(gaps, held.definition).weight
    assert found[1::3] == pytest.approx(weight[1::3])
    assert found[::3] == pytest.approx(np.nanmean(weight))


def test_another_way_of_weighing_is_refused_by_name(definition_text):
    wrong = definition_text.replace("monotone = true", 'monotone = true\nweights = "frequency"')
    with pytest.raises(ConfigurationError, match=r"learner\.weights"):
        parse_definition(wrong.encode(), "a definition")


def test_the_way_that_ships_has_the_figures_of_the_headline(found, trained):
    assert found.shipped == "none"
    plain = trained.evaluation.unweighted
    for pair, judged in ((found.weighted, trained.evaluation), (found.counted_once, plain)):
        headline = judged.headline.scores[MODEL]
        for held, figure in (
            (pair.auc, headline.auc),
            (pair.average_precision, headline.average_precision),
            (pair.recall, headline.recall["8"]),
        ):
            assert held.first.model_dump() == pytest.approx(figure.model_dump())
            assert held.second != held.first


def test_without_weights_comes_first_whichever_way_ships(found, trained):
    prepared = with_learner(trained.prepared, weights="survey")
    fold = trained.newest[0]
    own = fit_otherwise(trained.prepared, fold)
    weighed = replace(fold.own_day, calibrated=fold.own_day.calibrated | {MODEL: own})
    shipped = replace(fold, tested=[weighed])
    held = weighting(prepared, [shipped], [fit_otherwise(prepared, shipped)])
    other = weighting(trained.prepared, [fold], [own])
    assert (held.shipped, other.shipped) == ("survey", "none")
    assert (held.weighted, held.counted_once) == (other.weighted, other.counted_once)


def test_a_paired_difference_by_hand(trained):
    """Of a perfect score and its opposite every resample says the same difference."""
    sample = trained.prepared.sample(trained.served.block.test)
    pair = judge_pair(1 - sample.outcome, sample.outcome, sample, Resampling(20, 1, 0.5))
    assert (pair.auc.first.value, pair.auc.second.value) == pytest.approx((0, 1))
    difference = pair.auc.difference.model_dump()
    assert difference == pytest.approx({"value": 1, "low": 1, "high": 1})
    assert pair.recall.second.value == pytest.approx(1)
