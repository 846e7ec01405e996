"""A case as it stands, and the steps that brought it there, as the database holds them."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from riskmodel.casework.decisions import Decision
from riskmodel.casework.facts import CaseFacts
from riskmodel.casework.steps import State, Step
from riskmodel.errors import CaseNotFoundError
from riskmodel.storage.case_steps import steps_of
from riskmodel.storage.tables import Case as CaseRow


@dataclass(frozen=True)
class Case:
    """A case as it stands after `steps` steps."""

    case_id: str
    facts: CaseFacts
    state: State
    steps: int
    origin: str
    opened_at: datetime.datetime
    decide_by: datetime.date
    holder: str | None
    visit_on: datetime.date | None
    blind_first: bool
    judged_blind: bool
    drawn_for_review: bool
    decision: Decision | None
    decided_by: str | None
    decided_at: datetime.datetime | None
    overrides_rule: bool | None
    notice_until: datetime.date | None

    @property
    def shows_score(self) -> bool:
        """Whether the score may be shown to who works on the case now."""
        return not self.blind_first or self.judged_blind


class StepTaken(NamedTuple):
    """One step as it is on record."""

    number: int
    step: Step
    state: State
    by: str
    at: datetime.datetime
    content: dict[str, Any]


def undecided(case: Case, state: State) -> Case:
    """The case as if nobody had decided it; who did stays among its steps."""
    return replace(
        case,
        state=state,
        decision=None,
        decided_by=None,
        decided_at=None,
        overrides_rule=None,
        notice_until=None,
    )


def find_case(connection: Connection, case_id: str) -> Case:
    """A case; raises CaseNotFoundError."""
    row = connection.execute(select(CaseRow.__table__).where(CaseRow.case_id == case_id)).first()
    if row is None:
        message = "no case has this id"
        raise CaseNotFoundError(message)
    return case_from(row._asdict())


def case_from(columns: Mapping[str, Any]) -> Case:
    """A row of the table, by column."""
    held = dict(columns)
    facts = {name: held.pop(name) for name in CaseFacts.__dataclass_fields__}
    decision = held.pop("decision")
    return Case(
        facts=CaseFacts(**facts),
        state=State(held.pop("state")),
        decision=Decision(decision) if decision else None,
        **held,
    )


def row_of(case: Case) -> dict[str, Any]:
    """A case as a row of the table."""
    held = asdict(case)
    facts: dict[str, Any] = held.pop("facts")
    return held | facts


def read_steps(connection: Connection, case_id: str) -> list[StepTaken]:
    """Every step of a case, the first first."""
    return [
        StepTaken(
            kept.number,
            Step(kept.step),
            State(kept.state),
            kept.by,
            kept.at,
            json.loads(kept.content),
        )
        for kept in steps_of(connection, case_id)
    ]
