"""Alerts from newly recorded assessments, off the way of whoever asks: each looked at once.

A follower reads in the order of recording. What it finds, the outbox, the audit log and how far it
has come are one transaction, so that neither a kill nor a second follower makes an alert twice or
loses one.
"""

import datetime
import logging
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update

from riskmodel.alerts.comparing import Found, all_new, next_assessments
from riskmodel.alerts.signals import Kind
from riskmodel.deadlines import CHINA, day_of, decide_by
from riskmodel.parameters import Parameters
from riskmodel.storage.audit import LOCAL, Act, append
from riskmodel.storage.canonical import canonical
from riskmodel.storage.database import reading, writing
from riskmodel.storage.forgetting import LAST_ALERT
from riskmodel.storage.kept_rows import ALERTS, proof_of
from riskmodel.storage.tables import Alert, Assessed, Follower
from riskmodel.webhooks.event import EventType
from riskmodel.webhooks.outbox import NewEvent, emit

_LOG = logging.getLogger(__name__)
FOLLOWER, MADE = "alerts", "alert.made"
AT_ONCE = 25
"""Assessments looked at in one transaction: few, since whoever records waits while it writes."""
FIRST_TOLD_A_DAY = 200
"""Alerts by first assessments that others are told of on one day of China."""
_TYPE = {
    Kind.RISK_ROSE: EventType.RISK_ROSE,
    Kind.MODEL_HIGH_RULE_SILENT: EventType.MODEL_HIGH_RULE_SILENT,
    Kind.RULE_NEWLY_FIRES: EventType.RULE_NEWLY_FIRES,
}

_NEWEST = (
    select(Alert.made_at, Alert.previous_assessment_id)
    .order_by(Alert.sequence.desc())
    .execution_options(yield_per=FIRST_TOLD_A_DAY)
)
_STILL_THERE = select(Assessed.assessment_id).where(
    Assessed.assessment_id.in_(bindparam("ids", expanding=True))
)
_COME_TO = select(Follower.recorded).where(Follower.name == FOLLOWER)
_MOVED = update(Follower).where(Follower.name == FOLLOWER).values(recorded=bindparam("come_to"))
_ADD = insert(Alert)


class _Made(NamedTuple):
    """An alert to be written: its row, the act for the audit log, what others are told if any."""

    row: dict[str, Any]
    act: Act
    event: NewEvent | None


class Lag(NamedTuple):
    """How far the follower is behind: assessments not looked at, and the age of the oldest, s."""

    assessments: int
    seconds: float


def follow(engine: Engine, parameters: Parameters, at_once: int = AT_ONCE) -> int:
    """Look at the next assessments; how many, 0 where there are none or another was quicker.

    Whoever records waits while it writes, so that all there is to work out is worked out before.
    Raises StorageUnavailableError.
    """
    with reading(engine) as connection:
        begun = _come_to(connection)
        rows = next_assessments(connection, begun, at_once)
        made = _made(connection, list(all_new(connection, rows)), parameters)
    if not rows:
        return 0
    with writing(engine) as connection:
        if _come_to(connection) != begun:
            return 0
        _write(connection, made)
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
    return connection.scalar(_COME_TO) or 0


def _go_on(connection: Connection, recorded: int) -> None:
    if not connection.execute(_MOVED, {"come_to": recorded}).rowcount:
        connection.execute(insert(Follower).values(name=FOLLOWER, recorded=recorded))


def _made(connection: Connection, found: Sequence[Found], parameters: Parameters) -> list[_Made]:
    """What is to be written. Only who follows makes alerts, so that it stays right until then."""
    if not found:
        return []
    now = datetime.datetime.now(datetime.UTC)
    last = _last_alert(connection)
    told = _told_to_others(connection, now, found)
    made = []
    for number, one in enumerate(found, start=last + 1):
        row = _row(one, number, now, parameters)
        event = _event(one, row) if one.alert_id in told else None
        made.append(_Made(row, _act(one, proof_of(ALERTS, row)), event))
    return made


def _write(connection: Connection, made: Sequence[_Made]) -> None:
    ids = [one.row["assessment_id"] for one in made]
    there = set(connection.scalars(_STILL_THERE, {"ids": ids})) if ids else set()
    kept = [one for one in made if one.row["assessment_id"] in there]  # others were just deleted
    if not kept:
        return
    now = kept[0].row["made_at"]
    connection.execute(_ADD, [one.row for one in kept])
    emit(connection, [one.event for one in kept if one.event], now)
    append(connection, [one.act for one in kept], now)


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
    """How many more may be told of; looks no farther back than to see it."""
    midnight = datetime.datetime.combine(day_of(now), datetime.time(), CHINA)
    room = FIRST_TOLD_A_DAY
    with connection.execute(_NEWEST) as newest:
        for made_at, previous in newest:
            if made_at < midnight or room == 0:
                break
            room -= previous is None
    return room


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
