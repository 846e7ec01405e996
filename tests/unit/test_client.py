"""The client gives the service's own messages, waits as it is asked to, and says why it cannot."""

import asyncio
import datetime
import json

import httpx2
import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.problems import problem_of

from riskmodel.assessment import Assessment
from riskmodel.client import AsyncClient, Client, Patience, Problem, RefusedError
from riskmodel.errors import (
    DataError,
    RetryInProgressError,
    ServiceError,
    ServiceUnreachableError,
)
from riskmodel.schema.record import HouseholdRecord
from riskmodel.settings import Settings

ADDRESS = "http://service.test"
QUICK = Patience(tries=4, first=0.001, longest=0.002)
EARLIER = ("2025-01-31", a_household(net_income_pc=12_000))


@pytest.fixture(scope="module")
def service(assessor, tmp_path_factory):
    settings = Settings(state=tmp_path_factory.mktemp("state"))
    with TestClient(create_app(settings, assessor)) as service:
        yield service


@pytest.fixture(scope="module")
def asked(service):
    """The service as a transport, which says what each call was."""
    calls = []

    def answer(request):
        calls.append(request)
        told = service.request(
            request.method, request.url.path, content=request.content, headers=request.headers
        )
        return httpx2.Response(told.status_code, content=told.content, headers=told.headers)

    return httpx2.MockTransport(answer), calls


@pytest.fixture
def client(asked):
    with Client(ADDRESS, patience=QUICK, transport=asked[0]) as client:
        yield client


def answers(*responses, **more):
    """A client of a service that gives these answers, then the last for ever; and how often."""
    left, calls = list(responses), []

    def answer(request):
        calls.append(request)
        given = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(given, Exception):
            raise given
        return given

    return Client(ADDRESS, patience=QUICK, transport=httpx2.MockTransport(answer), **more), calls


def test_an_assessment_is_the_service_s_own_message(client, service):
    found = client.assess(a_household(), AS_OF)
    body = {"as_of_date": AS_OF, "household": a_household()}
    assert found == Assessment.model_validate_json(
        service.post("/v1/assessments", json=body).content
    )
    assert client.recorded(found.assessment_id) == found


def test_dates_and_checked_records_may_be_given_as_they_are(client):
    plain = client.assess(a_household(identified_on="2024-05-01"), AS_OF)
    day = datetime.date.fromisoformat(AS_OF)
    dated = a_household(identified_on=datetime.date(2024, 5, 1))
    record = HouseholdRecord(**dated)
    assert client.assess(dated, day) == plain
    assert client.assess(record, day) == plain


def test_each_of_many_households_has_its_answer_in_order(client, asked):
    _, calls = asked
    households = [a_household(household_id=f"h-{number}") for number in range(7)]
    households[3]["head_age"] = 5
    before = len(calls)
    found = list(client.assess_many(iter(households), AS_OF, at_once=3))
    assert len(calls) - before == 3
    assert isinstance(found[3], Problem)
    assert found[3].errors[0].code == "below_minimum"
    others = [one for place, one in enumerate(found) if place != 3]
    assert [one.household_id for one in others] == [f"h-{n}" for n in (0, 1, 2, 4, 5, 6)]


def test_every_question_of_the_service_can_be_asked(client):
    now = (AS_OF, a_household())
    assert client.change(EARLIER, now).household_id == "h-1"
    assert client.missing_answers(now[1], AS_OF).household_id == "h-1"
    assert client.levers(now[1], AS_OF, "Li Na", "for the visit").asked_by == "Li Na"
    assert client.check_rules(now[1], AS_OF, [EARLIER]).household_id == "h-1"


def test_awaited_calls_are_the_same_calls(asked, client):
    transport, _ = asked

    async def ask():
        async with AsyncClient(ADDRESS, patience=QUICK, transport=transport) as service:
            now = (AS_OF, a_household())
            one = await service.assess(now[1], AS_OF)
            assert await service.recorded(one.assessment_id) == one
            assert (await service.change(EARLIER, now)).household_id == "h-1"
            assert (await service.missing_answers(now[1], AS_OF)).household_id == "h-1"
            assert (await service.levers(now[1], AS_OF, "Li Na", "a visit")).asked_by == "Li Na"
            assert (await service.check_rules(now[1], AS_OF)).household_id == "h-1"
            many = [one async for one in service.assess_many([now[1]] * 3, AS_OF, 2)]
            with pytest.raises(RefusedError):
                await service.assess({"household_id": "h", "head_age": 5}, AS_OF)
            return one, many

    one, many = asyncio.run(ask())
    assert one == client.assess(a_household(), AS_OF)
    assert many == [one] * 3


def test_who_asks_is_told_with_every_call(good):
    client, calls = answers(good, key="a key")
    client.assess(a_household(), AS_OF)
    assert calls[-1].headers["Authorization"] == "Bearer a key"


def test_a_refusal_names_field_and_remedy_and_repeats_no_value(client):
    with pytest.raises(RefusedError) as raised:
        client.assess(a_household(head_age=4711), AS_OF)
    assert raised.value.status == 422
    assert raised.value.problem.errors[0].pointer == "/household/head_age"
    assert "/household/head_age" in str(raised.value)
    assert "4711" not in str(raised.value)


def busy(seconds=None, status=503):
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return httpx2.Response(status, headers=headers, content=b"<html>busy</html>")


def under_way():
    """What a try after a time-out hears while the first is still answered."""
    problem = problem_of(RetryInProgressError("the first is still being answered"))
    told = problem.model_dump_json().encode()
    return httpx2.Response(409, headers={"Retry-After": "0"}, content=told)


def gone():
    return httpx2.ConnectError("refused")


@pytest.fixture(scope="module")
def good(service):
    body = {"as_of_date": AS_OF, "household": a_household()}
    return httpx2.Response(200, content=service.post("/v1/assessments", json=body).content)


@pytest.mark.parametrize(
    "trouble", [busy(), busy(status=429), busy(status=502), gone(), under_way()]
)
def test_passing_trouble_is_tried_again_under_the_same_key(good, trouble):
    client, calls = answers(trouble, trouble, good)
    assert client.assess(a_household(), AS_OF).household_id == "h-1"
    assert len(calls) == 3
    keys = {call.headers["Idempotency-Key"] for call in calls}
    assert len(keys) == 1
    client.assess(a_household(), AS_OF)
    assert calls[-1].headers["Idempotency-Key"] not in keys


def test_lasting_trouble_is_said(good):
    client, calls = answers(busy())
    with pytest.raises(RefusedError) as raised:
        client.assess(a_household(), AS_OF)
    assert (raised.value.status, raised.value.problem, len(calls)) == (503, None, QUICK.tries)
    client, calls = answers(gone())
    with pytest.raises(ServiceUnreachableError):
        client.assess(a_household(), AS_OF)
    assert len(calls) == QUICK.tries


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 500])
def test_what_another_try_cannot_mend_is_asked_once(status):
    client, calls = answers(busy(status=status))
    with pytest.raises(RefusedError):
        client.assess(a_household(), AS_OF)
    assert len(calls) == 1


def test_a_service_s_own_wait_is_waited_for(monkeypatch, good):
    waits = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waits.append)
    client, _ = answers(busy(7), busy(), good)
    client.assess(a_household(), AS_OF)
    assert 7 <= waits[0] <= 7 + QUICK.longest
    assert waits[1] <= QUICK.longest


def test_no_wait_goes_past_the_patience():
    patience = Patience(tries=50, seconds=0.05, first=0.001)
    calls = []

    def answer(request):
        calls.append(request)
        return busy(30)

    client = Client(ADDRESS, patience=patience, transport=httpx2.MockTransport(answer))
    with pytest.raises(RefusedError):
        client.assess(a_household(), AS_OF)
    assert len(calls) == 1


def test_waits_are_spread():
    wait = Patience().policy()["wait"]

    class State:
        outcome, attempt_number = None, 3

    assert len({wait(State) for _ in range(20)}) > 10


def test_an_answer_of_another_form_is_an_error_without_its_content():
    odd = httpx2.Response(200, content=json.dumps({"household_id": "secret"}).encode())
    client, _ = answers(odd)
    with pytest.raises(ServiceError) as raised:
        client.assess(a_household(), AS_OF)
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_what_json_cannot_hold_is_refused_before_it_is_sent(good):
    client, calls = answers(good)
    for value in (float("nan"), object()):
        with pytest.raises(DataError):
            client.assess(a_household(net_income_pc=value), AS_OF)
    with pytest.raises(DataError):
        client.recorded("../../keys")
    assert calls == []
