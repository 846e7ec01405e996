import itertools

import numpy as np
import pytest

from riskmodel.truth import Truth, above, at_least, at_most, below, yes

ALL = (True, False, None)


def column(*answers: bool | None) -> Truth:
    return yes(np.array([np.nan if answer is None else float(answer) for answer in answers]))


def kleene_and(a, b):
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


@pytest.mark.parametrize(("a", "b"), list(itertools.product(ALL, ALL)))
def test_and_or_and_not_follow_kleene(a, b):
    assert (column(a) & column(b)).at(0) is kleene_and(a, b)
    negated = kleene_and(*(None if x is None else not x for x in (a, b)))
    assert (column(a) | column(b)).at(0) is (None if negated is None else not negated)
    assert (~column(a)).at(0) is (None if a is None else not a)


@pytest.mark.parametrize(
    ("compare", "expected"),
    [
        (below, [True, False, False, None]),
        (at_most, [True, True, False, None]),
        (above, [False, False, True, None]),
        (at_least, [False, True, True, None]),
    ],
)
def test_comparisons_are_unknown_where_a_side_is_missing(compare, expected):
    found = compare(np.array([1.0, 2.0, 3.0, np.nan]), 2.0)
    assert [found.at(row) for row in range(4)] == expected


def test_a_side_that_is_not_known_makes_the_answer_unknown():
    found = yes(np.array([1.0, 0.0])).where(np.array([False, True]))
    assert [found.at(row) for row in range(2)] == [None, False]
