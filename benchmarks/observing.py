"""What looking on costs a request: microseconds, with and without, the least of several rounds.

python benchmarks/observing.py prints a JSON list of {name, value, floor, unit, met}. The bar
is a fraction of what a commit of one takes (docs/performance.md).
"""

import asyncio
import json
import logging.config
from time import perf_counter_ns

from measure import at_most, context
from riskmodel_api.operation.bodies import Bodies
from riskmodel_api.operation.figures import Figures
from riskmodel_api.operation.logs import configuration
from riskmodel_api.operation.observe import Observe
from riskmodel_api.operation.seen import SEEN
from riskmodel_api.operation.state import Operation

from riskmodel.stages import STAGES, mark

ROUTE = ("POST", "/v1/assessments")
CEILING = 40.0


class Template:
    """A route as Starlette leaves it in the scope."""

    path = ROUTE[1]


async def answer(scope, receive, send):
    """Answer as an assessment is answered, with all its marks and counts."""
    scope["route"] = Template
    seen = SEEN.get()
    for stage in STAGES[:-1]:
        mark(stage)
    if seen is not None:
        seen.counts["agreement", "neither"] += 1
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def ignore(_):
    """Take what is sent."""


def microseconds(*, logs: bool, requests: int = 2_000, rounds: int = 7) -> float:
    """What `Observe` adds to a request."""
    operation = Operation(Bodies(), logs_requests=logs)
    operation.figures = Figures([ROUTE])
    looked_at = Observe(answer, operation)

    async def spent(app):
        began = perf_counter_ns()
        for _ in range(requests):
            scope = {"type": "http", "method": "POST", "headers": [(b"host", b"x")]}
            await app(scope, None, ignore)
        return (perf_counter_ns() - began) / requests / 1e3

    async def least():
        both = [(await spent(looked_at), await spent(answer)) for _ in range(rounds)]
        return min(one for one, _ in both) - min(one for _, one in both)

    return asyncio.run(least())


if __name__ == "__main__":
    logging.config.dictConfig(configuration("json"))
    rows = [
        at_most("looking on, a request: figures", microseconds(logs=False), CEILING, "µs"),
        context(
            "looking on, a request: figures and a line of JSON", microseconds(logs=True), "µs"
        ),
    ]
    print(json.dumps(rows, indent=1))
