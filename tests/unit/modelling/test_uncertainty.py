import numpy as np
import pytest

from riskmodel.modelling.calibration import expit
from riskmodel.modelling.definition import Certainty
from riskmodel.modelling.fit_uncertainty import fit_uncertainty
from riskmodel.modelling.uncertainty import Uncertainty

pytestmark = pytest.mark.slow  # it fits models of its own

CERTAINTY = Certainty(miss_at_most=0.15)


def drawn(rows, seed, shift=0.0):
    """Raw scores, and outcomes that come true as often as expit(score + shift) says."""
    random = np.random.default_rng(seed)
    raw = random.normal(-2.5, 1.0, rows)
    return raw, (random.random(rows) < expit(raw + shift)).astype(float)


@pytest.fixture(scope="module")
def fitted():
    raw, outcome = drawn(6_000, 1)
    return fit_uncertainty(raw, outcome, np.ones(6_000), CERTAINTY)


def test_an_interval_holds_the_probability_and_the_truth(fitted):
    raw, _ = drawn(500, 2)
    low, high = fitted.interval(raw, expit(raw))
    assert (low <= expit(raw)).all()
    assert (expit(raw) <= high).all()
    assert (high - low).mean() < 0.1


def test_an_interval_corrects_a_calibration_that_is_off():
    """Probabilities said twice too low in log-odds: the interval reaches up to what comes true."""
    raw, outcome = drawn(6_000, 3, shift=1.0)
    held = fit_uncertainty(raw, outcome, np.ones(6_000), CERTAINTY)
    test, _ = drawn(2_000, 4)
    _, high = held.interval(test, expit(test))
    assert np.mean(high >= expit(test + 1.0) - 0.05) > 0.95


def test_fewer_calibration_rows_give_wider_intervals():
    raw, _ = drawn(500, 5)
    widths = []
    for rows in (300, 10_000):
        seen, outcome = drawn(rows, 6)
        low, high = fit_uncertainty(seen, outcome, np.ones(rows), CERTAINTY).interval(
            raw, expit(raw)
        )
        widths.append((high - low).mean())
    assert widths[0] > 1.5 * widths[1]


@pytest.mark.parametrize("miss_at_most", [0.05, 0.15, 0.3])
def test_at_most_the_stated_share_of_those_who_fall_is_called_low(miss_at_most):
    """Class-conditional validity, on average over calibration samples."""
    missed = []
    for seed in range(40):
        raw, outcome = drawn(1_500, 2 * seed)
        held = fit_uncertainty(raw, outcome, np.ones(1_500), Certainty(miss_at_most=miss_at_most))
        test, fell = drawn(4_000, 2 * seed + 1)
        missed.append(held.may_be_called_low(test)[fell == 1].mean())
    assert np.mean(missed) <= miss_at_most + 0.015
    assert np.mean(missed) >= miss_at_most - 0.05


def test_with_too_few_events_nobody_is_called_low():
    raw = np.linspace(-4, 0, 50)
    outcome = np.zeros(50)
    outcome[-3:] = 1
    held = fit_uncertainty(raw, outcome, np.ones(50), CERTAINTY)
    assert held.low_below is None
    assert not held.may_be_called_low(raw).any()


def test_an_unknown_score_is_never_called_low(fitted):
    assert not fitted.may_be_called_low(np.array([np.nan])).any()


def test_the_table_survives_its_text(fitted):
    assert Uncertainty.model_validate_json(fitted.model_dump_json()) == fitted
