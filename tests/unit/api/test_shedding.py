"""Too many requests are turned away at once; who only sends slowly holds no place."""

import asyncio

import pytest
from riskmodel_api.shedding import Shed
from starlette.exceptions import HTTPException

BODY = [(b"content-length", b"2")]


class Service:
    """An application that reads the body and then works until it is let go."""

    def __init__(self):
        self.go_on = asyncio.Event()
        self.statuses = []

    async def __call__(self, scope, receive, send):
        while (await receive()).get("more_body"):
            pass
        await self.go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def ask(self, shed, headers, body, method="POST"):
        async def receive():
            return await body.get()

        async def send(message):
            if message["type"] == "http.response.start":
                self.statuses.append(message["status"])

        scope = {"type": "http", "method": method, "path": "/v1/x", "headers": headers}
        try:
            await shed(scope, receive, send)
        except HTTPException as error:  # what is inside makes an answer of it
            self.statuses.append((error.status_code, error.headers["Retry-After"]))


def whole():
    body = asyncio.Queue()
    body.put_nowait({"type": "http.request", "body": b"{}"})
    return body


def test_what_is_in_work_is_bounded_and_places_come_free():
    async def run():
        service = Service()
        shed = Shed(service, most=2)
        working = [asyncio.create_task(service.ask(shed, BODY, whole())) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await service.ask(shed, [], whole())
        assert service.statuses == [503]
        service.go_on.set()
        await asyncio.gather(*working)
        await service.ask(shed, [], whole())
        return service.statuses

    assert asyncio.run(run()) == [503, 200, 200, 200]


def test_a_body_that_has_come_finds_no_place_where_all_were_taken_meanwhile():
    async def run():
        service = Service()
        shed = Shed(service, most=2)
        slow = [asyncio.Queue() for _ in range(5)]
        waiting = [asyncio.create_task(service.ask(shed, BODY, body)) for body in slow]
        await asyncio.sleep(0)
        for body in slow:
            body.put_nowait({"type": "http.request", "body": b"{}"})
        for _ in range(5):
            await asyncio.sleep(0)
        assert service.statuses == [(503, "1")] * 3
        service.go_on.set()
        await asyncio.gather(*waiting)
        return service.statuses

    assert asyncio.run(run()) == [(503, "1")] * 3 + [200, 200]


@pytest.mark.parametrize(
    ("method", "headers"), [("GET", BODY), ("POST", [(b"content-length", b"0")]), ("POST", [])]
)
def test_who_sends_no_body_that_is_read_takes_a_place_at_once(method, headers):
    """Else a body that nobody reads would keep a request from being counted."""

    async def run():
        service = Service()
        shed = Shed(service, most=1)
        never = asyncio.Queue()
        waiting = asyncio.create_task(service.ask(shed, headers, never, method))
        await asyncio.sleep(0)
        await service.ask(shed, [], whole())
        waiting.cancel()
        return service.statuses

    assert asyncio.run(run()) == [503]


def test_bodies_on_their_way_hold_no_place():
    async def run():
        service = Service()
        service.go_on.set()
        shed = Shed(service, most=2)
        slow = [asyncio.Queue() for _ in range(8)]
        for body in slow:
            body.put_nowait({"type": "http.request", "body": b"{", "more_body": True})
        waiting = [asyncio.create_task(service.ask(shed, BODY, body)) for body in slow]
        await asyncio.sleep(0)
        await service.ask(shed, BODY, whole())
        assert service.statuses == [200]
        for body in slow:
            body.put_nowait({"type": "http.request", "body": b"}"})
        await asyncio.gather(*waiting)
        return service.statuses

    assert asyncio.run(run()) == [200] * 9
