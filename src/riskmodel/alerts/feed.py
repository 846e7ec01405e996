"""The feed of alerts, in the order in which they were made, and their acknowledgement."""

import datetime
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, false, or_, select, update

from riskmodel.alerts.cursor import read_cursor, written
from riskmodel.alerts.message import Acknowledged, AlertPage, AlertRead, Measured, Reason
from riskmodel.alerts.signals import Kind
from riskmodel.alerts.wording import in_words, leading_reasons
from riskmodel.deadlines import day_of, is_overdue
from riskmodel.errors import RecordNotFoundError
from riskmodel.storage.audit import LOCAL, Act, append
from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.kept_rows import ALERTS, found_so, proof
from riskmodel.storage.packing import unpacked
from riskmodel.storage.people import Named
from riskmodel.storage.tables import Alert, Assessed

ACKNOWLEDGED = "alert.acknowledged"
MOST = 200


class Wanted(NamedTuple):
    """Which alerts are asked for: after a place, made since a moment, in areas (None: in all).

    `waiting` are only those that nobody has taken up.
    """

    cursor: str | None = None
    since: datetime.datetime | None = None
    limit: int = 50
    areas: Sequence[str] | None = None
    waiting: bool = False


def page(connection: Connection, wanted: Wanted, measured: Sequence[Measured] = ()) -> AlertPage:
    """Some alerts, with their reasons; raises SchemaError for a cursor that is none."""
    begun = read_cursor(wanted.cursor)
    rows = _alerts(wanted.areas).where(Alert.sequence > begun)
    if wanted.since:
        rows = rows.where(Alert.made_at >= wanted.since)
    if wanted.waiting:
        rows = rows.where(Alert.acknowledged_at.is_(None))
    limit = min(wanted.limit, MOST)
    found = connection.execute(rows.order_by(Alert.sequence).limit(limit + 1)).all()
    shown = found[:limit]
    last = shown[-1].sequence if shown else begun
    return AlertPage(
        alerts=[_told(row) for row in shown],
        next_cursor=written(last),
        more=len(found) > limit,
        measured=list(measured),
    )


def find(connection: Connection, alert_id: str, areas: Sequence[str] | None = None) -> AlertRead:
    """One alert; raises RecordNotFoundError, in another area than those given too."""
    row = connection.execute(_alerts(areas).where(Alert.alert_id == alert_id)).first()
    if row is None:
        message = "no alert has this id"
        raise RecordNotFoundError(message)
    return _told(row)


def acknowledge(
    connection: Connection,
    alert_id: str,
    who: Named,
    actor: str = LOCAL,
    areas: Sequence[str] | None = None,
) -> AlertRead:
    """Write down who takes an alert up; within `writing`. Who came first stands.

    Raises RecordNotFoundError.
    """
    held = find(connection, alert_id, areas)
    if held.acknowledged:
        return held
    now = datetime.datetime.now(datetime.UTC)
    before = found_so(connection, ALERTS, alert_id)
    connection.execute(
        update(Alert)
        .where(Alert.alert_id == alert_id)
        .values(acknowledged_at=now, acknowledged_by=who.by, words=who.words)
    )
    content = {"sha256": digest(canonical([alert_id, who.by, who.words]))}
    content |= before | proof(connection, ALERTS, alert_id)
    append(connection, [Act(actor, ACKNOWLEDGED, alert_id, content)], now)
    return find(connection, alert_id, areas)


def _alerts(areas: Sequence[str] | None) -> Select[Any]:
    """Alerts, each beside the message of its assessment as long as that is kept."""
    rows = select(*Alert.__table__.columns, Assessed.message).outerjoin(
        Assessed, Assessed.assessment_id == Alert.assessment_id
    )
    if areas is None:
        return rows
    return rows.where(or_(false(), *(Alert.area.startswith(area) for area in areas)))


def _told(row: Any) -> AlertRead:
    signals = json.loads(row.signals)
    kinds = [Kind(one) for one in signals["kinds"]]
    zh, en = in_words(kinds)
    acknowledged = None
    if row.acknowledged_at:
        acknowledged = Acknowledged(
            at=row.acknowledged_at, by=row.acknowledged_by, words=row.words
        )
    return AlertRead(
        alert_id=row.alert_id,
        assessment_id=row.assessment_id,
        previous_assessment_id=row.previous_assessment_id,
        household_id=row.household_id,
        as_of_date=row.as_of_date,
        area=row.area,
        kind=Kind(row.kind),
        kinds=kinds,
        zh=zh,
        en=en,
        band_then=signals["band_then"],
        band_now=signals["band_now"],
        other_model=signals["other_model"],
        rules=signals["rules"],
        reasons=_reasons(row, signals["rules"]),
        made_at=row.made_at,
        decide_by=row.decide_by,
        overdue=is_overdue(
            row.decide_by,
            day_of(datetime.datetime.now(datetime.UTC)),
            acknowledged=acknowledged is not None,
        ),
        acknowledged=acknowledged,
    )


def _reasons(row: Any, rules: Sequence[str]) -> list[Reason]:
    return leading_reasons(unpacked(row.message), rules) if row.message else []
