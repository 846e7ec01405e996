"""Refits and misreports of the small shared model."""

from dataclasses import replace

import numpy as np
import pytest
from panels import a_drawn_panel

from riskmodel.errors import DataError
from riskmodel.explanation.contributions import explain
from riskmodel.modelling.artifact import load_artifact
from riskmodel.modelling.backtest import fit_and_test
from riskmodel.modelling.comparison import compare
from riskmodel.modelling.definition import AssistanceColumn
from riskmodel.modelling.evaluation.beside_rule import beside_rule
from riskmodel.modelling.evaluation.pool import pools
from riskmodel.modelling.features import panel_matrix
from riskmodel.modelling.fitting import fit_block, with_learner
from riskmodel.modelling.pipeline import served_block
from riskmodel.modelling.prepared import prepare
from riskmodel.modelling.report import evaluation_page
from riskmodel.modelling.reproduction import reproduce
from riskmodel.modelling.robustness.assemble import robustness
from riskmodel.modelling.robustness.contamination import contamination
from riskmodel.modelling.robustness.misreport import INCOMES, manipulable, under_report
from riskmodel.modelling.robustness.stability import resampled_training, stability
from riskmodel.modelling.robustness.trial import Trial
from riskmodel.modelling.rule_findings import RuleFindings
from riskmodel.schema.panel import Panel


def contributions(booster, X):
    return explain(booster, X).values


@pytest.fixture(scope="module")
def trial(trained):
    return Trial(trained.prepared, trained.served, contributions)


@pytest.fixture(scope="module")
def found(trained):
    steps = []
    tried = robustness(
        trained.prepared, trained.served, contributions, lambda *told: steps.append(told)
    )
    assert steps[-1][1] == steps[-1][2]
    return tried


def test_a_model_is_as_stable_as_itself(trial):
    same = stability(trial, [trial.fitted.model.booster])
    assert (same.list_overlap, same.first_reason, same.first_dimension) == (1, 1, 1)


def test_other_seeds_and_villages_keep_a_part_of_the_list(found):
    for held in (found.other_seeds, found.other_villages):
        assert held.refits == 10
        assert 0.3 < held.list_overlap < 1
        assert 0 < held.first_reason <= 1
        assert 0 < held.first_dimension <= 1


def test_the_honest_figure_is_the_served_models_own(found):
    assert found.optimism.honest_auc == pytest.approx(found.learning_curve[-1].auc), (
        "the whole of the training villages gives the served model's own figure"
    )
    assert found.optimism.random_row_auc != found.optimism.honest_auc


def test_the_learning_curve_ends_with_the_model_itself(found, trial):
    villages = [point.villages for point in found.learning_curve]
    assert villages == sorted(villages)
    assert villages[-1] == len(np.unique(trial.prepared.village[trial.train]))


def test_a_resample_draws_whole_villages_and_differs_by_number(trial):
    village = trial.prepared.village
    size = {v: int((village[trial.train] == v).sum()) for v in np.unique(village[trial.train])}
    rows = resampled_training(trial, 0)
    for one, count in zip(*np.unique(village[rows], return_counts=True), strict=True):
        assert count % size[one] == 0
    assert not np.array_equal(np.sort(rows), np.sort(resampled_training(trial, 1)))


def test_the_lower_incomes_are_told_the_less_of_the_list_stays(trial):
    told = list(under_report(trial))
    for by in ("everybody", "a third"):
        stays = [one.list_overlap for one in told if one.by == by]
        assert stays == sorted(stays, reverse=True)
        assert stays[-1] < 1


def test_a_model_that_reads_no_income_has_no_under_report(trial):
    features = tuple(
        f for f in trial.prepared.features if not {*f.inputs} & {*INCOMES, "prev_net_income_pc"}
    )
    prepared = replace(
        trial.prepared, features=features, X=panel_matrix(trial.prepared.panel, features)
    )
    model = fit_block(prepared, trial.fitted.block)
    blind = Trial(prepared, replace(trial.fitted, model=model), contributions)
    assert list(under_report(blind)) == []


def test_only_declared_fields_are_told_otherwise_and_never_the_risk_lowered(trial):
    fields = trial.prepared.panel.columns.fields
    held = manipulable(trial)
    assert {one.field for one in held} == {"household_size", "labour_members"}
    assert all(fields[one.field].evidence == "declared" for one in held)
    assert all(0 <= one.entering <= 1 for one in held)
    assert any(one.entering > 0 for one in held)


def test_assistance_that_hides_risk_is_seen(definition):
    """Half of the households are helped at random, and help halves their falls."""
    panel = a_drawn_panel(villages=99, households=60)
    random = np.random.default_rng(4)
    ids = panel.columns.text("household_id")
    helped_ids = {one for one in np.unique(ids) if random.random() < 0.5}
    helped = np.array([one in helped_ids for one in ids], dtype=float)
    column = AssistanceColumn(title_en="helped", column="local_helped")
    named = definition.model_copy(update={"assistance": column})
    held = prepare(Panel(panel.columns, {"local_helped": helped}, panel.notes), named)
    spared = (helped == 1) & (np.random.default_rng(5).random(panel.rows) < 0.5)
    outcome = np.where(spared & (held.labels.outcome == 1), 0.0, held.labels.outcome)
    held = replace(held, labels=replace(held.labels, outcome=outcome))
    found = contamination(Trial(held, fit_and_test(held, served_block(held)), contributions))
    assert found.assisted == "helped"
    assert found.rate_of_assisted < found.rate_of_unassisted
    assert found.mean_probability["scored_at_none"] > found.mean_probability["current"]
    assert found.mean_probability["unassisted_only"] > found.mean_probability["current"]


def test_a_definition_that_names_a_missing_column_of_assistance_says_so(definition):
    column = AssistanceColumn(title_en="helped", column="local_helped")
    named = definition.model_copy(update={"assistance": column})
    with pytest.raises(DataError, match=r"assistance\.column"):
        prepare(a_drawn_panel(villages=5), named)


def test_a_panel_that_says_nothing_of_assistance_has_no_such_rows(found):
    assert found.contamination is None


def test_the_page_shows_everything_and_asks_for_nothing(trained, definition, found):
    page = evaluation_page(definition, trained.evaluation, found)
    assert page.count("data:image/png;base64,") >= 6
    assert "http" not in page
    assert "<script" not in page
    for told in ("points card", "Decisions", "Robustness", "too few to say", "Hanna and Olken"):
        assert told in page
    without = evaluation_page(definition, trained.evaluation)
    assert "riskmodel evaluate" in without
    assert "No rule can be asked" in without
    rows = trained.prepared.panel.rows
    rule = RuleFindings("the rule of a test", np.arange(rows) % 2.0, np.arange(rows) / rows)
    beside = beside_rule(pools(trained.prepared, [trained.served])[0], rule)
    few = beside.model_copy(update={"silent_and_high_rate": None})
    once = trained.evaluation.unweighted.model_copy(update={"beside_rule": beside})
    with_rule = trained.evaluation.model_copy(update={"beside_rule": few, "unweighted": once})
    assert "the rule of a test" in evaluation_page(definition, with_rule)


def test_a_version_is_reproduced_to_the_byte(artifact):
    again = reproduce(load_artifact(*artifact), a_drawn_panel())
    assert again.succeeded
    assert set(again.same) == {"model.txt", "serving.json", "background.csv"}


def test_another_panel_is_not_a_reproduction(artifact):
    with pytest.raises(DataError, match="not the one"):
        reproduce(load_artifact(*artifact), a_drawn_panel(seed=2))


def test_a_recorded_file_that_differs_is_named(artifact):
    held = load_artifact(*artifact)
    files = held.files | {"model.txt": held.files["model.txt"] + b" "}
    again = reproduce(replace(held, files=files), a_drawn_panel())
    assert not again.succeeded
    assert again.same == {"model.txt": False, "serving.json": True, "background.csv": True}


def test_a_version_beside_itself_has_no_difference(trained):
    panel = a_drawn_panel()
    found = compare(trained.model, trained.model, panel, contributions)
    assert (found.auc.low, found.auc.value, found.auc.high) == (0, 0, 0)
    assert (found.list_overlap, found.entering, found.leaving) == (1, 0, 0)
    assert found.movers == []


def test_two_versions_differ_in_figures_and_in_households(trained):
    panel = a_drawn_panel()
    other = fit_block(with_learner(trained.prepared, seed=99, trees=5), trained.served.block)
    found = compare(trained.model, other, panel, contributions)
    assert found.rows == int(trained.served.block.test.sum())
    assert found.first.auc.value - found.second.auc.value == pytest.approx(-found.auc.value)
    assert found.entering > 0
    assert found.list_overlap < 1
    moved = {one.household_id for one in found.movers}
    assert moved <= set(panel.columns.text("household_id"))
    assert all(one.change != 0 for one in found.movers)


def test_versions_of_two_questions_are_not_compared(trained):
    label = trained.model.definition.label.model_copy(update={"outcome": "below_line"})
    definition = trained.model.definition.model_copy(update={"label": label})
    other = replace(trained.model, definition=definition)
    with pytest.raises(DataError, match="different things"):
        compare(trained.model, other, a_drawn_panel(), contributions)


def test_versions_without_a_shared_test_household_are_not_compared(trained):
    split = trained.model.definition.split.model_copy(update={"seed": 5, "village_folds": 59})
    definition = trained.model.definition.model_copy(update={"split": split})
    other = replace(trained.model, definition=definition)
    with pytest.raises(DataError, match="no household was tested"):
        compare(trained.model, other, a_drawn_panel(), contributions)
