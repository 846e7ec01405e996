"""How often an address may try passwords, one after the other or all at once."""

import asyncio
from types import SimpleNamespace

import pytest
from riskmodel_api.authentication import Authentication

from riskmodel.access.rates import Rates
from riskmodel.access.refusals import password_not_known
from riskmodel.errors import NotIdentifiedError, StorageUnavailableError, TooManyRequestsError

MOST = 3
SCOPE = {"type": "http", "headers": [], "client": ("192.0.2.7", 40_000)}
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def authentication():
    return Authentication(SimpleNamespace(version=0), None, Rates(1, 1), MOST)


def wrong():
    raise password_not_known()


def unavailable():
    message = "the database cannot be read now"
    raise StorageUnavailableError(message)


async def test_of_many_guesses_at_once_no_more_are_looked_at_than_one_after_the_other(
    authentication,
):
    tried = [authentication.try_password(SCOPE, wrong) for _ in range(4 * MOST)]
    found = await asyncio.gather(*tried, return_exceptions=True)
    kinds = [type(one) for one in found]
    assert kinds.count(NotIdentifiedError) == MOST
    assert kinds.count(TooManyRequestsError) == 3 * MOST


async def test_who_signs_in_and_what_nobody_could_look_at_is_no_guess(authentication):
    for _ in range(2 * MOST):
        assert await authentication.try_password(SCOPE, lambda: "token") == "token"
        with pytest.raises(StorageUnavailableError):
            await authentication.try_password(SCOPE, unavailable)
    for _ in range(MOST):
        with pytest.raises(NotIdentifiedError):
            await authentication.try_password(SCOPE, wrong)
    with pytest.raises(TooManyRequestsError):
        await authentication.try_password(SCOPE, lambda: "token")
