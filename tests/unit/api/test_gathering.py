"""Assessments of one turn of the event loop go to the database together."""

import asyncio

import pytest
from riskmodel_api.gathering import MOST_TOGETHER, Gathering
from stores import a_given, a_store, rows

from riskmodel.errors import StorageUnavailableError
from riskmodel.storage.place import Keys, Place

COMMITS = "SELECT count(DISTINCT given_at) FROM assessments"
KEPT = "SELECT count(*) FROM assessments"


@pytest.fixture
def place(tmp_path):
    return Place.of("", tmp_path / "database", tmp_path / "anchors.jsonl", Keys())


async def keep(store, names):
    gathering = Gathering(store)
    return await asyncio.gather(*[gathering.keep(a_given(name), "local") for name in names])


@pytest.mark.parametrize("count", [1, 5, MOST_TOGETHER, 3 * MOST_TOGETHER + 1])
def test_each_gets_its_own_message(place, count):
    names = [str(number) for number in range(count)]
    made = [a_given(name, message=f'{{"of":"{name}"}}') for name in names]

    async def ask():
        gathering = Gathering(store)
        return await asyncio.gather(*[gathering.keep(one, "local") for one in made])

    with a_store(place) as store:
        assert asyncio.run(ask()) == [one.message for one in made]
    assert rows(place, KEPT) == [(count,)]


def test_what_comes_together_is_one_commit(place):
    with a_store(place) as store:
        asyncio.run(keep(store, ["a", "b", "c"]))
    assert rows(place, COMMITS) == [(1,)]


def test_who_gives_up_keeps_no_other_from_an_answer(place):
    async def ask():
        gathering = Gathering(store)
        gone = asyncio.ensure_future(gathering.keep(a_given("gone"), "local"))
        stays = asyncio.ensure_future(gathering.keep(a_given("stays"), "local"))
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    with a_store(place) as store:
        assert asyncio.run(ask()) == a_given("stays").message
    assert rows(place, KEPT) == [(2,)]


def test_all_hear_of_it_where_nothing_can_be_written(place):
    with a_store(place) as store:
        pass

    async def ask():
        gathering = Gathering(store)
        waiting = [gathering.keep(a_given(name), "local") for name in "ab"]
        return await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(one) for one in asyncio.run(ask())] == [StorageUnavailableError] * 2
