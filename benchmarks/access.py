"""What it costs a request to find out who asks, and whether they may.

PYTHONPATH=src:api:tests python benchmarks/access.py
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from builders import a_household
from callers import GENEROUS, make_keys
from riskmodel_api.entrance import Entrance
from riskmodel_api.guard import guard, requires
from riskmodel_api.records import Records
from riskmodel_api.shedding import Shed
from starlette.requests import Request

from riskmodel.access.keeping import Grant
from riskmodel.access.scopes import Scope
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings

TIMES, ROUNDS = 5_000, 5


@requires(Scope.ASSESS)
def endpoint() -> None:
    """Needs one scope."""


async def best(act: Any) -> float:
    """Microseconds of CPU time, the best of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        begun = time.thread_time()
        for number in range(TIMES):
            await act(number)
        rounds.append((time.thread_time() - begun) / TIMES * 1e6)
    return min(rounds)


async def measure(settings: Settings, token: str) -> None:
    """Print what each step costs one request."""
    records = Records.of(settings)
    entrance = Entrance.of(settings, records)
    request = Request(scope_of(token, entrance))
    caller = await guard(request)
    household = read_record(a_household())

    async def nothing(*_: object) -> None:
        pass

    shed = Shed(nothing, most=64)

    async def admitted(number: int) -> None:
        another = household.model_copy(update={"household_id": f"h-{number}"})
        await caller.admit([another], "assess")

    async def copied(number: int) -> None:
        household.model_copy(update={"household_id": f"h-{number}"})

    copying = await best(copied)
    asked = {
        "who asks (key known), scope": lambda _: guard(request),
        "area and budget": admitted,
        "place in work": lambda _: shed(request.scope, nothing, nothing),
    }
    for name, act in asked.items():
        cost = await best(act) - (copying if act is admitted else 0)
        print(f"{name:30} {cost:6.1f} µs")
    entrance.close()
    records.close()


def scope_of(token: str, entrance: Entrance) -> dict[str, Any]:
    """A request as a server hands it over, with the headers that a client sends."""
    names = ("host", "user-agent", "accept", "accept-encoding", "connection", "content-type")
    headers = [(name.encode(), b"x") for name in names]
    return {
        "type": "http",
        "method": "POST",
        "path": "/v1/assessments",
        "headers": [*headers, (b"authorization", f"Bearer {token}".encode())],
        "client": ("10.0.0.7", 9),
        "endpoint": endpoint,
        "app": type("App", (), {"state": type("State", (), {"entrance": entrance})}),
    }


def main() -> None:
    """A key of a county, and a household of it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(state=Path(folder), **GENEROUS)
        (token,) = make_keys(settings, Grant("platform", ["assess"], ["530423"]))
        asyncio.run(measure(settings, token))


if __name__ == "__main__":
    main()
