"""Which cores each of several workers keeps to."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from riskmodel_api.operation.cores import cores_of, keep_to_own_cores


@given(cores=st.sets(st.integers(0, 300), min_size=1, max_size=64), count=st.integers(1, 16))
def test_shares_are_equal_and_apart_or_all_of_what_there_is(cores, count):
    shares = [cores_of(number, count, cores) for number in range(count)]
    assert all(share <= cores for share in shares)
    if len(cores) < count:
        assert all(share == cores for share in shares)
    else:
        assert {len(share) for share in shares} == {len(cores) // count}
        assert len(set().union(*shares)) == sum(map(len, shares))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no such call")
def test_a_process_keeps_to_its_share(monkeypatch):
    kept = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {4, 5, 6, 7})
    monkeypatch.setattr(os, "sched_setaffinity", lambda pid, cores: kept.append((pid, cores)))
    keep_to_own_cores(1, 2)
    assert kept == [(0, {6, 7})]


def test_a_system_without_such_a_call_places_it_as_it_likes(monkeypatch):
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    keep_to_own_cores(0, 2)
