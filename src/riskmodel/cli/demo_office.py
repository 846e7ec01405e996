"""An office for the demo: two reviewers, a platform's key, a queue of synthetic households."""

import datetime
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from riskmodel.cli.demo_lines import PROVINCE
from riskmodel.cli.keeping import engine_now, place
from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from riskmodel.assessment import Answer
    from riskmodel.schema.columns import Columns

SEED = 7
REVIEWERS = ("Wang Fang", "Li Na")
"""Two, since a second person looks at what goes against the rules."""
WAVES, CASES, DRAWN, DECIDED = 4, 40, 5, 12
"""Years on record; cases by need, others drawn whatever their score, and cases decided before."""


@dataclass(frozen=True)
class Office:
    """What a person needs to try the service: `token` for the API, `password` for the console."""

    token: str
    reviewers: tuple[str, ...]
    password: str
    cases: int


def open_office(settings: Settings, panel: Path) -> Office:
    """Assess a county's last waves, open cases on the newest, and let the reviewers sign in."""
    from riskmodel.access.keeping import Grant, Signed, create
    from riskmodel.schema.panel import read_panel

    columns = read_panel(panel).columns
    cases = _fill_the_queue(settings, _county_of(columns))
    now = datetime.datetime.now(datetime.UTC)
    signed, password = Signed("the demo", now), secrets.token_urlsafe(9)
    with engine_now() as engine:
        platform = Grant(
            f"the demo's platform, {now:%Y-%m-%d %H:%M:%S}",
            ["assess", "review"],
            ["CN"],
            expires_at=now + datetime.timedelta(days=30),
        )
        token = create(engine, platform, signed).token
        for name in REVIEWERS:
            _let_in(engine, Grant(name, ["review", "decide"], [PROVINCE]), password, signed)
    return Office(token, REVIEWERS, password, cases)


def _let_in(engine: "Engine", grant: Any, password: str, signed: Any) -> None:
    """With a password of this run; one of an earlier run no longer holds."""
    from riskmodel.access.users import add, reset

    with suppress(ConfigurationError):  # the name is there since an earlier demo
        add(engine, grant, password, signed)
        return
    reset(engine, grant.name, password, signed)


def _county_of(columns: "Columns") -> "Columns":
    """The largest county of the province in the last waves, the earliest wave first."""
    days = columns.date("as_of_date")
    waves = np.unique(days)[-WAVES:]
    here = (columns.text("province_code") == PROVINCE) & np.isin(days, waves)
    counties, sizes = np.unique(columns.text("county_code")[here], return_counts=True)
    rows = np.flatnonzero(here & (columns.text("county_code") == counties[np.argmax(sizes)]))
    return columns.take(rows[np.argsort(days[rows], kind="stable")])


def _fill_the_queue(settings: Settings, county: "Columns") -> int:
    from riskmodel.assessment import assessor_from
    from riskmodel.casework.book import Casebook
    from riskmodel.casework.opening import record_of
    from riskmodel.cli.demo_past import DECIDES, decide_each, take_up_old
    from riskmodel.storage.recording import given
    from riskmodel.storage.store import Habits, Store

    assessor = assessor_from(settings.champions, settings.model_name, settings.parameters)
    answers = assessor.answer(county, county.date("as_of_date"))
    records = [record_of(county, row) for row in range(county.rows)]
    store = Store(place(), Habits(settings.upgrade_database))
    try:
        store.record([given(*pair) for pair in zip(answers, records, strict=True)])
    finally:
        store.close()
    newest = county.date("as_of_date").max().item()
    ranked = _by_need([one for one in answers if one.as_of_date == newest])
    chosen = _worth_opening(ranked)
    with engine_now() as engine:
        take_up_old(engine, assessor.parameters, newest)
        book = Casebook(engine, assessor.parameters)
        decide_each(book, _decided_before(ranked, chosen), Random(SEED))  # noqa: S311 - a draw that can be made again
        return len({book.open(one, DECIDES, "platform").case_id for one in chosen})


def _by_need(answers: "list[Answer]") -> "list[Answer]":
    from riskmodel.casework.facts import need

    return sorted(answers, key=lambda one: -need(one.message()))


def _worth_opening(ranked: "list[Answer]") -> list[str]:
    """Where the rules or the model speak up, by need, then some drawn whatever their score."""
    loud = [one for one in ranked if one.agreement not in ("neither", None)][:CASES]
    rest = [one for one in ranked if one not in loud]
    drawn = np.random.default_rng(SEED).choice(len(rest), min(DRAWN, len(rest)), replace=False)
    return [one.assessment_id for one in [*loud, *(rest[row] for row in drawn)]]


def _decided_before(ranked: "list[Answer]", chosen: list[str]) -> list[str]:
    """Those next in need, as if the office had seen to them already."""
    left = [one.assessment_id for one in ranked if one.assessment_id not in chosen]
    return left[:DECIDED]
