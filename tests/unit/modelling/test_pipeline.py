import numpy as np
import pytest
from panels import a_drawn_panel

from riskmodel.errors import DataError
from riskmodel.modelling.evaluation.card import model_card
from riskmodel.modelling.evaluation.gate import reasons_to_refuse
from riskmodel.modelling.evaluation.measures import verdict
from riskmodel.modelling.evaluation.pictures import pictures
from riskmodel.modelling.evaluation.results import Figure
from riskmodel.modelling.features import panel_matrix
from riskmodel.modelling.pipeline import run
from riskmodel.modelling.prepared import prepare
from riskmodel.modelling.provenance import panel_digest
from riskmodel.modelling.rivals import RIVALS
from riskmodel.schema.panel import read_panel, write_panel

EVERY_RIVAL = {rival.name for rival in RIVALS}
NOT_HERE = {"full_rule", "explainable_boosting"}


def test_the_same_panel_and_definition_give_the_same_trees(trained, definition):
    panel = a_drawn_panel()
    again = run(panel, definition, panel_digest(panel), lambda *_: None)
    assert again.model.booster.model_to_string() == trained.model.booster.model_to_string()
    assert again.evaluation == trained.evaluation


def test_every_rival_stands_beside_the_model_with_intervals(trained):
    scores = trained.evaluation.headline.scores
    assert set(scores) == {"lightgbm", *EVERY_RIVAL} - NOT_HERE
    for ranked in scores.values():
        for figure in (ranked.auc, ranked.average_precision, *ranked.recall.values()):
            assert figure.low <= figure.value <= figure.high
    assert {one.rival for one in trained.evaluation.compared} == EVERY_RIVAL - NOT_HERE
    assert set(trained.evaluation.absent) == NOT_HERE


def test_the_model_learns_something_and_nothing_too_good(trained):
    assert 0.6 < trained.evaluation.headline.scores["lightgbm"].auc.value < 0.9


def test_probabilities_come_true_about_as_often_as_they_say(trained):
    held = trained.evaluation.calibration
    assert held.observed_over_expected.low < 1.1
    assert held.observed_over_expected.high > 0.9


def test_less_income_never_lowers_the_risk(trained):
    panel = a_drawn_panel(villages=10, seed=4)
    features = trained.model.features
    place = [f.name for f in features].index("net_income_pc_to_line")
    X = panel_matrix(panel, features)
    poorer = X.copy()
    poorer[:, place] *= 0.8
    known = ~np.isnan(X[:, place])
    assert (trained.model.predict(poorer).raw_score >= trained.model.predict(X).raw_score)[
        known
    ].all()


def test_the_order_of_rows_changes_nothing(trained):
    panel = a_drawn_panel(villages=5, seed=5)
    X = panel_matrix(panel, trained.model.features)
    order = np.random.default_rng(0).permutation(len(X))
    assert np.array_equal(
        trained.model.predict(X[order]).probability, trained.model.predict(X).probability[order]
    )


def test_attrition_is_told_for_every_index_date(trained):
    for wave in trained.evaluation.attrition:
        assert sum(wave.follow_up.values()) == wave.cohort
    assert trained.evaluation.attrition[-1].follow_up == {
        "censored": trained.evaluation.attrition[-1].cohort
    }


@pytest.mark.parametrize(
    ("auc", "precision", "expected"),
    [
        ((0.001, 0.02), (-0.01, 0.02), "beats"),
        ((0.0, 0.02), (0.001, 0.02), "ties"),
        ((-0.01, 0.02), (-0.01, 0.02), "ties"),
        ((-0.02, -0.001), (-0.01, 0.02), "loses"),
        ((0.001, 0.02), (-0.02, -0.001), "loses"),
    ],
    ids=["above zero", "at zero", "spans zero", "below zero", "a worse top of the list"],
)
def test_a_verdict_follows_the_paired_intervals(auc, precision, expected):
    figures = [Figure(value=sum(held) / 2, low=held[0], high=held[1]) for held in (auc, precision)]
    assert verdict(*figures) == expected


@pytest.mark.parametrize(("found", "refused"), [("beats", 0), ("ties", 1), ("loses", 1)])
def test_only_a_version_that_beats_its_rivals_may_be_promoted(trained, found, refused):
    compared = [
        one.model_copy(update={"verdict": found if one.rival == "logistic" else "beats"})
        for one in trained.evaluation.compared
    ]
    evaluation = trained.evaluation.model_copy(update={"compared": compared})
    told = [reason for reason in reasons_to_refuse(evaluation) if "logistic regression" in reason]
    assert len(told) == refused


def test_the_card_names_every_score_and_every_warning(trained, definition):
    card = model_card(definition, trained.evaluation)
    fits = f"the mean of {definition.learner.fits} fits of {definition.learner.trees} trees"
    for told in ("LightGBM", "logistic regression", "income line alone", "censored", fits):
        assert told in card
    for warning in trained.evaluation.warnings:
        assert warning in card


def test_pictures_are_drawn(trained):
    for _, _, content in pictures(trained.evaluation):
        assert content.startswith(b"\x89PNG")
        assert len(content) > 5_000


def test_a_panel_without_outcomes_says_where_to_look(definition):
    panel = a_drawn_panel(villages=5, households=4, years=1)
    with pytest.raises(DataError, match="known outcome"):
        prepare(panel, definition)


def test_a_panel_survives_its_file(tmp_path):
    panel = a_drawn_panel(villages=3, years=2)
    write_panel(panel, tmp_path / "panel.parquet")
    assert panel_digest(read_panel(tmp_path / "panel.parquet")) == panel_digest(panel)
    assert [path.name for path in tmp_path.iterdir()] == ["panel.parquet"]


def test_the_digest_follows_every_value():
    panel = a_drawn_panel(villages=3, years=2)
    income = panel.columns.number("net_income_pc").copy()
    income[0] = 1.0
    changed = type(panel)(panel.columns.with_column("net_income_pc", income), panel.local, {})
    assert panel_digest(changed) != panel_digest(panel)
