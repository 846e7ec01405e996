"""What is new in an assessment beside the household's earlier ones that are on record."""

import datetime
import hashlib
import itertools
import logging
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from riskmodel.alerts.reading import Reading, area_of, read_assessment
from riskmodel.alerts.signals import SILENT_BOTH, Signals, signals
from riskmodel.storage.packing import unpacked
from riskmodel.storage.tables import Assessed

_LOG = logging.getLogger(__name__)
_MOST_EARLIER = 20
"""Earlier assessments that are looked through for the last score."""

# Made once: to make them for each assessment took half of the time of looking at it.
_MESSAGE = select(Assessed.message).where(Assessed.assessment_id == bindparam("assessment_id"))
_EARLIER = (
    select(Assessed.assessment_id, Assessed.as_of_date)
    .where(
        Assessed.household_id == bindparam("household_id"),
        Assessed.recorded < bindparam("recorded"),
    )
    .order_by(Assessed.as_of_date.desc(), Assessed.recorded.desc())
    .limit(_MOST_EARLIER)
)
_COUNTY = 6  # digits of its code
_EARLIER_THERE = _EARLIER.where(
    or_(
        Assessed.area_code.is_(None),
        func.substr(Assessed.area_code, 1, _COUNTY) == bindparam("county"),
    )
)
"""Where two counties number their households alike, neither is told of the other's."""
_BEFORE = aliased(Assessed)
_NEXT = (
    select(
        *Assessed.__table__.columns,
        exists()
        .where(_BEFORE.household_id == Assessed.household_id, _BEFORE.recorded < Assessed.recorded)
        .label("has_earlier"),
    )
    .where(Assessed.recorded > bindparam("begun"))
    .order_by(Assessed.recorded)
    .limit(bindparam("at_once"))
)


class Found(NamedTuple):
    """An alert that is to be written."""

    assessment_id: str
    previous_assessment_id: str | None
    household_id: str
    as_of_date: datetime.date
    area: str
    signals: Signals

    @property
    def alert_id(self) -> str:
        """Follows from the assessment."""
        return hashlib.sha256(f"alert\n{self.assessment_id}".encode()).hexdigest()[:32]


def next_assessments(connection: Connection, begun: int, at_once: int) -> Sequence[Any]:
    """At most so many that were recorded after a place, in the order of recording."""
    return connection.execute(_NEXT, {"begun": begun, "at_once": at_once}).all()


def all_new(connection: Connection, rows: Sequence[Any]) -> Iterator[Found]:
    """The alerts of `next_assessments`."""
    for row in rows:
        try:
            found = _compared(connection, row)
        except ValueError:  # it would keep every later one waiting
            _LOG.error("assessment %s cannot be read: riskmodel audit verify", row.assessment_id)
            continue
        if found:
            yield found


def _compared(connection: Connection, row: Any) -> Found | None:
    if not row.has_earlier and row.agreement in SILENT_BOTH:
        return None
    earlier = _earlier(connection, row)
    if earlier and earlier[0].as_of_date > row.as_of_date:
        return None  # of a day before what is known already
    read = (_read(connection, one.assessment_id) for one in earlier)  # mostly the first alone
    last = next(read, None)
    others = itertools.chain([last] if last else [], read)
    scored = next((one for one in others if one.band is not None), None)
    new = signals(read_assessment(unpacked(row.message)), last, scored)
    if new is None:
        return None
    return Found(
        row.assessment_id,
        earlier[0].assessment_id if earlier else None,
        row.household_id,
        row.as_of_date,
        area_of(row.asked),
        new,
    )


def _read(connection: Connection, assessment_id: str) -> Reading:
    kept = connection.execute(_MESSAGE, {"assessment_id": assessment_id})
    return read_assessment(unpacked(kept.scalar_one()))


def _earlier(connection: Connection, row: Any) -> Sequence[Any]:
    """What was on record of a household when an assessment was recorded, the latest day first.

    Of the county where it lives, and of no known place.
    """
    if not row.has_earlier:
        return []
    asked = {"household_id": row.household_id, "recorded": row.recorded}
    if row.area_code is None:
        return connection.execute(_EARLIER, asked).all()
    asked["county"] = row.area_code[:_COUNTY]
    return connection.execute(_EARLIER_THERE, asked).all()
