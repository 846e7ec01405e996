"""Row 17, cases and the console: only the right person sees a household's case or a page.

Every scope, in every area, on every route of cases and of the console, with every kind of
household. What each page may tell is written down here by hand, and not by the code that decides.

    PYTHONPATH=src:api:tests RISKMODEL_STATE=var python -m reliability.run 17
"""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from callers import GENEROUS, Asker, make_keys
from reliability.row17_areas import (
    HOUSEHOLDS,
    PROMISE,
    TARGET,
    VISIBLE,
    Tokens,
    Tried,
    logged,
    mark,
    question,
    tried,
)
from reliability.scorecard import Row

from riskmodel.access.keeping import Grant
from riskmodel.access.scopes import Scope
from riskmodel.settings import Settings

BROWSER = "a-browser-of-the-matrix"
COOKIE = f"riskmodel_form={BROWSER}"
TOKEN = hashlib.sha256(f"form\0{BROWSER}\0".encode()).hexdigest()
"""The proof that a form without a session carries."""
CASEWORK, OVERSIGHT = {"review", "decide"}, {"decide", "audit"}
EVERY = {str(one) for one in Scope}


class OfOne(NamedTuple):
    """A question about one household: who may ask it, and what is answered inside their area."""

    scopes: set[str]
    method: str
    path: str
    form: dict[str, str] | None
    inside: tuple[int, ...]


CASE_SCOPES = {"assess", "review", "decide"}
JUDGED = (200, 422)
"""A case drawn to be judged first shows its file only then."""
OF_ONE = {
    "open a case": OfOne(CASE_SCOPES, "POST", "/v1/cases", None, (200,)),
    "read a case": OfOne(CASE_SCOPES, "GET", "/v1/cases/{case}", None, (200,)),
    "page of a case": OfOne(CASEWORK, "GET", "/console/cases/{case}", None, (200,)),
    "file of a case": OfOne(CASEWORK, "GET", "/console/cases/{case}/file", None, JUDGED),
    "file as data": OfOne(CASEWORK, "GET", "/console/cases/{case}/file.json", None, JUDGED),
    "letter, too early": OfOne(CASEWORK, "GET", "/console/cases/{case}/letter", None, (422,)),
    "page of an assessment": OfOne(
        CASEWORK, "GET", "/console/assessments/{assessment}", None, (200,)
    ),
    "open by form": OfOne(
        CASEWORK, "POST", "/console/cases", {"assessment_id": "{assessment}"}, (303,)
    ),
    "score again, not declined": OfOne(
        CASEWORK,
        "POST",
        "/console/assessments/{assessment}/refusal/withdraw",
        {"words": "said"},
        (303,),
    ),
    "claim, too late": OfOne(
        CASEWORK, "POST", "/console/cases/{case}/claim", {"steps": "0"}, (409,)
    ),
}  # fmt: skip


class Page(NamedTuple):
    """A page of many households: who may open it, where, and which households it names.

    `names` is all that may be seen, some of them, or none; `of_nation` pages tell of no area.
    """

    scopes: set[str]
    names: str
    of_nation: bool = False


PAGES = {
    "GET /console/queue?order=due": Page(CASEWORK, "all"),
    "GET /console/plan?visits=40": Page(CASEWORK, "all"),
    "GET /console/clues": Page(CASEWORK, "some"),
    "GET /console/overview": Page(OVERSIGHT, "none"),
    "GET /console/decisions": Page(OVERSIGHT, "none"),
    "GET /console/rules/simulation?percent=100": Page({"decide", "research"}, "some"),
    "GET /console/model": Page(EVERY, "none"),
    "GET /console/rules": Page(EVERY, "none"),
    "GET /console/audit": Page({"audit"}, "none", of_nation=True),
    "GET /console/people": Page({"admin"}, "none", of_nation=True),
    "GET /console/keys": Page({"admin"}, "none", of_nation=True),
}
FORMS = {
    "/console/audit/verify": (Page({"audit"}, "none", of_nation=True), {}, 200),
    "/console/people/disable": (
        Page({"admin"}, "none", of_nation=True), {"name": "nobody at all"}, 422),
    "/console/keys/revoke": (
        Page({"admin"}, "none", of_nation=True), {"key_id": "0" * 12}, 422),
    "/console/clues/alerts": (Page(CASEWORK, "none"), {"alert_id": "0" * 32}, 404),
    f"/console/clues/jobs/{'0' * 32}": (Page(CASEWORK, "none"), {}, 404),
    "/console/queue/views/forget": (Page(CASEWORK, "none"), {"name": "none"}, 303),
}  # fmt: skip
"""Forms about no household, with what is answered to whoever may send them."""


class Matrix(Tried):
    """Questions about the case of one household, and pages about many."""

    def __init__(self, ask: Asker, tokens: Tokens) -> None:
        super().__init__(ask, tokens)
        self._ids: dict[str, dict[str, str]] = {}

    async def run(self, scopes: list[str]) -> None:
        """Every cell of the scopes on questions about one household, and of all on pages."""
        every = self._tokens["all", ("CN",)]
        for name in HOUSEHOLDS:
            given = await self._ask(*question("assess", name, {}), every)
            asked = {"assessment_id": given.json()["assessment_id"]}
            opened = await self._ask("POST", "/v1/cases", asked, every)
            self._ids[name] = {
                "case": opened.json()["case_id"], "assessment": asked["assessment_id"]
            }  # fmt: skip
        for role, areas in self._tokens:
            await self._pages(role, areas)
            if role in scopes:
                for what, of_one in OF_ONE.items():
                    for name in HOUSEHOLDS:
                        await self._one(role, areas, (what, of_one), name)

    async def _one(
        self, role: str, areas: tuple[str, ...], asked: tuple[str, OfOne], name: str
    ) -> None:
        what, of_one = asked
        answer = await self._send(of_one, self._ids[name], self._tokens[role, areas])
        allowed = role == "all" or role in of_one.scopes
        seen = name in VISIBLE[areas]
        fitting = answer.status if answer.status in of_one.inside else of_one.inside[0]
        expected = 403 if not allowed else fitting if seen else 404
        leak = mark(name).encode() in answer.content and not (allowed and seen)
        wrong = answer.status != expected or leak
        self._note(wrong, f"{role} {areas} {what} {name}: {answer.status}, not {expected}")
        if expected == 404:
            never = {"case": "0" * 32, "assessment": "0" * 32}
            other = await self._send(of_one, never, self._tokens[role, areas])
            self.attempts["access.not_found"] += 2
            alike = (other.status, other.content) == (404, answer.content)
            self._note(not alike, f"{what}: what lies elsewhere is told from what never was")

    async def _send(self, of_one: OfOne, ids: dict[str, str], token: str) -> Any:
        path = of_one.path.format(**ids)
        if of_one.form is not None:
            fields = {name: value.format(**ids) for name, value in of_one.form.items()}
            return await self._form(path, fields, token)
        body = {"assessment_id": ids["assessment"]} if of_one.method == "POST" else None
        return await self._ask(of_one.method, path, body, token)

    async def _form(self, path: str, fields: dict[str, str], token: str) -> Any:
        body = urlencode(fields | {"form_token": TOKEN})
        return await self._ask("POST", path, body, token, cookie=COOKIE)

    async def _pages(self, role: str, areas: tuple[str, ...]) -> None:
        token = self._tokens[role, areas]
        for route, page in PAGES.items():
            method, path = route.split(" ")
            answer = await self._ask(method, path, None, token)
            self._told(f"{role} {areas} {route}", answer, page, (role, areas, 200))
        for path, (page, fields, inside) in FORMS.items():
            answer = await self._form(path, fields, token)
            self._told(f"{role} {areas} {path}", answer, page, (role, areas, inside))

    def _told(
        self, what: str, answer: Any, page: Page, cell: tuple[str, tuple[str, ...], int]
    ) -> None:
        role, areas, inside = cell
        allowed = (role == "all" or role in page.scopes) and (
            not page.of_nation or areas == ("CN",))  # fmt: skip
        expected = inside if allowed else 403
        self._note(answer.status != expected, f"{what}: {answer.status}, not {expected}")
        for name in HOUSEHOLDS:
            told = mark(name).encode() in answer.content
            may = allowed and name in VISIBLE[areas] and page.names != "none" and (
                page.names == "all" or role != "research")  # fmt: skip
            missing = allowed and may and page.names == "all" and not told
            self._note((told and not may) or missing, f"{what}: {name} told: {told}")
        self._places(what, answer, areas, reads=allowed and "overview" in what)

    def _places(self, what: str, answer: Any, areas: tuple[str, ...], *, reads: bool) -> None:
        """Only the overview names townships: those of the households that may be seen."""
        may = {HOUSEHOLDS[name][2] for name in VISIBLE[areas]} if reads else set()
        for township in {held[2] for held in HOUSEHOLDS.values() if held[2]}:
            told = f"<code>{township}</code>".encode() in answer.content
            self._note(reads and told != (township in may), f"{what}: {township} told: {told}")


def measure(
    assessor: Any,
    folder: Path,
    scopes: list[str] | None = None,
    areas: Sequence[tuple[str, ...]] = tuple(VISIBLE),
) -> Row:
    """Try every cell of some scopes and areas, or of all, with cases of every household."""
    settings = Settings(state=folder / "console", **GENEROUS)
    roles = {str(one): [one] for one in Scope} | {"all": list(Scope)}
    cells = [(role, area) for role in roles for area in areas]
    grants = [Grant(f"{role} {' '.join(area)}", roles[role], area) for role, area in cells]
    tokens = dict(zip(cells, make_keys(settings, *grants), strict=True))

    matrix = tried(settings, assessor, Matrix, tokens, scopes or list(roles))
    missed = sum((matrix.attempts - logged(settings)).values())
    figure = (
        f"cases and console: {len(matrix.faults)} leaks or wrong refusals in "
        f"{matrix.checks:,} checks; {matrix.attempts.total() - missed:,} of "
        f"{matrix.attempts.total():,} attempts logged"
    )
    sys.stdout.writelines(f"{one}\n" for one in matrix.faults[:20])
    return Row(17, PROMISE, TARGET, figure, not matrix.faults and not missed)
