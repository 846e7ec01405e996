"""What the load tool does: callers who each ask about another household, once a second on average.

Run by `reliability.loading`. LOAD_STAGES is a JSON list of [seconds, callers]; LOAD_ANSWERS the
file that gets a line for each answer: when it was asked for (seconds of the clock), how long it
took (ms), its status (0 for none).
"""

import itertools
import json
import os
import random
import time
from pathlib import Path

import gevent
from locust import FastHttpUser, LoadTestShape, events, task

STAGES = json.loads(os.environ.get("LOAD_STAGES", "[[10, 10]]"))
ANSWERS = Path(os.environ.get("LOAD_ANSWERS", "answers.csv"))
ASKED = json.loads(Path(os.environ["LOAD_QUESTION"]).read_text(encoding="utf-8"))
HEADERS = {"Content-Type": "application/json"}
PATIENCE = 30.0

_numbers = itertools.count()
_draw = random.Random(7)  # noqa: S311 - no secret
_answers: list[str] = []


class Caller(FastHttpUser):
    """A monitoring platform's connection."""

    connection_timeout = network_timeout = PATIENCE

    def on_start(self) -> None:
        """Begin at a moment of one's own, not in step with all that were started together."""
        self.due = time.monotonic()
        gevent.sleep(self.wait_time())

    def wait_time(self) -> float:
        """Until the next moment of a Poisson process, however long the last answer took."""
        self.due += _draw.expovariate(1)
        return max(0.0, self.due - time.monotonic())

    @task
    def assess(self) -> None:
        """One household that nobody asked about before: it has to be assessed and recorded."""
        household = ASKED["household"] | {
            "household_id": f"load-{next(_numbers)}",
            "net_income_pc": float(_draw.randrange(3_000, 40_000)),
        }
        body = json.dumps(ASKED | {"household": household})
        self.client.post("/v1/assessments", data=body, headers=HEADERS)


class Stages(LoadTestShape):
    """As many callers as the stage of the moment has."""

    def tick(self) -> tuple[int, float] | None:
        """Callers, and how many of them come or go in a second; None at the end."""
        passed = self.get_run_time()
        for seconds, callers in STAGES:
            if passed < seconds:
                return callers, max(callers, 500)
            passed -= seconds
        return None


@events.request.add_listener
def _note(start_time: float, response_time: float, response: object, **_: object) -> None:
    status = getattr(response, "status_code", 0) or 0
    _answers.append(f"{start_time:.3f},{response_time:.2f},{status}")


@events.quitting.add_listener
def _write(**_: object) -> None:
    ANSWERS.write_text("\n".join(_answers), encoding="utf-8")
