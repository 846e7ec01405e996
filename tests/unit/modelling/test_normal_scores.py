import numpy as np
from sklearn.preprocessing import QuantileTransformer

from riskmodel.modelling.normal_scores import normal_scores

ROWS = 2_000


def test_columns_become_what_scikit_learn_makes_of_them():
    random = np.random.default_rng(1)
    columns = [random.lognormal(9, 1, ROWS), random.integers(0, 3, ROWS), np.zeros(ROWS)]
    X = np.column_stack([*columns, random.random(ROWS) < 0.01])
    new = random.permuted(X, axis=0) + random.choice([-0.5, 0.0, 0.5], size=X.shape)
    own = QuantileTransformer(n_quantiles=200, output_distribution="normal", random_state=0)
    expected = own.fit(X).transform(new)
    np.testing.assert_array_equal(normal_scores(ROWS).fit(X)[:-1].transform(new), expected)
    assert np.isfinite(expected).all()
