"""Row 18: query abuse is stopped, told, and nothing of it goes unaudited.

A client that asks 200 times what variants of one household would score, of two workers and across
a restart; one that takes households away by the thousand; one that guesses keys.

    PYTHONPATH=src:api:tests RISKMODEL_STATE=var python -m reliability.row18_abuse
"""

import asyncio
import json
import sqlite3
import sys
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

from builders import AS_OF, a_household
from callers import Asker, a_running, make_keys
from reliability.running import run_in_process
from reliability.scorecard import Row

from riskmodel.access.keeping import Grant
from riskmodel.access.keys import issue
from riskmodel.settings import Settings

PROMISE = "Query abuse is stopped / 滥用查询会被制止"
TARGET = (
    "of 200 variants of one household no more than the day's budget is answered, also over two "
    "processes and a restart; scraping stops at the key's budget; guessing is slowed; each raises "
    "an alert; 0 answers unaudited"
)
HERE, ELSEWHERE = ("192.0.2.7", 9), ("198.51.100.7", 9)


class Size(NamedTuple):
    """How much is tried."""

    variants: int = 200
    scraped: int = 5_000
    guesses: int = 2_000


class Seen(NamedTuple):
    """What came of it."""

    answered: int
    taken: int
    tried: int
    let_in: bool


def measure(assessor: Any, folder: Path, size: Size | None = None) -> Row:
    """Try all three, and read the audit log."""
    tried = size or Size()
    budget = tried.scraped // 2
    settings = Settings(state=folder, rate_per_second=1e6, rate_burst=1_000_000)
    rights = ["assess", "review"]
    tokens = make_keys(
        settings,
        Grant("thief", rights, ["CN"]),
        Grant("scraper", rights, ["CN"], daily_queries=budget),
        Grant("clerk", rights, ["CN"]),
        Grant("newcomer", rights, ["CN"]),
    )
    seen = asyncio.run(_run(settings, assessor, tokens, tried))
    log = _log(settings)
    unaudited = seen.answered + seen.taken - _on_record(log, "thief") - _on_record(log, "scraper")
    alerts = Counter(
        (one["actor"], one["action"]) for one in log if one["action"].startswith("access.")
    )
    told = [
        alerts["thief", "access.budget_spent"],
        alerts["scraper", "access.budget_spent"],
        alerts["local", "access.guesses"],
    ]
    most_guesses = settings.wrong_keys_per_minute + max(2, tried.guesses // 100)
    met = (
        seen.answered <= settings.daily_household_queries
        and seen.taken <= budget
        and seen.tried <= most_guesses
        and seen.let_in
        and told == [1, 1, 1]
        and unaudited == 0
    )
    figure = (
        f"{seen.answered} of {tried.variants} variants answered (budget "
        f"{settings.daily_household_queries}); {seen.taken:,} of {tried.scraped:,} households "
        f"scraped (budget {budget:,}); {seen.tried} of {tried.guesses:,} guesses looked at; "
        f"{sum(told)} alerts for 3 clients; {unaudited} answers unaudited"
    )
    return Row(18, PROMISE, TARGET, figure, met)


async def _run(settings: Settings, assessor: Any, tokens: list[str], size: Size) -> Seen:
    thief, scraper, clerk, newcomer = tokens
    answered = 0
    for part in range(2):  # and a restart between
        async with AsyncExitStack() as stack:
            workers = [
                await stack.enter_async_context(a_running(settings, assessor)) for _ in range(2)
            ]
            for number in range(part, size.variants, 2):
                answered += await _variant(workers[number // 2 % 2], thief, number)
    async with a_running(settings, assessor) as ask:
        taken = await _scrape(ask, scraper, size.scraped)
        await _variant(ask, clerk, 0, client=HERE)
        tried = 0
        for _ in range(size.guesses):
            wrong = await _ask(ask, issue().token, "guess", client=HERE)
            tried += wrong.status == 401
        known = await _variant(ask, clerk, 1, client=HERE)
        afar = await _variant(ask, newcomer, 0, client=ELSEWHERE)
    return Seen(answered, taken, tried, known == afar == 1)


async def _variant(ask: Asker, token: str, number: int, client: tuple[str, int] = HERE) -> int:
    """Whether the score of a variant was told, as an assessment or by what moves it."""
    path = ("/v1/assessments", "/v1/assessments/missing-answers")[number // 4 % 2]
    changes = {"net_income_pc": 5_000 + 37 * number, "debt": 500 * (number % 7)}
    answer = await _ask(ask, token, "h-wanted", path, client, **changes)
    return int(answer.status == 200)


async def _scrape(ask: Asker, token: str, wanted: int, at_once: int = 100) -> int:
    taken = 0
    for start in range(0, wanted, at_once):
        ids = range(start, start + at_once)
        body = {
            "as_of_date": AS_OF,
            "households": [a_household(household_id=f"h-{one}") for one in ids],
        }
        answer = await ask("POST", "/v1/assessments/batch", body, token, HERE)
        taken += sum("assessment" in one for one in answer.json()["results"])
    return taken


async def _ask(
    ask: Asker,
    token: str,
    name: str,
    path: str = "/v1/assessments",
    client: tuple[str, int] = HERE,
    **changes: Any,
) -> Any:
    household = a_household(household_id=name, **changes)
    return await ask("POST", path, {"as_of_date": AS_OF, "household": household}, token, client)


def _log(settings: Settings) -> list[dict[str, Any]]:
    connection = sqlite3.connect(settings.database_folder / "riskmodel.sqlite3")
    try:
        return [json.loads(one) for (one,) in connection.execute("SELECT entry FROM audit_log")]
    finally:
        connection.close()


def _on_record(log: list[dict[str, Any]], name: str) -> int:
    answers = {"assessment.recorded", "assessment.given_again", "question.asked"}
    return sum(one["actor"] == name and one["action"] in answers for one in log)


def main() -> int:
    """The long form, with the champion of the settings."""
    return run_in_process(measure)


if __name__ == "__main__":
    sys.exit(main())
