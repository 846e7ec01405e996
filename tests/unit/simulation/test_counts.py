import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmodel.simulation.counts import (
    FEWEST_SHOWN,
    Count,
    count,
    counts_by_code,
    counts_that_add_up,
    stock,
)


def set_rows(number: int, of: int = 40):
    return np.arange(of) < number


def published(held: list[int]) -> list[Count]:
    codes = np.array([f"c{place:02d}" for place in range(len(held))])
    return counts_by_code(codes, np.repeat(codes, held), np.ones(sum(held)))


@pytest.mark.parametrize(
    ("number", "shown"), [(0, 0), (1, "<5"), (4, "<5"), (5, 5), (6, 6), (23, 23)]
)
def test_one_to_four_households_are_not_shown(number, shown):
    assert count(set_rows(number), np.ones(40)).households == shown


def test_a_hidden_count_has_no_weighted_count_either():
    assert count(set_rows(3), np.full(40, 2.5)) == Count("<5", None)
    assert count(set_rows(6), np.full(40, 2.5)) == Count(6, 15.0)


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (4, "<5"), (7, 5), (8, 10), (33, 35)])
def test_what_is_counted_before_and_after_is_rounded(number, shown):
    assert stock(set_rows(number), np.ones(40)).households == shown


def test_a_small_count_is_not_found_by_subtraction_from_the_total():
    assert [one.households for one in published([30, 3, 9])] == [30, "<5", "not shown"]
    assert [one.households for one in published([30, 3, 2])] == [30, "<5", "<5"]
    assert [one.households for one in published([30, 1, 5, 0])] == [
        "not shown",
        "<5",
        "not shown",
        0,
    ]


def test_groups_that_add_up_are_hidden_together():
    rows = [set_rows(20), ~set_rows(20) & set_rows(37), ~set_rows(37)]
    assert [one.households for one in counts_that_add_up(rows, np.ones(40))] == [
        20,
        "not shown",
        "<5",
    ]


def possible(place: int, held: list[int], shown: list[Count]) -> int:
    """How many values a reader who knows the total finds possible for one hidden count."""
    small, large = range(1, FEWEST_SHOWN), range(FEWEST_SHOWN, sum(held) + FEWEST_SHOWN)
    ranges = {"<5": small, "not shown": large}
    hidden = {at: ranges[one.households] for at, one in enumerate(shown) if one.shown is None}
    total = sum(held[at] for at in hidden)
    others = [values for at, values in hidden.items() if at != place]
    least, most = sum(v[0] for v in others), sum(v[-1] for v in others)
    return sum(least <= total - value <= most for value in hidden[place])


@given(st.lists(st.integers(0, 14), min_size=1, max_size=7))
def test_no_hidden_count_can_be_worked_out_where_another_can_be_hidden(held):
    shown = published(held)
    all_hidden = all(one.shown is None for one, number in zip(shown, held, strict=True) if number)
    for place, one in enumerate(shown):
        if one.shown is None and not all_hidden:
            assert possible(place, held, shown) > 1
        assert one.shown in (None, held[place])
        assert (one.households == "<5") == (0 < held[place] < FEWEST_SHOWN)
