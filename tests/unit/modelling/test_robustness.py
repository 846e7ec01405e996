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
from riskmodel.modelling.robustness import assemble
from riskmodel.modelling.robustness.assemble import robustness
from riskmodel.modelling.robustness.contamination import contamination
from riskmodel.modelling.robustness.misreport import INCOMES, manipulable, under_report
from riskmodel.modelling.robustness.stability import Kept, ServedList, stability
from riskmodel.modelling.robustness.trial import Trial
from riskmodel.modelling.robustness.villages import drawn_rows, refitted, village_draws
from riskmodel.modelling.rule_findings import RuleFindings
from riskmodel.schema.panel import Panel

pytestmark = pytest.mark.slow  # it fits models of its own


def contributions(booster, X):
    return explain(booster, X).values


@pytest.fixture(scope="module")
def trial(trained):
    return Trial(trained.prepared, trained.served, contributions)


@pytest.fixture(scope="module")
def found(trained):
    steps = []
    tried = robustness(
        trained.prepared, trained.newest, contributions, lambda *told: steps.append(told)
    )
    assert steps[-1][1] == steps[-1][2]
    return tried


def test_a_model_is_as_stable_as_itself(trial):
    same = ServedList.of(trial).kept_by(trial.fitted.model.booster)
    assert same == (1, 1, 1, 1)


def test_other_seeds_and_villages_keep_a_part_of_the_list(found, definition):
    assert found.other_seeds.refits == 10
    assert found.other_villages.refits == definition.judgement.refits
    for held in (found.other_seeds, found.other_villages):
        assert 0.3 < held.list_overlap < 1
        for kept in (held.first_reason, held.first_three, held.first_dimension):
            assert 0 < kept <= 1


def test_averages_are_compared_with_averages_that_share_no_fit(trained, monkeypatch):
    asked = []

    def seen(self, places, seed=None):
        asked.append(seed)
        return trained.model.booster

    monkeypatch.setattr(Trial, "fit", seen)
    robustness(trained.prepared, trained.newest, contributions, lambda *_: None)
    learner = trained.prepared.definition.learner
    bases = {learner.seed, *(seed for seed in asked if seed is not None)}
    fits = [seed + fit for seed in bases for fit in range(learner.fits)]
    assert len(bases) == 11
    assert len(fits) == len(set(fits))


def test_reasons_are_compared_by_how_hard_they_pull_either_way(trial, monkeypatch):
    """Of three households on both lists a refit changes the first two reasons of one about."""
    names = [feature.name for feature in trial.prepared.features]
    income, before, ill = (
        names.index(one)
        for one in ("net_income_pc_to_line", "prev_net_income_pc_to_line", "chronic_members")
    )
    own = np.zeros((3, len(names)))
    own[:, [income, before, ill]] = [[-3, 2, 1], [3, 2, 1], [1, 2, 4]]
    other = own.copy()
    other[1, [income, before]] = [2, 3]
    three = np.arange(len(trial.test)) < 3
    monkeypatch.setattr(Trial, "listed", lambda *_: three)
    served = ServedList(replace(trial, contributions=lambda *_: other), three, own)
    kept = served.kept_by(trial.fitted.model.booster)
    assert kept == pytest.approx((1, 2 / 3, 1, 1))


@pytest.mark.parametrize(
    ("overlap", "reason", "holds"), [(0.7, 0.8, True), (0.69, 1, False), (1, 0.79, False)]
)
def test_stability_holds_where_list_and_first_reason_do(overlap, reason, holds):
    assert stability([Kept(overlap, reason, 0, 0)] * 2).holds is holds


def test_the_lead_on_the_panel_as_it_is_is_that_of_the_evaluation(found, trained):
    compared = next(c for c in trained.evaluation.compared if c.rival == "logistic")
    held = found.refitted
    assert held.auc.value == pytest.approx(compared.auc.value, abs=1e-6)
    assert held.average_precision.value == pytest.approx(
        compared.average_precision.value, abs=1e-6
    )
    assert held.auc.low < held.auc.value < held.auc.high


def test_the_interval_of_a_lead_is_two_standard_errors_of_its_resamples():
    held = refitted([np.array([0.02, 0.5]), np.array([0.0, 0.5]), np.array([0.02, 0.5])])
    assert (held.refits, held.auc.value) == (2, 0.02)
    assert held.auc.high - held.auc.value == pytest.approx(1.96 * 0.02 / np.sqrt(2))
    assert held.average_precision.low == held.average_precision.high == 0.5


def test_a_task_that_fails_is_told_of(trained, monkeypatch):
    monkeypatch.setattr(assemble, "optimism", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        robustness(trained.prepared, trained.newest, contributions, lambda *_: None)


def test_the_honest_figure_is_the_served_models_own(found):
    assert found.optimism.honest_auc == pytest.approx(found.learning_curve[-1].auc), (
        "the whole of the training villages gives the served model's own figure"
    )
    assert found.optimism.random_row_auc != found.optimism.honest_auc


def test_the_learning_curve_ends_with_the_model_itself(found, trial):
    villages = [point.villages for point in found.learning_curve]
    assert villages == sorted(villages)
    assert villages[-1] == len(np.unique(trial.prepared.village[trial.train]))


def test_a_resample_draws_whole_villages_as_many_as_there_are(trial):
    prepared, train = trial.prepared, trial.fitted.block.train
    drawn = village_draws(prepared)
    assert len(drawn) == prepared.definition.judgement.refits
    assert not np.array_equal(drawn[0], drawn[1])
    for counts in drawn:
        assert counts.sum() == len(np.unique(prepared.village))
        rows = drawn_rows(prepared, train, counts)
        of_village = np.bincount(prepared.village[rows], minlength=len(counts))
        once = np.bincount(prepared.village[trial.train], minlength=len(counts))
        assert np.array_equal(of_village, counts * once)


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
    assert "the rule of a test" in evaluation_page(definition, with_rule, drawn=())


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
    for pair in (found.weighted, found.unweighted):
        difference = pair.auc.difference
        assert (difference.low, difference.value, difference.high) == (0, 0, 0)
    assert (found.list_overlap, found.entering, found.leaving) == (1, 0, 0)
    assert found.movers == []


def test_two_versions_differ_in_figures_and_in_households(trained):
    panel = a_drawn_panel()
    other = fit_block(with_learner(trained.prepared, seed=99, trees=5), trained.served.block)
    found = compare(trained.model, other, panel, contributions)
    assert found.rows == int(trained.served.block.test.sum())
    assert found.weighted != found.unweighted
    for held in (found.weighted.auc, found.unweighted.auc):
        assert held.difference.value == pytest.approx(held.second.value - held.first.value)
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
