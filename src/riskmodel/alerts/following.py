"""Alerts from newly recorded assessments, off the way of whoever asks: each looked at once.

A follower reads in the order of recording. What it finds, the outbox, the audit log and how far it
has come are one transaction, so that neither a kill nor a second follower makes an alert twice or
loses one.
"""

import datetime
import hashlib
import itertools
import logging
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, exists, func, insert, select, update
from sqlalchemy.orm import aliased

from riskmodel.alerts.reading import Reading, area_of, read_assessment
from riskmodel.alerts.signals import SILENT_BOTH, Kind, Signals, signals
from riskmodel.deadlines import CHINA, day_of, decide_by
from riskmodel.parameters import Parameters
from riskmodel.storage.audit import LOCAL, Act, append
from riskmodel.storage.canonical import canonical
from riskmodel.storage.database import reading, writing
from riskmodel.storage.forgetting import LAST_ALERT
from riskmodel.storage.kept_rows import ALERTS, proofs
from riskmodel.storage.packing import unpacked
from riskmodel.storage.tables import Alert, Assessed, Follower
from riskmodel.webhooks.event import EventType
from riskmodel.webhooks.outbox import NewEvent, emit

_LOG = logging.getLogger(__name__)
FOLLOWER, MADE = "alerts", "alert.made"
AT_ONCE = 200
FIRST_TOLD_A_DAY = 200
"""Alerts by first assessments that others are told of on one day of China."""
_MOST_EARLIER = 20
"""Earlier assessments that are looked through for the last score."""
_TYPE = {
    Kind.RISK_ROSE: EventType.RISK_ROSE,
    Kind.MODEL_HIGH_RULE_SILENT: EventType.MODEL_HIGH_RULE_SILENT,
    Kind.RULE_NEWLY_FIRES: EventType.RULE_NEWLY_FIRES,
}

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


class Lag(NamedTuple):
    """How far the follower is behind: assessments not looked at, and the age of the oldest, s."""

    assessments: int
    seconds: float


def follow(engine: Engine, parameters: Parameters, at_once: int = AT_ONCE) -> int:
    """Look at the next assessments; how many, 0 where there are none or another was quicker.

    Raises StorageUnavailableError.
    """
    with reading(engine) as connection:
        begun = _come_to(connection)
        rows = _next(connection, begun, at_once)
        found = list(_found(connection, rows))
    if not rows:
        return 0
    with writing(engine) as connection:
        if _come_to(connection) != begun:
            return 0
        _write(connection, found, parameters)
        _go_on(connection, rows[-1].recorded)
    return len(rows)


def lag(connection: Connection, now: datetime.datetime | None = None) -> Lag:
    """How far the follower is behind, for metrics."""
    behind = select(func.count(), func.min(Assessed.given_at)).where(
        Assessed.recorded > _come_to(connection)
    )
    count, oldest = connection.execute(behind).one()
    if not count:
        return Lag(0, 0.0)
    moment = now or datetime.datetime.now(datetime.UTC)
    return Lag(count, max(0.0, (moment - oldest).total_seconds()))


def _come_to(connection: Connection) -> int:
    held = select(Follower.recorded).where(Follower.name == FOLLOWER)
    return connection.scalar(held) or 0


def _go_on(connection: Connection, recorded: int) -> None:
    moved = update(Follower).where(Follower.name == FOLLOWER).values(recorded=recorded)
    if not connection.execute(moved).rowcount:
        connection.execute(insert(Follower).values(name=FOLLOWER, recorded=recorded))


def _next(connection: Connection, begun: int, at_once: int) -> Sequence[Any]:
    return connection.execute(_NEXT, {"begun": begun, "at_once": at_once}).all()


def _found(connection: Connection, rows: Sequence[Any]) -> Iterator[Found]:
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
    """What was on record of a household when an assessment was recorded, the latest day first."""
    if not row.has_earlier:
        return []
    asked = {"household_id": row.household_id, "recorded": row.recorded}
    return connection.execute(_EARLIER, asked).all()


def _write(connection: Connection, found: Sequence[Found], parameters: Parameters) -> None:
    if not found:
        return
    now = datetime.datetime.now(datetime.UTC)
    last = _last_alert(connection)
    rows = [_row(one, last + number, now, parameters) for number, one in enumerate(found, 1)]
    told = _told_to_others(connection, now, found)
    connection.execute(insert(Alert), rows)
    pairs = zip(found, rows, strict=True)
    emit(connection, [_event(one, row) for one, row in pairs if one.alert_id in told], now)
    proven = proofs(connection, ALERTS, [one.alert_id for one in found])
    append(connection, [_act(one, proven[one.alert_id]) for one in found], now)


def _told_to_others(
    connection: Connection, now: datetime.datetime, found: Sequence[Found]
) -> frozenset[str]:
    """The ids of the alerts that others are told of: of first assessments not more than a day's.

    A county that is imported has thousands at once: they are in the feed, and no flood for others.
    """
    first = [one.alert_id for one in found if one.previous_assessment_id is None]
    room = _room_today(connection, now) if first else 0
    if room < len(first):
        _LOG.warning(
            "%d alerts by first assessments are in the feed and not sent to others: of these at "
            "most %d a day are",
            len(first) - room,
            FIRST_TOLD_A_DAY,
        )
    return frozenset(one.alert_id for one in found) - frozenset(first[room:])


def _room_today(connection: Connection, now: datetime.datetime) -> int:
    midnight = datetime.datetime.combine(day_of(now), datetime.time(), CHINA)
    made = select(func.count()).where(
        Alert.made_at >= midnight, Alert.previous_assessment_id.is_(None)
    )
    return max(0, FIRST_TOLD_A_DAY - (connection.scalar(made) or 0))


def _last_alert(connection: Connection) -> int:
    """The greatest number that an alert ever had: who has read so far is to miss none after it."""
    there = connection.scalar(select(func.max(Alert.sequence))) or 0
    gone = connection.scalar(select(Follower.recorded).where(Follower.name == LAST_ALERT)) or 0
    return max(there, gone)


def _row(
    found: Found, sequence: int, now: datetime.datetime, parameters: Parameters
) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "alert_id": found.alert_id,
        "assessment_id": found.assessment_id,
        "previous_assessment_id": found.previous_assessment_id,
        "household_id": found.household_id,
        "as_of_date": found.as_of_date,
        "area": found.area[:12],
        "kind": found.signals.kinds[0].value,
        "signals": canonical(found.signals.told()),
        "made_at": now,
        "decide_by": decide_by(parameters, day_of(now), found.area),
    }


def _act(found: Found, proven: dict[str, str]) -> Act:
    return Act(LOCAL, MADE, found.alert_id, {"assessment_id": found.assessment_id, **proven})


def _event(found: Found, row: dict[str, Any]) -> NewEvent:
    """What others are told: that there is an alert, and by when; the rest is asked for here."""
    deadline = row["decide_by"]
    data = {
        "alert_id": found.alert_id,
        "assessment_id": found.assessment_id,
        "decide_by": deadline.isoformat() if deadline else None,
    }
    return NewEvent(
        _TYPE[found.signals.kinds[0]], found.alert_id, found.household_id, found.area, data
    )
