"""Abuse and overload: two rows of the reliability scorecard, in their short form."""

import asyncio

import pytest
from reliability import row08_overload, row18_abuse
from riskmodel_api.shedding import Shed


def test_a_thief_a_scraper_and_a_guesser_are_stopped_and_on_record(assessor, tmp_path):
    row = row18_abuse.measure(assessor, tmp_path, row18_abuse.Size(60, 200, 60))
    assert row.met, row.figure


def test_a_server_over_its_limit_answers_200_429_or_503_and_recovers(champions, tmp_path):
    row = row08_overload.measure(champions, tmp_path, row08_overload.Size(3, 24, 4))
    assert row.met, row.figure


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
async def test_more_than_is_allowed_in_work_is_answered_at_once_but_probes_always():
    going_on, told = asyncio.Event(), []

    async def slow(scope, receive, send):
        if scope["path"] != "/health/live":
            await going_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    shed = Shed(slow, most=2)

    async def send(message):
        told.append(message)

    def ask(path):
        return shed({"type": "http", "path": path, "method": "GET", "headers": []}, None, send)

    waiting = [asyncio.create_task(ask("/v1/assessments")) for _ in range(2)]
    await asyncio.sleep(0)
    await ask("/v1/assessments")
    await ask("/health/live")
    assert [one["status"] for one in told if "status" in one] == [503, 200]
    assert (b"retry-after", b"1") in told[0]["headers"]
    assert b"overloaded" in told[1]["body"]
    going_on.set()
    await asyncio.gather(*waiting)
    await ask("/v1/assessments")
    assert [one["status"] for one in told if "status" in one] == [503, 200, 200, 200, 200]


@pytest.mark.anyio
async def test_a_request_that_fails_leaves_its_place():
    async def failing(scope, receive, send):
        raise RuntimeError

    shed = Shed(failing, most=1)
    scope = {"type": "http", "method": "GET", "path": "/v1/rules", "headers": []}
    for _ in range(3):
        with pytest.raises(RuntimeError):
            await shed(scope, None, None)
