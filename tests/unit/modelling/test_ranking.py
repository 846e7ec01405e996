import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from riskmodel.modelling.evaluation.ranking import Ranking, found_with_ties, on_list
from riskmodel.modelling.evaluation.resampling import Resamples, figure, interval
from riskmodel.truth import ratio

CAPACITIES = (0.02, 0.05, 0.1, 0.2)


def measures(score, outcome, weight, capacities=CAPACITIES):
    """AUC, average precision and recall at each capacity."""
    whole, captured = Ranking(score, outcome, outcome[:, None], capacities).measures(weight)
    return np.array([*whole[:2], *(captured[:-1, 0] / captured[-1, 0])])


samples = st.integers(2, 60).flatmap(
    lambda rows: st.tuples(
        st.lists(st.integers(0, 6), min_size=rows, max_size=rows),
        st.lists(st.booleans(), min_size=rows, max_size=rows).filter(
            lambda y: any(y) and not all(y)
        ),
        st.lists(st.floats(0.1, 5), min_size=rows, max_size=rows),
    )
)


@given(samples)
def test_auc_and_average_precision_agree_with_scikit_learn(sample):
    score, outcome, weight = (np.array(part, dtype=float) for part in sample)
    found = measures(score, outcome, weight)
    assert found[0] == pytest.approx(roc_auc_score(outcome, score, sample_weight=weight))
    assert found[1] == pytest.approx(average_precision_score(outcome, score, sample_weight=weight))


def test_recall_at_capacity_by_hand():
    score = np.arange(10, 0, -1.0)
    outcome = np.array([1, 0, 1, 0, 0, 0, 0, 0, 0, 1.0])
    found = measures(score, outcome, np.ones(10), (0.1, 0.2, 0.3, 1.0))
    assert found[2:] == pytest.approx([1 / 3, 1 / 3, 2 / 3, 1])


def test_a_tie_at_the_capacity_counts_as_a_random_draw_would():
    outcome = np.array([1, 0, 0, 0.0])
    found = measures(np.zeros(4), outcome, np.ones(4), (0.25,))
    assert found[2] == pytest.approx(0.25)


def test_weights_count_as_copies():
    random = np.random.default_rng(0)
    score, outcome = random.normal(size=40), random.integers(0, 2, 40).astype(float)
    copies = random.integers(1, 4, 40)
    weighted = measures(score, outcome, copies.astype(float))
    rows = np.repeat(np.arange(40), copies)
    assert weighted == pytest.approx(measures(score[rows], outcome[rows], np.ones(len(rows))))


def test_a_resample_without_events_has_no_figure():
    assert np.isnan(measures(np.arange(3.0), np.zeros(3), np.ones(3))).all()


@given(samples)
def test_the_chance_to_be_on_the_list_fills_the_capacity_and_finds_what_the_ranking_finds(sample):
    score, outcome, weight = (np.array(part, dtype=float) for part in sample)
    for place, capacity in enumerate(CAPACITIES):
        chance = on_list(score, weight, capacity)
        assert np.sum(weight * chance) == pytest.approx(capacity * weight.sum())
        found = np.sum(weight * chance * outcome) / np.sum(weight * outcome)
        assert found == pytest.approx(measures(score, outcome, weight)[2 + place])


@given(samples)
def test_ties_fall_between_worst_and_best(sample):
    score, outcome, weight = (np.array(part, dtype=float) for part in sample)
    worst, drawn, best = found_with_ties(score, outcome, weight, 0.2)
    assert worst <= drawn + 1e-12
    assert drawn <= best + 1e-12
    assert drawn == pytest.approx(measures(score, outcome, weight)[5])


def test_ties_by_hand():
    """Four tied households, room for two, two events among them."""
    outcome = np.array([1.0, 1, 0, 0])
    assert found_with_ties(np.zeros(4), outcome, np.ones(4), 0.5) == (0.0, 0.5, 1.0)


def test_villages_are_resampled_whole():
    village = np.repeat([4, 9, 11], [2, 3, 5])
    for weight in Resamples.draw(village, resamples=20, seed=1).weights(np.ones(10)):
        for number in (4, 9, 11):
            assert len(set(weight[village == number])) == 1
        assert sum(weight[[0, 2, 5]]) == 3


def test_intervals_widen_when_a_village_shares_its_outcome():
    random = np.random.default_rng(2)
    village = np.repeat(np.arange(50), 20)
    shared = random.normal(size=50)[village]
    alone = random.normal(size=1000)

    def width(values, cluster):
        means = [
            np.average(values, weights=w)
            for w in Resamples.draw(cluster, 300, 3).weights(np.ones(1000))
        ]
        low, high = interval(np.array(means))
        return high - low

    assert width(shared, village) > 2 * width(shared, np.arange(1000))
    assert width(alone, village) == pytest.approx(width(alone, np.arange(1000)), rel=0.3)


def test_totals_by_village_are_those_of_the_weighted_rows():
    random = np.random.default_rng(3)
    village, weight = random.integers(0, 12, 200), random.uniform(0.5, 2, 200)
    columns = random.normal(size=(200, 3))
    resamples = Resamples.draw(village, 130, 5)
    totals = resamples.totals(columns, weight)
    assert totals[0] == pytest.approx(weight @ columns)
    for drawn, total in zip(resamples.weights(weight), totals[1:], strict=True):
        assert total == pytest.approx(drawn @ columns)
    ends = figure(ratio(totals[:, 0], totals[:, 1] ** 2))
    assert ends.low <= ends.high
