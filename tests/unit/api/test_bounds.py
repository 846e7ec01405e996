"""Bodies are bounded in time, memory and number of values; heads in size and time."""

import asyncio
import json

import pytest
from builders import AS_OF, a_household
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from riskmodel_api.operation.bodies import LARGE, Bodies, require_few_parts
from starlette.exceptions import HTTPException

from riskmodel.settings import Settings

JSON = {"Content-Type": "application/json"}
BATCH = "/v1/assessments/batch"


def a_batch(households):
    return json.dumps({"as_of_date": AS_OF, "households": households})


@pytest.mark.parametrize("filler", ["[]", "{}", '""', "1"])
def test_a_body_of_far_too_many_values_is_refused_before_it_is_parsed(client, filler):
    body = '{"as_of_date":"2025-06-30","households":[' + ",".join([filler] * 800_000) + "]}"
    answer = client.post(BATCH, content=body, headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_the_fullest_batch_that_is_honest_has_few_enough_values():
    full = a_household()
    body = a_batch([full] * 1000).encode()
    require_few_parts(body, Settings().max_batch_body_bytes)


def test_an_encoded_body_is_refused_even_if_it_is_not_encoded(client):
    body = json.dumps({"as_of_date": AS_OF, "household": a_household()})
    for encoding, status in (("gzip", 415), ("br", 415), ("identity", 200)):
        headers = JSON | {"Content-Encoding": encoding}
        answer = client.post("/v1/assessments", content=body, headers=headers)
        assert answer.status_code == status


def test_more_bytes_than_may_be_held_are_refused_for_the_moment_and_let_go():
    bodies = Bodies(most_bytes=100)
    with bodies.reading() as one:
        one.add(80)
        with pytest.raises(HTTPException) as refused, bodies.reading() as other:
            other.add(30)
        assert refused.value.status_code == 503
        assert refused.value.headers["Retry-After"]
        assert bodies.held == 80
    assert bodies.held == 0


def test_large_bodies_are_worked_on_one_at_a_time():
    async def work():
        bodies, at_work, most = Bodies(), [0], [0]

        async def one(size):
            async with bodies.working_on(size):
                at_work[0] += 1
                most[0] = max(most)
                most.append(at_work[0])
                await asyncio.sleep(0)
                at_work[0] -= 1

        await asyncio.gather(*(one(LARGE) for _ in range(5)))
        assert bodies.held == 0
        return max(most)

    assert asyncio.run(work()) == 1


def test_a_body_that_does_not_come_is_given_up(assessor, tmp_path):
    app = create_app(Settings(state=tmp_path, body_seconds=0.05, max_body_bytes=1000), assessor)
    sent = []

    async def never():
        await asyncio.sleep(60)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/v1/assessments", "raw_path": b"", "state": {},
        "query_string": b"", "headers": [(b"content-type", b"application/json")],
        "http_version": "1.1", "scheme": "http", "server": ("x", 80), "client": ("x", 1),
        "root_path": "", "asgi": {"version": "3.0"},
    }  # fmt: skip
    with TestClient(app) as client:
        client.portal.call(app, scope, never, send)
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert json.loads(sent[1]["body"])["code"] == "too_slow"


def test_a_stop_that_has_begun_is_told_by_the_probe_and_on_every_connection(assessor, tmp_path):
    app = create_app(Settings(state=tmp_path), assessor)
    with TestClient(app) as client:
        assert client.get("/health/ready").status_code == 200
        app.state.operation.stopping = True
        assert client.get("/health/ready").status_code == 503
        live = client.get("/health/live")
        assert live.status_code == 200
        assert live.headers["connection"] == "close"
