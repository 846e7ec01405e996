"""Delete what is kept of a household beside its assessments, so that the audit log still verifies.

The log says of each row that it was taken out, by whom, and with which digest it last stood. A
case that is open stays until it is closed: somebody still owes the household an answer. A refusal
of automated scoring in force stays without its words: it is what the household wants to go on.
"""

import datetime
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from riskmodel.errors import AuditTamperedError
from riskmodel.storage.answers import forget_answers
from riskmodel.storage.audit import Act, append
from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.case_steps import step_rows
from riskmodel.storage.database import reading, wipe, writing
from riskmodel.storage.deletion import Order
from riskmodel.storage.kept_rows import ALERTS, CASES, OPT_OUTS, KeptTable, found_so, proofs
from riskmodel.storage.tables import (
    Alert,
    Assessed,
    Case,
    CaseStep,
    DeletedCase,
    Delivery,
    Event,
    Follower,
    OptOut,
)

CLOSED = "closed"
ALERT_GONE, CASE_GONE = "alert.deleted", "case.deleted"
OPT_OUT_GONE, WORDS_GONE = "opt_out.deleted", "opt_out.words_deleted"
LAST_ALERT = "alerts.last"
"""A count that never goes back: who reads the feed by a cursor misses no later alert."""


class Forgotten(NamedTuple):
    """How many rows of each kind were deleted, or would be.

    `open_cases` stay, and what they rest on; `wishes` are refusals in force that lost their words.
    """

    cases: int
    open_cases: int
    alerts: int
    events: int
    opt_outs: int
    wishes: int


class _Found(NamedTuple):
    """The ids of what there is of a household."""

    cases: Sequence[str]
    open_cases: Sequence[str]
    alerts: Sequence[str]
    events: Sequence[str]
    withdrawn: Sequence[str]
    in_force: Sequence[str]

    def told(self) -> Forgotten:
        counts = [len(ids) for ids in self]
        return Forgotten(*counts)


def count_beside(engine: Engine, household_id: str) -> Forgotten:
    """How much there is; nothing is changed. Raises StorageUnavailableError."""
    with reading(engine) as connection:
        return _find(connection, household_id).told()


def forget_beside(engine: Engine, household_id: str, order: Order) -> Forgotten:
    """Delete what there is of a household beside its assessments, in one transaction.

    Raises StorageUnavailableError; AuditTamperedError for a step that is not as it was taken: a
    deletion must not hide that.
    """
    with writing(engine) as connection:
        found = _find(connection, household_id)
        now = datetime.datetime.now(datetime.UTC)
        _forget_cases(connection, found.cases, _Signed(order, now))
        _forget_alerts(connection, found, _Signed(order, now))
        _forget_refusals(connection, found, _Signed(order, now))
        given = select(Assessed.assessment_id).where(Assessed.household_id == household_id)
        forget_answers(connection, household_id, set(connection.scalars(given)))
    for table in ("case_steps", "cases", "alerts", "outbox", "opt_outs", "kept_answers"):
        wipe(engine, table)
    return found.told()


class _Signed(NamedTuple):
    """Who has it deleted and when; the log holds the digest of why."""

    order: Order
    at: datetime.datetime

    def acts(self, action: str, proven: dict[str, dict[str, str]]) -> list[Act]:
        because = {"because_sha256": digest(canonical(list(self.order)))}
        return [Act(self.order.by, action, key, proven[key] | because) for key in proven]


def _find(connection: Connection, household_id: str) -> _Found:
    def ids(column: Any, *conditions: Any) -> list[str]:
        of_household = column.class_.household_id == household_id
        return list(connection.scalars(select(column).where(of_household, *conditions)))

    opened = ids(Case.case_id, Case.state != CLOSED)
    return _Found(
        cases=ids(Case.case_id, Case.state == CLOSED),
        open_cases=opened,
        alerts=ids(Alert.alert_id),
        events=ids(Event.event_id, Event.subject.not_in(opened)),
        withdrawn=ids(OptOut.opt_out_id, OptOut.withdrawn_at.is_not(None)),
        in_force=ids(OptOut.opt_out_id, OptOut.withdrawn_at.is_(None)),
    )


def _forget_cases(connection: Connection, cases: Sequence[str], signed: _Signed) -> None:
    if not cases:
        return
    for kept in step_rows(connection, CaseStep.case_id.in_(cases)):
        if not kept.is_logged:
            message = (
                "a case is not as it was recorded, and is not deleted: riskmodel audit verify"
            )
            raise AuditTamperedError(message)
    rows = append(connection, _ended(connection, CASES, cases, signed, CASE_GONE), signed.at)
    graves = [
        {"case_id": json.loads(row.entry)["subject"], "ordered": row.sequence} for row in rows
    ]
    connection.execute(insert(DeletedCase), graves)
    connection.execute(delete(CaseStep).where(CaseStep.case_id.in_(cases)))
    connection.execute(delete(Case).where(Case.case_id.in_(cases)))


def _forget_alerts(connection: Connection, found: _Found, signed: _Signed) -> None:
    append(connection, _ended(connection, ALERTS, found.alerts, signed, ALERT_GONE), signed.at)
    if found.alerts:
        last = connection.scalar(select(func.max(Alert.sequence)))
        counted = update(Follower).where(Follower.name == LAST_ALERT, Follower.recorded < last)
        there = connection.scalar(select(Follower.name).where(Follower.name == LAST_ALERT))
        if there is None:
            connection.execute(insert(Follower).values(name=LAST_ALERT, recorded=last))
        else:
            connection.execute(counted.values(recorded=last))
    for column, ids in (
        (Delivery.event_id, found.events),
        (Event.event_id, found.events),
        (Alert.alert_id, found.alerts),
    ):
        connection.execute(delete(column.class_).where(column.in_(ids)))


def _forget_refusals(connection: Connection, found: _Found, signed: _Signed) -> None:
    gone = _ended(connection, OPT_OUTS, found.withdrawn, signed, OPT_OUT_GONE)
    connection.execute(delete(OptOut).where(OptOut.opt_out_id.in_(found.withdrawn)))
    before = {key: found_so(connection, OPT_OUTS, key) for key in found.in_force}
    blank = update(OptOut).where(OptOut.opt_out_id.in_(found.in_force)).values(words="")
    connection.execute(blank)
    after = proofs(connection, OPT_OUTS, found.in_force)
    proven = {key: before[key] | after[key] for key in after}
    append(connection, [*gone, *signed.acts(WORDS_GONE, proven)], signed.at)


def _ended(
    connection: Connection, kept: KeptTable, keys: Sequence[str], signed: _Signed, action: str
) -> list[Act]:
    """What the log is to say, before the rows go."""
    return signed.acts(action, proofs(connection, kept, keys))
