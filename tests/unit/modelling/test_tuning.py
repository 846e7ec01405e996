from dataclasses import replace

import mlflow
import numpy as np
import pytest
from panels import a_drawn_panel

from riskmodel.errors import DataError
from riskmodel.modelling.definition import parse_definition
from riskmodel.modelling.pipeline import served_block
from riskmodel.modelling.prepared import prepare
from riskmodel.modelling.tuning import explanation_cost, inner_folds, search, with_learner
from riskmodel.registry.tracking import Registry

pytestmark = pytest.mark.slow  # it fits models of its own


@pytest.fixture(scope="module")
def prepared(definition):
    return prepare(a_drawn_panel(), definition)


@pytest.fixture(scope="module")
def found(prepared):
    return search(prepared, 5, 5, lambda *_: None)


def test_nothing_but_training_rows_is_looked_at(prepared):
    block = served_block(prepared)
    for fold in inner_folds(prepared, block):
        assert not (fold.learn & ~block.train).any()
        assert not (fold.judge & ~block.train).any()
        assert not set(prepared.village[fold.learn]) & set(prepared.village[fold.judge])
        assert prepared.days[fold.learn].max() < prepared.days[fold.judge].min()


def test_outcomes_outside_the_training_rows_change_nothing(prepared, found):
    """Turn round every outcome that tuning must not see: the same trials come out."""
    block = served_block(prepared)
    outcome = prepared.labels.outcome
    turned = np.where(block.train, outcome, 1 - outcome)
    other = replace(prepared, labels=replace(prepared.labels, outcome=turned))
    again = search(other, 5, 5, lambda *_: None)
    figures = [[(t.learner, t.average_precision) for t in s.tried] for s in (found, again)]
    assert figures[0] == figures[1]


def test_the_first_is_the_definitions_own_and_the_chosen_is_cheap_and_near_the_best(
    prepared, found
):
    assert found.own.learner == prepared.definition.learner
    best = max(found.tried, key=lambda one: one.average_precision)
    near = [t for t in found.tried if t.average_precision >= best.average_precision - best.error]
    assert found.chosen.explanation_cost == min(one.explanation_cost for one in near)
    assert len({one.learner for one in found.tried}) == 5


def test_deeper_trees_cost_more_to_explain_and_leaves_end_with_the_depth(prepared):
    own = prepared.definition.learner
    deeper = own.model_copy(update={"depth": own.depth + 1})
    assert explanation_cost(deeper) > explanation_cost(own)
    many = own.model_copy(update={"leaves": 999, "depth": 3})
    assert explanation_cost(many) == own.fits * own.trees * 8 * (3 + 1)


def test_a_learner_keeps_its_fits_and_their_trees_are_bounded_together(found):
    for one in found.tried[1:]:
        assert one.learner.fits == found.own.learner.fits
        assert 100 <= one.learner.fits * one.learner.trees <= 800


def test_the_time_is_a_limit_too(prepared):
    short = search(prepared, 10_000, 0.01, lambda *_: None)
    assert 1 <= len(short.tried) < 200


def test_only_the_learner_of_a_definition_is_replaced(definition_text, found):
    text = with_learner(definition_text, found.tried[-1].learner)
    before, after = (parse_definition(t.encode(), "x") for t in (definition_text, text))
    assert after.learner == found.tried[-1].learner
    assert after.model_copy(update={"learner": before.learner}) == before
    kept = [line for line in definition_text.splitlines() if line.startswith("#")]
    assert all(line in text for line in kept)


def test_a_training_too_small_to_tune_on_says_so(definition):
    small = prepare(a_drawn_panel(villages=40, households=8, seed=8), definition)
    block = served_block(small)
    outcome = np.where(block.train, 0.0, small.labels.outcome)
    silent = replace(small, labels=replace(small.labels, outcome=outcome))
    with pytest.raises(DataError, match="too few events"):
        inner_folds(silent, block)


def test_a_search_is_one_run_with_a_child_for_each_learner(definition, found, tmp_path):
    registry = Registry(tmp_path)
    with registry.search(definition, {"trials": 5, "minutes": 5}) as (log_tried, log_end):
        for one in found.tried:
            log_tried(one)
        log_end(found)
    client = mlflow.MlflowClient(registry.tracking_uri)
    experiment = client.get_experiment_by_name(definition.model.name)
    runs = client.search_runs([experiment.experiment_id])
    parents = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    assert len(parents) == 1
    children = [run for run in runs if "mlflow.parentRunId" in run.data.tags]
    assert {run.data.tags["mlflow.parentRunId"] for run in children} == {parents[0].info.run_id}
    assert len(children) == len(found.tried)
    assert parents[0].data.metrics["tried"] == 5
