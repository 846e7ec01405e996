"""Too many requests are turned away at once; who only sends slowly holds no place."""

import asyncio

from riskmodel_api.shedding import Shed

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

    async def ask(self, shed, headers, body):
        async def receive():
            return await body.get()

        async def send(message):
            if message["type"] == "http.response.start":
                self.statuses.append(message["status"])

        await shed({"type": "http", "path": "/v1/x", "headers": headers}, receive, send)


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
