"""An office for the demo: two reviewers, a platform's key, a queue of synthetic households."""

import datetime
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from riskmodel.cli.keeping import engine_now, place
from riskmodel.errors import ConfigurationError
from riskmodel.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from riskmodel.assessment import Answer
    from riskmodel.schema.columns import Columns

PROVINCE = "53"
"""Yunnan, whose line of 2025 is among the shipped values."""
REVIEWERS = ("Wang Fang", "Li Na")
"""Two, since a second person looks at what goes against the rules."""
CASES, DRAWN = 40, 5
"""Cases by need, and others drawn whatever their score."""


@dataclass(frozen=True)
class Office:
    """What a person needs to try the service: `token` for the API, `password` for the console."""

    token: str
    reviewers: tuple[str, ...]
    password: str
    cases: int


def open_office(settings: Settings, panel: Path) -> Office:
    """Assess a county's last two waves, open cases on them, and let the reviewers sign in."""
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
    """The largest county of the province in the last two waves, the earlier wave first."""
    days = columns.date("as_of_date")
    waves = np.unique(days)[-2:]
    here = (columns.text("province_code") == PROVINCE) & np.isin(days, waves)
    counties, sizes = np.unique(columns.text("county_code")[here], return_counts=True)
    rows = np.flatnonzero(here & (columns.text("county_code") == counties[np.argmax(sizes)]))
    return columns.take(rows[np.argsort(days[rows], kind="stable")])


def _fill_the_queue(settings: Settings, county: "Columns") -> int:
    from riskmodel.assessment import assessor_from
    from riskmodel.casework.book import Casebook
    from riskmodel.storage.recording import given
    from riskmodel.storage.store import Habits, Store

    assessor = assessor_from(settings.champions, settings.model_name, settings.parameters)
    answers = assessor.answer(county, county.date("as_of_date"))
    records = [_record(county, row) for row in range(county.rows)]
    store = Store(place(), Habits(settings.upgrade_database))
    try:
        store.record([given(*pair) for pair in zip(answers, records, strict=True)])
    finally:
        store.close()
    newest = county.date("as_of_date").max().item()
    chosen = list(_worth_opening([one for one in answers if one.as_of_date == newest]))
    with engine_now() as engine:
        book = Casebook(engine, assessor.parameters)
        return len({book.open(one, "the demo", "platform").case_id for one in chosen})


def _record(county: "Columns", row: int) -> dict[str, Any]:
    """A row as a platform would send it."""
    from riskmodel.schema.household import FIELDS

    written = {name: county.value(name, row) for name in sorted(county.given & set(FIELDS))}
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in written.items()
        if value is not None
    }


def _worth_opening(answers: "list[Answer]") -> Iterator[str]:
    """Where the rules or the model speak up, by need, then some drawn whatever their score."""
    from riskmodel.casework.facts import need

    ranked = sorted(answers, key=lambda one: -need(one.message()))
    loud = [one for one in ranked if one.agreement not in ("neither", None)]
    yield from (one.assessment_id for one in loud[:CASES])
    rest = [one for one in answers if one not in loud[:CASES]]
    drawn = np.random.default_rng(7).choice(len(rest), min(DRAWN, len(rest)), replace=False)
    yield from (rest[row].assessment_id for row in drawn)
