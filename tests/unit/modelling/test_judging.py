"""The parts of an evaluation, each on households made by hand."""

from dataclasses import replace

import numpy as np
import pytest
from panels import a_drawn_panel
from scipy.special import logit

from riskmodel.modelling.definition import Judgement
from riskmodel.modelling.evaluation.agreement import label_agreement
from riskmodel.modelling.evaluation.beside_rule import beside_rule
from riskmodel.modelling.evaluation.by_group import by_group
from riskmodel.modelling.evaluation.calibration_curve import judge_calibration
from riskmodel.modelling.evaluation.cautions import cautions
from riskmodel.modelling.evaluation.certainty import judge_certainty
from riskmodel.modelling.evaluation.following import followed_up
from riskmodel.modelling.evaluation.gate import reasons_to_refuse
from riskmodel.modelling.evaluation.groups import NOT, crossings, levels
from riskmodel.modelling.evaluation.later import regrets
from riskmodel.modelling.evaluation.net_benefit import ALL, NONE, RULE, net_benefit
from riskmodel.modelling.evaluation.pool import pools
from riskmodel.modelling.evaluation.recommend import recommend
from riskmodel.modelling.evaluation.resampling import Resamples
from riskmodel.modelling.evaluation.results import Evaluation, Figure, GroupFigures
from riskmodel.modelling.evaluation.welfare import EVENT, GAP, WELFARE, gains
from riskmodel.modelling.model import Band
from riskmodel.modelling.pipeline import fit_newest
from riskmodel.modelling.prepared import prepare
from riskmodel.modelling.rule_findings import RuleFindings
from riskmodel.schema.panel import Panel

MODEL = "lightgbm"


@pytest.fixture(scope="module")
def pool(trained):
    return pools(trained.prepared, [trained.served])[0]


def with_probability(pool, probability, outcome, **changes):
    rows = len(outcome)
    return replace(
        pool,
        places=np.arange(rows),
        outcome=outcome,
        weight=np.ones(rows),
        gains=outcome[:, None].repeat(3, axis=1),
        scores={MODEL: probability},
        calibrated={MODEL: probability},
        asked={},
        band=np.full(rows, "ordinary"),
        low=np.maximum(probability - 0.02, 0),
        high=probability + 0.02,
        resamples=Resamples.draw(np.arange(rows) % 40, 20, 1),
        **changes,
    )


@pytest.fixture(scope="module")
def honest(pool):
    """Probabilities that come true as often as they say."""
    random = np.random.default_rng(0)
    probability = random.beta(1.5, 12, 20_000)
    return with_probability(pool, probability, (random.random(20_000) < probability).astype(float))


def test_a_poorer_household_is_worth_more(pool):
    found = gains(np.array([1.0, 1, 0, 1]), np.array([0.4, 0.8, 2.0, np.nan]))
    assert found[:, EVENT].tolist() == [1, 1, 0, 1]
    assert found[:, GAP] == pytest.approx([0.6, 0.2, 0, 0])
    assert found[0, WELFARE] > 3 * found[1, WELFARE] > 3 * found[2, WELFARE] > 0
    assert found[3, WELFARE] == 0


def test_the_welfare_gain_by_hand():
    """u(c) = -1 / (2 c^2); the mean gap, 0.5, is given to a household at half the line."""
    found = gains(np.array([1.0, 0]), np.array([0.5, 1.0]))
    assert found[:, WELFARE] == pytest.approx([-0.5 + 2.0, -0.5 / 2.25 + 0.5])


def test_honest_probabilities_are_found_calibrated(honest):
    found = judge_calibration(honest, honest.calibrated[MODEL])
    assert found.observed_over_expected.value == pytest.approx(1, abs=0.05)
    assert found.slope.value == pytest.approx(1, abs=0.05)
    assert found.slope.low < found.slope.value < found.slope.high
    assert found.integrated_index < 0.01
    assert found.brier < found.brier_of_base_rate


def test_probabilities_twice_too_high_and_too_bold_are_found_out(honest):
    bold = 1 / (1 + np.exp(-2 * logit(honest.calibrated[MODEL])))
    assert judge_calibration(honest, bold).slope.high < 0.7
    double = np.minimum(2 * honest.calibrated[MODEL], 0.99)
    assert judge_calibration(honest, double).observed_over_expected.high < 0.6


def test_net_benefit_by_hand(pool):
    """Ten households, two fall; the model visits three of them, one in vain."""
    outcome = np.array([1.0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    probability = np.array([0.5, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0.0])
    held = with_probability(pool, probability, outcome)
    fires = np.array([1.0, 0, 1, 1, np.nan, 0, 0, 0, 0, 0])
    judgement = Judgement(thresholds=(0.2, 0.4))
    found = net_benefit(held, MODEL, judgement, fires)
    assert found.curves[MODEL][0] == pytest.approx(0.2 - 0.1 * 0.25)
    assert found.curves[ALL][0] == pytest.approx(0.2 - 0.8 * 0.25)
    assert found.curves[NONE] == [0.0] * len(found.thresholds)
    assert found.curves[RULE][-1] == pytest.approx(0.1 - 0.2 * 0.4 / 0.6)
    assert found.lead[0].value == pytest.approx(0.125)


def test_bands_are_judged_by_what_became_of_them(honest):
    probability = honest.calibrated[MODEL]
    band = np.select([probability > 0.3, probability > 0.05], ["high", "see_first"], "ordinary")
    found = judge_certainty(replace(honest, band=band), probability, 0.15)
    assert sum(found.share.values()) == pytest.approx(1)
    assert found.rate["high"].value > found.rate["see_first"].value > found.rate["ordinary"].value
    missed = honest.outcome[band == "ordinary"].sum() / honest.outcome.sum()
    assert found.called_low.value == pytest.approx(missed)
    assert found.in_interval > 0.9


def test_an_interval_that_is_elsewhere_covers_little(honest):
    low, high = honest.low + 0.1, honest.high + 0.1
    assert (
        judge_certainty(
            replace(honest, low=low, high=high), honest.calibrated[MODEL], 0.15
        ).in_interval
        < 0.2
    )


def test_the_rule_stands_beside_the_bands(pool):
    outcome = np.tile([1.0, 0], 100)
    held = replace(
        with_probability(pool, np.full(200, 0.5), outcome),
        band=np.where(np.arange(200) < 100, Band.HIGH.value, Band.ORDINARY.value),
    )
    fires = np.where(np.arange(200) < 60, 1.0, np.where(np.arange(200) < 190, 0.0, np.nan))
    found = beside_rule(held, RuleFindings("a rule", fires, fires))
    cells = {(cell.rule, cell.band): cell for cell in found.cells}
    assert cells["fires", "high"].rows == 60
    assert cells["silent", "high"].events == 20
    assert cells["cannot say", "ordinary"].rate is None
    assert found.silent_rate.value == pytest.approx(0.5)
    assert found.silent_and_high_rate.value == pytest.approx(0.5)
    assert sum(cell.rows for cell in found.cells) == 200


def test_a_group_is_judged_by_the_same_list_and_too_few_events_say_nothing(trained, pool):
    columns = trained.prepared.panel.columns
    sex = np.where(np.arange(columns.rows) % 10 == 0, 1.0, 0.0)
    panel = Panel(columns.with_column("head_sex", sex), {}, {})
    prepared = replace(trained.prepared, panel=panel)
    judgement = prepared.definition.judgement.model_copy(update={"fewest_events": 15})
    lowered = prepared.definition.model_copy(update={"judgement": judgement})
    found = {
        (g.group, g.level): g for g in by_group(replace(prepared, definition=lowered), pool, MODEL)
    }
    first, second = found["head_sex", "m"], found["head_sex", "f"]
    assert first.rows + second.rows == len(pool.outcome)
    assert first.events + second.events == pool.events
    assert first.disparity
    assert first.exclusion_error is not None
    assert 0 <= first.exclusion_error.value <= 1
    few = by_group(prepared, pool, MODEL)
    for group in few:
        assert (group.auc is None) == (group.events < 100)


def test_audit_columns_of_the_panel_are_groups(trained):
    panel = a_drawn_panel(villages=3, years=2)
    with_audit = Panel(
        panel.columns, {"local_audit_minority": np.arange(panel.rows) % 2.0}, panel.notes
    )
    found = [level for level in levels(with_audit) if level.group == "minority"]
    assert [level.level for level in found] == ["0", "1"]
    assert all(level.disparity for level in found)


def test_groups_meet_where_neither_is_the_rest_of_another():
    """Two columns for audit, each with two levels, meet in four groups that part everybody."""
    panel = a_drawn_panel(villages=3, years=2)
    number = np.arange(panel.rows)
    audits = {"local_audit_minority": number % 2.0, "local_audit_widow": number // 2 % 2.0}
    single = [one for one in levels(Panel(panel.columns, audits, panel.notes)) if one.disparity]
    met = list(crossings(single))
    assert {one.group for one in met} == {"minority x widow"}
    assert {one.level for one in met} == {"0 x 0", "0 x 1", "1 x 0", "1 x 1"}
    assert np.array_equal(sum(one.rows.astype(int) for one in met), np.ones(panel.rows))
    assert all(one.crossed and one.disparity for one in met)
    rest = [replace(one, level=NOT) for one in single]
    assert list(crossings(rest)) == []


def test_a_crossing_is_told_of_only_where_it_has_events_enough(trained, pool):
    prepared, few = trained.prepared, pool.events // 2
    judgement = prepared.definition.judgement.model_copy(update={"fewest_events": few})
    definition = prepared.definition.model_copy(update={"judgement": judgement})
    number = np.arange(prepared.panel.rows)
    audits = {f"local_audit_{n}": (number % 40 != n) * 1.0 for n in (1, 2)}
    panel = Panel(prepared.panel.columns, audits, prepared.panel.notes)
    found = by_group(replace(prepared, panel=panel, definition=definition), pool, MODEL)
    crossed = [one for one in found if one.crossed]
    assert {one.level for one in crossed} == {"1 x 1"}
    assert all(one.events >= few and one.auc is not None for one in crossed)


@pytest.mark.slow
def test_lost_households_bound_the_figures(definition):
    panel = a_drawn_panel()
    columns = panel.columns
    random = np.random.default_rng(1)
    newest = columns.date("as_of_date") == np.datetime64("2024-12-31")
    kept = ~(newest & (random.random(panel.rows) < 0.2))
    prepared = prepare(panel.take(kept), definition)
    fitted = fit_newest(prepared, lambda *_: None)
    held = next(one for one in pools(prepared, fitted) if one.day == one.origin)
    found = followed_up(prepared, held)
    assert found.not_followed > 50
    rates = found.base_rate
    assert rates["none_poor"] < rates["followed"] < rates["all_poor"]
    assert abs(rates["observed_weighted"] - rates["followed"]) < 0.03
    assert found.auc["all_poor"] < found.auc["followed"]


def test_two_labels_that_are_one_agree_and_two_that_differ_do_not(trained, pool):
    prepared = trained.prepared
    columns = prepared.panel.columns
    poor = columns.number("measured_welfare_pc") < columns.number("monitoring_line")
    status = columns.fields["monitor_status"].codes
    opened, none = float(status.index("open")), float(status.index("none"))
    same = np.where(poor, opened, none)
    shuffled = np.random.default_rng(0).permutation(same)
    kappas = []
    for held in (same, shuffled):
        panel = Panel(columns.with_column("monitor_status", held), {}, {})
        found = label_agreement(replace(prepared, panel=panel), pool, MODEL)
        assert found.both + found.only_measured + found.only_listed + found.neither == found.rows
        kappas.append(found.kappa.value)
    assert kappas[0] == pytest.approx(1)
    assert abs(kappas[1]) < 0.15


def test_regret_is_what_the_best_of_the_past_gives_away(trained):
    block = trained.evaluation.headline

    def at(origin, **precision):
        scores = {
            name: block.scores["logistic"].model_copy(
                update={"average_precision": Figure(value=value, low=value, high=value)}
            )
            for name, value in precision.items()
        }
        return block.model_copy(update={"origin": origin, "scores": scores})

    blocks = [at("2021-12-31", a=0.3, b=0.2), at("2022-12-31", a=0.2, b=0.25)]
    (found,) = regrets(blocks)
    assert (found.chosen, found.past) == ("a", 0.0)
    assert found.next_time == pytest.approx(0.05)


def test_the_simplest_that_is_not_worse_is_recommended(trained):
    held = trained.evaluation
    ranked = held.headline.scores["logistic"]

    def figures(auc, precision):
        return {"auc": figure(auc, 0), "average_precision": figure(precision, 0)}

    def of(**told):
        pairs = {name: one if isinstance(one, tuple) else (one, one) for name, one in told.items()}
        scores = {name: ranked.model_copy(update=figures(*pair)) for name, pair in pairs.items()}
        compared = []
        for name in pairs.keys() - {MODEL}:
            lead = [own - other for own, other in zip(pairs[MODEL], pairs[name], strict=True)]
            update = {"rival": name, "not_worse": max(lead) <= 0.01, **figures(*lead)}
            compared.append(held.compared[0].model_copy(update=update))
        return recommend(scores, compared, MODEL, 0.01).score

    assert of(lightgbm=0.75, income_line=0.70, logistic=0.73) == MODEL
    assert of(lightgbm=0.75, income_line=0.745, logistic=0.749) == "income_line"
    assert of(lightgbm=0.75, income_line=0.70, logistic=0.745) == "logistic"
    assert of(lightgbm=0.70, income_line=0.71, logistic=0.735) == "logistic"
    split = {"proxy_means_test": (0.71, 0.287), "logistic": (0.694, 0.305)}
    assert of(lightgbm=(0.69, 0.264), **split) == "proxy_means_test"
    assert of(lightgbm=(0.72, 0.264), **split) == MODEL


def figure(value, spread):
    return Figure(value=value, low=value - spread, high=value + spread)


def passing(trained):
    held: Evaluation = trained.evaluation
    compared = [one.model_copy(update={"verdict": "beats"}) for one in held.compared]
    calibration = held.calibration.model_copy(
        update={"observed_over_expected": figure(1, 0.05), "slope": figure(1, 0.05)}
    )
    return held.model_copy(
        update={"compared": compared, "calibration": calibration, "groups": [], "fewest_events": 1}
    )


def test_the_gate_lets_pass_what_has_nothing_against_it(trained):
    assert reasons_to_refuse(passing(trained)) == []


@pytest.mark.parametrize(
    ("ratio", "slope", "told"),
    [
        (figure(0.7, 0.1), figure(1, 0.1), "observed over expected"),
        (figure(1, 0.1), figure(1.4, 0.2), "slope"),
    ],
)
def test_the_gate_refuses_what_is_miscalibrated_for_certain(trained, ratio, slope, told):
    held = passing(trained)
    calibration = held.calibration.model_copy(
        update={"observed_over_expected": ratio, "slope": slope}
    )
    (reason,) = reasons_to_refuse(held.model_copy(update={"calibration": calibration}))
    assert told in reason


@pytest.mark.parametrize(
    ("ratio", "disparity", "refused"),
    [(figure(1.5, 0.1), True, 1), (figure(1.3, 0.1), True, 0), (figure(1.5, 0.1), False, 0)],
    ids=["for certain", "perhaps", "not a group for disparity"],
)
def test_the_gate_refuses_what_misses_a_group_for_certain(trained, ratio, disparity, refused):
    held = passing(trained)
    one = GroupFigures(
        group="g", level="yes", label_en="g", label_zh="g", disparity=disparity, rows=900,
        events=200, followed=1.0, base_rate=0.2, see_first=0.1, auc=None,
        observed_over_expected=None, exclusion_error=None, exclusion_ratio=ratio,
        inclusion_error=None, called_low=None,
    )  # fmt: skip
    assert len(reasons_to_refuse(held.model_copy(update={"groups": [one]}))) == refused


@pytest.mark.parametrize(
    ("events", "told"), [(99, "too few to say"), (100, "imprecise"), (499, "imprecise"), (500, "")]
)
def test_few_events_are_told_of_before_any_figure(trained, definition, events, told):
    headline = trained.evaluation.headline.model_copy(update={"events": events})
    found = [one for one in cautions(definition, headline) if "test events" in one.en]
    assert [one for one in found if told in one.en] == found
    assert bool(found) == bool(told)
    assert all(str(events) in one.zh for one in found)


def test_the_gate_refuses_what_has_too_few_events(trained):
    (reason,) = reasons_to_refuse(passing(trained).model_copy(update={"fewest_events": 100_000}))
    assert "too few to say" in reason
