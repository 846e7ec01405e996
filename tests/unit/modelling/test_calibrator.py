"""The line that turns a score into log-odds."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from riskmodel.modelling.training import fit_line


@pytest.mark.parametrize("scale", [0.2, 1.0, 40.0])
def test_a_line_is_that_of_another_package(scale):
    random = np.random.default_rng(5)
    score = scale * random.standard_t(3, 800)
    outcome = (random.random(800) < 1 / (1 + np.exp(2 - score / scale))).astype(float)
    weight = random.uniform(0.1, 3, 800)
    theirs = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000)
    theirs.fit((score / scale)[:, None], outcome, sample_weight=weight)
    assert fit_line(score, outcome, weight) == pytest.approx(
        (theirs.intercept_[0], theirs.coef_[0, 0] / scale), rel=1e-5
    )


def test_a_score_that_says_nothing_gives_the_rate_of_all():
    intercept, slope = fit_line(np.ones(10), np.repeat([0.0, 1.0], [7, 3]), np.ones(10))
    assert intercept + slope == pytest.approx(np.log(3 / 7), abs=1e-6)


def test_a_score_that_says_everything_has_an_end():
    score = np.arange(10.0)
    intercept, slope = fit_line(score, (score > 4).astype(float), np.ones(10))
    assert 5 < slope < 1e4
    assert -intercept / slope == pytest.approx(4.5, abs=0.1)
