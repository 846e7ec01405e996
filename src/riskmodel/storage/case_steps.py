"""Steps of cases as they are kept, and the digest that the audit log holds of each."""

import datetime
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, select, true

from riskmodel.storage.audit import Act, append, entry_of
from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.kept_rows import CASES, OF_ROW, proof
from riskmodel.storage.tables import AuditLog, DeletedCase
from riskmodel.storage.tables import CaseStep as Row

_PREFIX = "case."


class KeptStep(NamedTuple):
    """A step as a person took it; `content` is canonical JSON."""

    case_id: str
    number: int
    step: str
    state: str
    by: str
    at: datetime.datetime
    content: str

    @property
    def act(self) -> Act:
        """What the audit log says of it: the digest of all of it, and none of its words."""
        at = self.at.astimezone(datetime.UTC).isoformat()
        sha256 = digest(canonical([*self[:5], at, self.content]))
        return Act(self.by, f"{_PREFIX}{self.step}", self.case_id, {"sha256": sha256})


def keep_step(connection: Connection, step: KeptStep, before: Mapping[str, str]) -> None:
    """Keep a step and log it, once its case stands as it left it; within `writing`.

    `before` is how it found the case, as `kept_rows.found_so` says it; nothing for the first.
    """
    act = step.act
    act.content.update(before)
    act.content.update(proof(connection, CASES, step.case_id))
    (row,) = append(connection, [act], step.at)
    connection.execute(insert(Row), [step._asdict() | {"recorded": row.sequence}])


def steps_of(connection: Connection, case_id: str) -> list[KeptStep]:
    """Every step of a case, the first first."""
    asked = select(*_columns()).where(Row.case_id == case_id).order_by(Row.number)
    return [KeptStep(*row) for row in connection.execute(asked)]


class StepRow(NamedTuple):
    """The row of the audit log that a kept step names, and whether it is this step's."""

    recorded: int
    is_logged: bool


def step_rows(connection: Connection, condition: ColumnElement[bool]) -> Iterator[StepRow]:
    """Steps, each held to its entry."""
    asked = select(*_columns(), Row.recorded, AuditLog.entry).outerjoin(
        AuditLog, AuditLog.sequence == Row.recorded
    )
    streamed = asked.where(condition).execution_options(yield_per=1_000)
    with connection.execute(streamed) as rows:  # closed too where who asks has heard enough
        for row in rows:
            yield StepRow(row.recorded, _is_logged(KeptStep(*row[:7]), row.entry))


def altered_steps(connection: Connection) -> Iterator[int]:
    """Numbers of the audit log's rows whose step is not as it was taken, or is gone.

    With a case that was deleted by order its steps went too.
    """
    kept = 0
    for row in step_rows(connection, true()):
        kept += 1
        if not row.is_logged:
            yield row.recorded
    gone = set(connection.scalars(select(DeletedCase.case_id)))
    logged = [
        sequence
        for sequence, entry in connection.execute(_logged())
        if not gone or json.loads(entry)["subject"] not in gone
    ]
    if len(logged) != kept:
        held = set(connection.scalars(select(Row.recorded)))
        yield from (sequence for sequence in logged if sequence not in held)


def _is_logged(step: KeptStep, entry: str | None) -> bool:
    """Whether an entry is this step's; it holds digests of the case's row too, read apart."""
    try:
        content = json.loads(entry or "null")["content"]
        of_row = {name: content[name] for name in OF_ROW if name in content}
    except (ValueError, TypeError, KeyError):
        return False
    act = step.act
    act.content.update(of_row)
    return entry == entry_of(act, step.at)


def _columns() -> tuple[Any, ...]:
    return tuple(getattr(Row, name) for name in KeptStep._fields)


def _logged() -> Any:
    return select(AuditLog.sequence, AuditLog.entry).where(
        AuditLog.entry.startswith(f'{{"action":"{_PREFIX}', autoescape=True)
    )
