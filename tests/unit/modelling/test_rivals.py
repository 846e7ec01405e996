import sys
from dataclasses import replace

import numpy as np
import pytest
from panels import a_drawn_panel
from sklearn.linear_model import QuantileRegressor
from sklearn.metrics import roc_auc_score

from riskmodel.modelling.prepared import prepare
from riskmodel.modelling.rivals import RIVALS, NotAvailableError
from riskmodel.modelling.rivals.points_card import LINES, MOST_POINTS, fit_points_card
from riskmodel.modelling.rivals.proxy_means_test import (
    VARIABLES,
    most_telling,
    quantile_regression,
)
from riskmodel.modelling.rivals.rival import UNKNOWN_LAST
from riskmodel.modelling.rule_findings import RuleFindings
from riskmodel.schema.panel import Panel

RIVAL = {rival.name: rival for rival in RIVALS}


@pytest.fixture(scope="module")
def prepared(definition):
    return prepare(a_drawn_panel(), definition)


def on_test(prepared, name):
    block = prepared.blocks[-1]
    places = np.flatnonzero(block.test)
    return places, RIVAL[name].fit(prepared, block).score(places)


def test_the_income_line_puts_the_poorest_first_and_the_unknown_last(prepared):
    places, score = on_test(prepared, "income_line")
    income = prepared.panel.columns.number("net_income_pc")[places]
    known = ~np.isnan(income)
    assert (np.diff(income[known][np.argsort(-score[known], kind="stable")]) >= 0).all()
    assert (score[~known] == UNKNOWN_LAST).all()
    assert (~known).any()


def test_last_years_status_is_that_of_the_same_household_a_year_before(prepared):
    places, score = on_test(prepared, "last_status")
    columns = prepared.panel.columns
    ids, days = columns.text("household_id"), columns.date("as_of_date")
    poor = columns.number("measured_welfare_pc") < columns.number("monitoring_line")
    before = {(ids[row], days[row].item().year): bool(poor[row]) for row in range(len(ids))}
    for place, found in zip(places[:200], score[:200], strict=True):
        assert found == before[ids[place], days[place].item().year - 1]


def test_the_village_rate_knows_no_outcome_that_is_still_to_come(prepared):
    """Turning round every outcome that was not known by the origin changes no score."""
    places, score = on_test(prepared, "village_rate")
    origin = prepared.blocks[-1].origin
    later = prepared.days + np.timedelta64(360, "D") > origin
    outcome = np.where(later, 1 - prepared.labels.outcome, prepared.labels.outcome)
    turned = replace(prepared, labels=replace(prepared.labels, outcome=outcome))
    assert np.array_equal(on_test(turned, "village_rate")[1], score)
    assert len(np.unique(score)) > 5
    assert len(np.unique(score)) <= len(np.unique(prepared.village[places]))


def test_the_full_rule_is_asked_only_where_there_is_one(prepared):
    with pytest.raises(NotAvailableError, match="no rule"):
        on_test(prepared, "full_rule")
    urgency = np.arange(prepared.panel.rows, dtype=float)
    asked = urgency % 2 == 0
    rule = RuleFindings("a rule", np.where(asked, 1.0, np.nan), urgency, asked)
    with_rule = replace(prepared, rule=rule)
    places, score = on_test(with_rule, "full_rule")
    assert np.array_equal(score, urgency[places])
    fitted = RIVAL["full_rule"].fit(with_rule, with_rule.blocks[-1])
    assert np.array_equal(fitted.asked, asked)


def test_a_points_card_is_short_whole_and_adds_up(prepared):
    block = prepared.blocks[-1]
    card = fit_points_card(prepared.sample(block.train), prepared.features)
    assert 1 <= len(card.questions) <= LINES
    assert max(card.points) == MOST_POINTS
    assert all(isinstance(points, int) and points > 0 for points in card.points)
    X = prepared.X[block.test][:50]
    by_hand = [
        sum(
            points
            for question, points in zip(card.questions, card.points, strict=True)
            if question.ticked(row[None])[0]
        )
        for row in X
    ]
    assert card.total(X).tolist() == by_hand


def test_a_points_card_finds_what_was_put_in(definition):
    """Low incomes, sick members and no labour make the drawn panel's poor: they lead the card."""
    prepared = prepare(a_drawn_panel(villages=99), definition)
    fitted = RIVAL["points_card"].fit(prepared, prepared.blocks[-1])
    assert "income" in fitted.lines[0][1] or "income" in fitted.lines[1][1]
    assert all(zh and en for zh, en, _ in fitted.lines)
    places = np.flatnonzero(prepared.blocks[-1].test)
    outcome = prepared.labels.outcome[places]
    score = fitted.score(places)
    assert score[outcome == 1].mean() > score[outcome == 0].mean() + 3


def test_a_poverty_quantile_by_hand():
    """A tenth of each of two groups lies below what is foretold of it; their means do not."""
    group = np.repeat([0.0, 1.0], 101)
    target = np.concatenate([np.arange(101) / 10, 5 + np.arange(101) / 100])
    fitted = quantile_regression(group[:, None], target, 0.1)
    assert fitted == pytest.approx([1.0, 5.1 - 1.0], abs=0.02)


def test_a_quantile_regression_is_that_of_another_package():
    random = np.random.default_rng(3)
    variables = random.normal(size=(600, 3))
    noise = random.normal(size=600) * np.exp(0.5 * variables[:, 0])
    target = variables @ np.array([0.4, -0.2, 0.0]) + noise
    theirs = QuantileRegressor(quantile=0.2, alpha=0).fit(variables, target)
    ours = quantile_regression(variables, target, 0.2)
    assert ours == pytest.approx([theirs.intercept_, *theirs.coef_], abs=0.03)


def test_a_proxy_means_test_asks_few_things_and_none_twice():
    random = np.random.default_rng(4)
    variables = random.normal(size=(2_000, 40))
    variables[:, 1] = variables[:, 0]
    target = variables[:, :30] @ np.linspace(1, 0.2, 30) + random.normal(size=2_000)
    chosen = most_telling(variables, target)
    assert len(chosen) == VARIABLES
    assert len({0, 1} & set(chosen)) == 1
    assert most_telling(variables[:, 30:], np.ones(2_000)) == []


def test_a_proxy_means_test_finds_the_later_poor_from_the_training_rows_alone(prepared):
    block = prepared.blocks[-1]
    places, score = on_test(prepared, "proxy_means_test")
    outcome = prepared.labels.outcome[places]
    assert roc_auc_score(outcome, score) > 0.65
    hidden = replace(prepared, later=np.where(block.train, prepared.later, -1))
    assert np.array_equal(on_test(hidden, "proxy_means_test")[1], score)


def test_a_proxy_means_test_needs_welfare_measured_later_and_poor_households(prepared):
    unmeasured = replace(prepared, later=np.full_like(prepared.later, -1))
    with pytest.raises(NotAvailableError, match="measured a horizon later"):
        on_test(unmeasured, "proxy_means_test")
    columns = prepared.panel.columns.with_column("monitoring_line", np.ones(prepared.panel.rows))
    rich = replace(prepared, panel=Panel(columns, {}, {}))
    with pytest.raises(NotAvailableError, match="below the line"):
        on_test(rich, "proxy_means_test")


@pytest.mark.slow
def test_an_explainable_boosting_machine_is_a_rival_on_request(prepared):
    with pytest.raises(NotAvailableError, match="not asked for"):
        on_test(prepared, "explainable_boosting")
    judgement = prepared.definition.judgement.model_copy(update={"explainable_boosting": True})
    asked = prepared.definition.model_copy(update={"judgement": judgement})
    quick = replace(
        prepared, definition=asked, X=prepared.X[:, :10], features=prepared.features[:10]
    )
    places, score = on_test(quick, "explainable_boosting")
    outcome = prepared.labels.outcome[places]
    assert score[outcome == 1].mean() > score[outcome == 0].mean() + 0.3


def test_without_its_extra_the_machine_says_what_to_install(prepared, monkeypatch):
    monkeypatch.setitem(sys.modules, "interpret.glassbox", None)
    judgement = prepared.definition.judgement.model_copy(update={"explainable_boosting": True})
    asked = prepared.definition.model_copy(update={"judgement": judgement})
    with pytest.raises(NotAvailableError, match="install the extra `ebm`"):
        on_test(replace(prepared, definition=asked), "explainable_boosting")
