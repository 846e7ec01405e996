"""Row 17: only the right person sees a household.

Every scope, in every area, on every route, with every kind of household: what may be seen is
written down here by hand, and not by the code that decides it.

    PYTHONPATH=src:api:tests RISKMODEL_STATE=var python -m reliability.row17_areas
"""

import asyncio
import json
import sqlite3
import sys
from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path
from typing import Any

from builders import AS_OF, a_household
from callers import GENEROUS, Asker, a_running, make_keys
from reliability.running import run_in_process
from reliability.scorecard import Row

from riskmodel.access.keeping import Grant
from riskmodel.access.scopes import Scope
from riskmodel.settings import Settings

Tokens = dict[tuple[str, tuple[str, ...]], str]

_CODES = ("province_code", "county_code", "township_code", "village_code")
HOUSEHOLDS = {
    "first village": ("53", "530423", "530423101", "530423101203"),
    "second village": ("53", "530423", "530423101", "530423101207"),
    "second township": ("53", "530423", "530423102", "530423102201"),
    "second county": ("53", "530426", "530426100", "530426100200"),
    "second province": ("52", "520102", "520102001", "520102001001"),
    "county only": ("53", "530423", None, None),
    "nowhere": (None, None, None, None),
    "two places": ("53", "530423", "530423101", "520102001001"),
}
_YUNNAN = {"first village", "second village", "second township", "second county", "county only"}
VISIBLE: dict[tuple[str, ...], set[str]] = {
    ("CN",): set(HOUSEHOLDS),
    ("53",): _YUNNAN,
    ("5304",): _YUNNAN,
    ("530423",): _YUNNAN - {"second county"},
    ("530423101",): {"first village", "second village"},
    ("530423101203",): {"first village"},
    ("530423102",): {"second township"},
    ("52",): {"second province"},
    ("52", "530423102"): {"second province", "second township"},
}
ALLOWED = {
    "assess": {"assess"},
    "batch": {"assess"},
    "fetch": {"assess", "review", "decide", "audit"},
    "change": {"review", "decide"},
    "change, moved here": {"review", "decide"},
    "missing-answers": {"review", "decide"},
    "levers": {"review", "decide"},
    "check": {"assess", "review", "decide"},
    "check, with history": {"assess", "review", "decide"},
    "simulate": {"research"},
}
"""The scopes of which each question needs one."""
PROMISE = "Only the right person sees a household / 只有应见之人可见农户"
TARGET = (
    "0 leaks over every cell of role × area × route × object, >= 2,000 checks; attempts logged"
)


def mark(name: str) -> str:
    """The id of a household, to look for where it must not be."""
    return f"marked-{list(HOUSEHOLDS).index(name)}"


def record(name: str, **changes: object) -> dict[str, Any]:
    """A household that lives where the table says."""
    codes = dict(zip(_CODES, HOUSEHOLDS[name], strict=True))
    return a_household(household_id=mark(name), uninsured_members=1, **codes, **changes)


def question(route: str, name: str, ids: dict[str, str]) -> tuple[str, str, object]:
    """Method, path and body of a question about a household."""
    now = {"as_of_date": AS_OF, "household": record(name)}
    then = {"as_of_date": "2025-01-31", "household": record(name, net_income_pc=9_000)}
    moved = {**then, "household": record("first village") | {"household_id": mark(name)}}
    many = {"as_of_date": AS_OF, "households": [record(one) for one in HOUSEHOLDS]}
    return {
        "assess": ("POST", "/v1/assessments", now),
        "batch": ("POST", "/v1/assessments/batch", many),
        "fetch": ("GET", f"/v1/assessments/{ids.get(name)}", None),
        "change": ("POST", "/v1/assessments/change", {"then": then, "now": now}),
        "change, moved here": ("POST", "/v1/assessments/change", {"then": now, "now": moved | {
            "as_of_date": "2025-07-31"}}),
        "missing-answers": ("POST", "/v1/assessments/missing-answers", now),
        "levers": ("POST", "/v1/assessments/levers", now | {"by": "Li Na", "because": "visit"}),
        "check": ("POST", "/v1/rules/check", now),
        "check, with history": ("POST", "/v1/rules/check", {
            "as_of_date": "2025-07-31", "household": moved["household"], "history": [now]}),
        "simulate": ("POST", "/v1/rules/simulate", {
            "as_of_date": AS_OF, "changes": ["line=+5%"], "households": [record(name)]}),
    }[route]  # fmt: skip


def visible(route: str, areas: tuple[str, ...], name: str) -> bool:
    """Whether it may be answered; a question about two records needs both inside."""
    both = {"first village", name} if route in {"change, moved here", "check, with history"} else {
        name}  # fmt: skip
    return both <= VISIBLE[areas]


class Tried(ABC):
    """What was tried of the cells of a matrix, and what of it is wrong."""

    def __init__(self, ask: Asker, tokens: Tokens) -> None:
        self._ask, self._tokens = ask, tokens
        self.checks, self.faults = 0, list[str]()
        self.attempts: Counter[str] = Counter()

    @abstractmethod
    async def run(self, scopes: list[str]) -> None:
        """Every cell of the scopes."""

    def _note(self, wrong: bool, what: str) -> None:  # noqa: FBT001 - the fact that is noted
        self.checks += 1
        if wrong:
            self.faults.append(what)


class Matrix(Tried):
    """Questions about one household, and about all of them at once."""

    def __init__(self, ask: Asker, tokens: Tokens) -> None:
        super().__init__(ask, tokens)
        self._ids: dict[str, str] = {}

    async def run(self, scopes: list[str]) -> None:
        """Every cell of the scopes."""
        every = self._tokens["all", ("CN",)]
        for name in HOUSEHOLDS:
            answer = await self._ask(*question("assess", name, {}), every)
            self._ids[name] = answer.json()["assessment_id"]
        for scope in scopes:
            for areas in VISIBLE:
                for route in ALLOWED:
                    await self._try(scope, areas, route)

    async def _try(self, scope: str, areas: tuple[str, ...], route: str) -> None:
        if route == "batch":
            await self._batch(scope, areas)
            return
        for name in HOUSEHOLDS:
            asked = question(route, name, self._ids)
            answer = await self._ask(*asked, self._tokens[scope, areas])
            expected = self._expected(scope, areas, route, name)
            said = mark(name).encode() in answer.content
            wrong = answer.status != expected or (said and expected != 200)
            self._note(wrong, f"{scope} {areas} {route} {name}: {answer.status}, not {expected}")
            if route == "fetch" and expected == 404:
                await self._as_if_never_given(answer.content, self._tokens[scope, areas])

    def _expected(self, scope: str, areas: tuple[str, ...], route: str, name: str) -> int:
        if scope != "all" and scope not in ALLOWED[route]:
            return 403
        if visible(route, areas, name):
            return 200
        self.attempts["access.not_found" if route == "fetch" else "access.outside_area"] += 1
        return 404 if route == "fetch" else 403

    async def _as_if_never_given(self, content: bytes, token: str) -> None:
        never = await self._ask("GET", f"/v1/assessments/{'0' * 32}", None, token)
        self.attempts["access.not_found"] += 1
        wrong = (never.status, never.content) != (404, content)
        self._note(wrong, "what lies elsewhere is told apart from what never was")

    async def _batch(self, scope: str, areas: tuple[str, ...]) -> None:
        asked = question("batch", "first village", {})
        answer = await self._ask(*asked, self._tokens[scope, areas])
        if scope not in {"all", "assess"}:
            self._note(answer.status != 403, f"{scope} {areas} batch: {answer.status}")
            return
        results = answer.json()["results"]
        for name, found in zip(HOUSEHOLDS, results, strict=True):
            seen = name in VISIBLE[areas]
            leak = not seen and mark(name) in json.dumps(found)
            wrong = list(found) != (["assessment"] if seen else ["error"]) or leak
            self._note(wrong, f"{scope} {areas} batch {name}")
        if VISIBLE[areas] != set(HOUSEHOLDS):
            self.attempts["access.outside_area"] += 1


def tried(
    settings: Settings, assessor: Any, matrix: type[Tried], tokens: Tokens, scopes: list[str]
) -> Tried:
    """Try every cell of some scopes against a service of this process."""

    async def run() -> Tried:
        async with a_running(settings, assessor) as ask:
            found = matrix(ask, tokens)
            await found.run(scopes)
        return found

    return asyncio.run(run())


def measure(assessor: Any, folder: Path, scopes: list[str] | None = None) -> Row:
    """Try every cell of some scopes, or of all."""
    settings = Settings(state=folder, **GENEROUS)
    roles = {one: [one] for one in Scope} | {"all": list(Scope)}
    cells = [(role, areas) for role in roles for areas in VISIBLE]
    grants = [Grant(f"{role} {' '.join(areas)}", roles[role], areas) for role, areas in cells]
    tokens = dict(zip(cells, make_keys(settings, *grants), strict=True))

    matrix = tried(settings, assessor, Matrix, tokens, scopes or list(roles))
    held = logged(settings)
    missed = sum((matrix.attempts - held).values())
    figure = (
        f"{len(matrix.faults)} leaks or wrong refusals in {matrix.checks:,} checks; "
        f"{matrix.attempts.total() - missed:,} of {matrix.attempts.total():,} attempts logged"
    )
    sys.stdout.writelines(f"{one}\n" for one in matrix.faults[:20])
    met = not matrix.faults and not missed and (scopes is not None or matrix.checks >= 2_000)
    return Row(17, PROMISE, TARGET, figure, met)


def logged(settings: Settings) -> Counter[str]:
    """How often each act is on record."""
    file = settings.database_folder / "riskmodel.sqlite3"
    connection = sqlite3.connect(file)
    try:
        entries = connection.execute("SELECT entry FROM audit_log").fetchall()
    finally:
        connection.close()
    return Counter(json.loads(entry)["action"] for (entry,) in entries)


def main() -> int:
    """The long form, with the champion of the settings."""
    return run_in_process(measure)


if __name__ == "__main__":
    sys.exit(main())
