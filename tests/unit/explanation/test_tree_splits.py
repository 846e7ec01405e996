"""Trees written by hand: every kind of split, every kind of value, and what has no tables."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from riskmodel.errors import NoTablesError
from riskmodel.explanation.trees import TreeEngine, tables
from riskmodel.explanation.trees.codes import GAP, ZERO, make_codes
from riskmodel.explanation.trees.forest import Forest, Leaf, Missing, Split, Tree
from riskmodel.explanation.trees.reference import goes_left
from riskmodel.explanation.trees.side_by_side import side_by_side

NUMBER = Split(0, 0.5, None, Missing.NAN, default_left=True, left=~0, right=~1, cover=9)
CATEGORY = replace(NUMBER, categories=frozenset({0, 3}))
VALUES = np.array(
    [[np.nan, -np.inf, -1.0, -ZERO, -0.0, 0.0, ZERO, 2 * ZERO, 0.5, 3.0, 7.0, np.inf]]
).T


def stumps(*splits, features=2):
    """A forest of one tree a split: 1 is added to the raw score on the left, 0 on the right."""
    return Forest(features, tuple(Tree((one,), (Leaf(1.0, 4), Leaf(0.0, 5))) for one in splits))


@pytest.mark.parametrize(
    "split",
    [
        replace(NUMBER, threshold=threshold, missing=missing, default_left=left)
        for threshold, missing, left in itertools.product(
            [-1.0, -ZERO, 0.0, ZERO, 0.5, np.inf], Missing, [True, False]
        )
    ]
    + [CATEGORY],
)
def test_a_split_sends_every_value_where_lightgbm_s_decision_sends_it(split):
    engine = TreeEngine.path_dependent(stumps(split, features=1))
    expected = goes_left(split, VALUES) * 1.0
    assert np.array_equal(engine.raw_score(VALUES), expected)
    many = np.tile(VALUES, (10, 1))
    assert np.array_equal(engine.raw_score(many), np.tile(expected, 10))
    trees = side_by_side(stumps(split, split, features=1))
    assert [trees.goes_left(x).tolist() for x in VALUES] == [[one] * 2 for one in expected]


@pytest.mark.parametrize(
    ("splits", "said"),
    [
        ((NUMBER, CATEGORY), "a feature is a number at one split and a category at another"),
        (
            (NUMBER, replace(NUMBER, missing=Missing.ZERO)),
            "zero counts as missing at some splits of a feature and not at others",
        ),
        (
            (replace(NUMBER, categories=frozenset({1_000_001})),),
            "a category is numbered above 1000000",
        ),
        (
            [replace(NUMBER, threshold=float(one)) for one in range(GAP)],
            "a feature is compared with more than 65,534 thresholds",
        ),
    ],
)
def test_what_no_one_code_can_tell_has_no_tables_and_says_why(splits, said):
    with pytest.raises(NoTablesError) as refused:
        make_codes(stumps(*splits))
    assert str(refused.value) == said


def test_as_many_thresholds_and_as_high_a_category_as_a_code_can_tell_are_taken():
    codes = make_codes(
        stumps(
            *(replace(NUMBER, threshold=float(one)) for one in range(GAP - 1)),
            replace(CATEGORY, feature=1, categories=frozenset({1_000_000})),
        )
    )
    assert len(codes.thresholds[0]) == GAP - 1
    assert codes.categories[1] == {1_000_000: 1}


def test_tables_are_made_up_to_their_limits_and_not_beyond(monkeypatch):
    forest = stumps(NUMBER, NUMBER)
    monkeypatch.setattr(tables, "MOST_FIGURES", 8)
    monkeypatch.setattr(tables, "MOST_FEATURES", 1)
    assert len(TreeEngine.path_dependent(forest).tables.figures) == 8
    monkeypatch.setattr(tables, "MOST_FIGURES", 7)
    with pytest.raises(NoTablesError) as too_many:
        TreeEngine.path_dependent(forest)
    assert str(too_many.value) == "the tables would hold 8 figures, above 7: train less"
    monkeypatch.setattr(tables, "MOST_FEATURES", 0)
    with pytest.raises(NoTablesError) as too_deep:
        TreeEngine.path_dependent(forest)
    assert str(too_deep.value) == (
        "a path asks 1 features, and tables are made for at most 0: train with a smaller depth"
    )
