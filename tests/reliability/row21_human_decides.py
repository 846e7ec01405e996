"""Row 21: a person decides; no route and no command can change what the rules find of a household.

Every operation of the OpenAPI document is asked with its own example, and each time the rules must
say the same of themselves and of a row of households as before. With a model served and with none
they must say the same too. Of cases, a tenth is drawn as they open, and none of those can be
decided before it was judged without its score.

PYTHONPATH=src:api:tests python -m reliability.run 21
"""

import ast
import datetime
import json
import math
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from builders import AS_OF, a_household
from cases import NEVER, Calendar, assessed
from fastapi.testclient import TestClient
from reliability.scorecard import ROOT, Row, row
from riskmodel_api.app import create_app
from stores import a_store
from typer import Typer

from riskmodel.assessment import Assessor
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.case import Case
from riskmodel.casework.decisions import Decision
from riskmodel.casework.made import read_made
from riskmodel.casework.months import by_month, period_of
from riskmodel.cli.main import commands
from riskmodel.errors import CaseStepError
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.storage.database import open_engine, reading
from riskmodel.storage.place import Keys, Place

ASKED = [
    {
        "as_of_date": AS_OF,
        "household": a_household(net_income_pc=income, serious_illness_members=n),
    }
    for income in (3_000, 5_500, 9_000, 40_000)
    for n in (0, 2)
]
FOUND = ("HouseholdEligibility", "Finding")
"""What only the rules may make."""
EXAMPLES = {"rule": "R01"}
BLIND_SHARE = 0.1
REPORT = "cases report"
BELOW_LINE = {"net_income_pc": 4_000.0, "net_income": 16_000.0, "uninsured_members": 1}


class Held(NamedTuple):
    """What a month is made to have."""

    decisions: int
    overrides: int
    seconds: float


MADE_TO_HAVE = {"2025-07": Held(25, 5, 600.0), "2025-08": Held(20, 8, 90.0)}
METHODS = ("get", "post", "put", "patch", "delete")


def measure(assessor: Assessor, folder: Path, cases: int = 2_000) -> Row:
    """Ask every operation, with a model served and with none; open cases, and decide the drawn."""
    alone = Assessor(Parameters.shipped(), None)
    with served(assessor) as client, served(alone) as other:
        asked, changed = asked_and_changed(client)
        if found_now(client) != found_now(other):
            changed.append("the model that is served")
    drawn, refused = judged_first(assessor, folder, cases)
    named = len(command_names())
    outside = made_outside()
    writes = [*changed, *outside]
    reported = reported_monthly(assessor, folder / "office")
    all_reported = reported == len(MADE_TO_HAVE) and REPORT in command_names()
    figure = (
        f"{asked} operations asked, {named} commands, {len(outside)} places outside the rules "
        f"that make a finding: {len(writes)} write paths; {drawn:,} of {cases:,} cases drawn to "
        f"be judged blind ({drawn / cases:.1%}), {refused:,} of them refused a decision before; "
        f"override rate and median time of {len(MADE_TO_HAVE)} months, by `riskmodel {REPORT}`: "
        f"{reported} as they were made"
    )
    spread = 5 * math.sqrt(cases * BLIND_SHARE * (1 - BLIND_SHARE))
    as_drawn = abs(drawn - cases * BLIND_SHARE) <= spread and refused == drawn
    return row(21, figure, met=not writes and as_drawn and all_reported)


def reported_monthly(assessor: Assessor, folder: Path) -> int:
    """Of how many months the report gives the override rate and median time that they had."""
    place = Place.of("", folder / "database", folder / "audit-anchors.jsonl", Keys())
    calendar = Calendar()
    with a_store(place) as store:
        engine = open_engine(place.url)
        book = Casebook(engine, Parameters.shipped(), NEVER, calendar)
        for month, held in MADE_TO_HAVE.items():
            for number in range(held.decisions):
                name = assessed(store, assessor, household_id=f"{month}-{number}", **BELOW_LINE)
                case = book.open(name, "platform", "platform")
                case = book.claim(Seen(case.case_id, "wang", case.steps))
                calendar.now += datetime.timedelta(seconds=held.seconds)
                against = number < held.overrides
                decision, reason = (
                    (Decision.NO_ACTION, "has_means") if against else (Decision.KEEP, "other")
                )
                book.decide(Seen(case.case_id, "wang", case.steps), decision, reason, "as it is")
            calendar.pass_days(31)
        period = period_of(min(MADE_TO_HAVE), max(MADE_TO_HAVE))
        with reading(engine) as connection:
            found = by_month(read_made(connection, period), period)
        engine.dispose()
    return sum(
        (one.decisions, one.overrides_rule.count, one.median_seconds) == MADE_TO_HAVE[one.month]
        and one.overrides_rule.value == one.overrides_rule.count / one.decisions
        for one in found
    )


def judged_first(assessor: Assessor, folder: Path, cases: int) -> tuple[int, int]:
    """How many cases were drawn to be judged blind, and how many of those withstood a decision."""
    place = Place.of("", folder / "database", folder / "audit-anchors.jsonl", Keys())
    drawn = refused = 0
    with a_store(place) as store:
        engine = open_engine(place.url)
        book = Casebook(engine, Parameters.shipped())
        for number in range(cases):
            name = assessed(store, assessor, household_id=f"case-{number}")
            case = book.open(name, "platform", "platform")
            if case.blind_first:
                drawn += 1
                case = book.claim(Seen(case.case_id, "wang", case.steps))
                refused += not case.shows_score and not decides(book, case)
        engine.dispose()
    return drawn, refused


def decides(book: Casebook, case: Case) -> bool:
    """Whether a decision is taken as the case stands."""
    try:
        book.decide(Seen(case.case_id, "wang", case.steps), Decision.KEEP, "other", "as it is")
    except CaseStepError as refusal:
        return "judge" not in str(refusal)
    return True


@contextmanager
def served(assessor: Assessor):
    """A service with a state folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(state=Path(folder)), assessor)
        with TestClient(app) as client:
            yield client


def asked_and_changed(client: TestClient) -> tuple[int, list[str]]:
    """How many operations were asked, and after which a household was found otherwise."""
    before = found_now(client)
    changed, asked = [], 0
    for path, method, operation in operations(client):
        client.request(method, filled(path), **sent(operation))
        asked += 1
        if found_now(client) != before:
            changed.append(f"{method} {path}")
    return asked, changed


def operations(client: TestClient):
    """Every operation of the document: path, method and what is said of it."""
    document = client.get("/openapi.json").json()
    for path, held in document["paths"].items():
        for method in METHODS:
            if method in held:
                yield path, method, held[method]


def filled(path: str) -> str:
    """A path with something in the place of each parameter."""
    return re.sub(r"\{(\w+)\}", lambda name: EXAMPLES.get(name[1], "0" * 32), path)


def sent(operation: dict) -> dict:
    """The documented example of a body, or nothing."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = [one["value"] for one in content.get("examples", {}).values() if "value" in one]
    example = content.get("example", examples[0] if examples else None)
    return {} if example is None else {"json": example}


def found_now(client: TestClient) -> str:
    """What the rules say of themselves and find of each household."""
    answers = [client.get("/v1/rules").json()]
    answers += [client.post("/v1/rules/check", json=body).json() for body in ASKED]
    return json.dumps(answers, sort_keys=True)


def command_names(group: Typer = commands, prefix: str = "") -> list[str]:
    """Every command of the terminal."""
    own = [
        prefix + (one.name or one.callback.__name__)
        for one in group.registered_commands
        if one.callback
    ]
    nested = (command_names(one.typer_instance, f"{one.typer_instance.info.name} ")
              for one in group.registered_groups)  # fmt: skip
    return own + [name for held in nested for name in held]


def made_outside() -> list[str]:
    """Where a finding of the rules is made that is not of the rules."""
    places = []
    for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "api").rglob("*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "riskmodel.eligibility")
            for alias in node.names
        }  # fmt: skip
        inside = "eligibility" in path.relative_to(ROOT).parts
        for node in ast.walk(tree):
            made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if made and not inside and node.func.id in imported & set(FOUND):
                places.append(f"{path.name}:{node.lineno}")
    return places
