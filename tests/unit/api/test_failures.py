import asyncio
import logging

import pytest
from riskmodel_api.failures import HideFailures
from starlette.requests import ClientDisconnect

SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": []}
VALUE = "9800"
START = {"type": "http.response.start", "status": 200, "headers": []}


def served(app, scope=SCOPE):
    """Every message that is sent where `app` serves one request."""
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    asyncio.run(HideFailures(app)(scope, receive, send))
    return sent


def test_a_failure_before_the_answer_is_a_problem():
    async def fail(_scope, _receive, _send):
        raise KeyError(VALUE)

    start, body = served(fail)
    assert start["status"] == 500
    assert b'"code":"internal"' in body["body"]
    assert VALUE.encode() not in body["body"]


def test_a_failure_amid_an_answer_starts_no_second_one():
    async def fail(_scope, _receive, send):
        await send(START)
        raise KeyError(VALUE)

    assert served(fail) == [START]


def test_a_client_that_goes_away_is_not_a_failure_of_ours(caplog):
    async def leave(_scope, _receive, _send):
        raise ClientDisconnect

    with caplog.at_level(logging.DEBUG):
        assert served(leave) == []
    assert not [record for record in caplog.records if record.name.startswith("riskmodel")]


def test_a_failure_to_start_stops_the_service():
    async def fail(_scope, _receive, _send):
        raise KeyError(VALUE)

    with pytest.raises(KeyError):
        served(fail, {"type": "lifespan"})
