import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from riskmodel.modelling.evaluation.ranking import Ranking
from riskmodel.modelling.evaluation.resampling import interval, village_weights

CAPACITIES = (2.0, 5.0, 10.0, 20.0)

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
    found = Ranking(score, outcome, CAPACITIES).measures(weight)
    assert found[0] == pytest.approx(roc_auc_score(outcome, score, sample_weight=weight))
    assert found[1] == pytest.approx(average_precision_score(outcome, score, sample_weight=weight))


def test_recall_at_capacity_by_hand():
    score = np.arange(10, 0, -1.0)
    outcome = np.array([1, 0, 1, 0, 0, 0, 0, 0, 0, 1.0])
    found = Ranking(score, outcome, (10, 20, 30, 100)).measures(np.ones(10))
    assert found[2:] == pytest.approx([1 / 3, 1 / 3, 2 / 3, 1])


def test_a_tie_at_the_capacity_counts_as_a_random_draw_would():
    outcome = np.array([1, 0, 0, 0.0])
    found = Ranking(np.zeros(4), outcome, (25.0,)).measures(np.ones(4))
    assert found[2] == pytest.approx(0.25)


def test_weights_count_as_copies():
    random = np.random.default_rng(0)
    score, outcome = random.normal(size=40), random.integers(0, 2, 40).astype(float)
    copies = random.integers(1, 4, 40)
    weighted = Ranking(score, outcome, CAPACITIES).measures(copies.astype(float))
    repeated = Ranking(np.repeat(score, copies), np.repeat(outcome, copies), CAPACITIES)
    assert weighted == pytest.approx(repeated.measures(np.ones(copies.sum())))


def test_a_resample_without_events_has_no_figure():
    assert np.isnan(Ranking(np.arange(3.0), np.zeros(3), (5.0,)).measures(np.ones(3))).all()


def test_villages_are_resampled_whole():
    village = np.repeat([4, 9, 11], [2, 3, 5])
    for weight in village_weights(village, np.ones(10), resamples=20, seed=1):
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
            np.average(values, weights=w) for w in village_weights(cluster, np.ones(1000), 300, 3)
        ]
        low, high = interval(np.array(means))
        return high - low

    assert width(shared, village) > 2 * width(shared, np.arange(1000))
    assert width(alone, village) == pytest.approx(width(alone, np.arange(1000)), rel=0.3)
