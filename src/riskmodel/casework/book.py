"""The book of cases: every step of a person in one transaction with its entry in the audit log."""

import datetime
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, insert, or_, select, update

from riskmodel.assessment import Assessment
from riskmodel.casework.case import (
    Case,
    StepTaken,
    find_case,
    read_steps,
    row_of,
    undecided,
)
from riskmodel.casework.decisions import (
    NEEDS_VISIT,
    Decision,
    overrides_rule,
    require_reason,
    require_words,
)
from riskmodel.casework.draws import Draws
from riskmodel.casework.facts import CaseFacts, case_facts
from riskmodel.casework.steps import State, Step, require_step
from riskmodel.casework.visits import Found
from riskmodel.deadlines import DECISION_DAYS, day_of, decide_by, notice_until
from riskmodel.errors import (
    CaseMovedOnError,
    CasePersonError,
    CaseStepError,
    ParameterNotInForceError,
)
from riskmodel.parameters import Parameters
from riskmodel.storage.assessments import find
from riskmodel.storage.canonical import canonical
from riskmodel.storage.case_steps import KeptStep, keep_step
from riskmodel.storage.database import reading, writing
from riskmodel.storage.kept_rows import CASES, found_so
from riskmodel.storage.tables import Case as CaseRow
from riskmodel.webhooks.event import EventType
from riskmodel.webhooks.outbox import NewEvent, emit

EARLIEST_VISIT = datetime.timedelta(days=366)
"""How far back a visit may lie that is recorded now."""


class Seen(NamedTuple):
    """Who acts, on which case, after how many steps they saw it; so that none is overrun."""

    case_id: str
    by: str
    steps: int


class _Taken(NamedTuple):
    """What a step makes of a case, and what of it is put on record."""

    case: Case
    content: Mapping[str, Any]


class Casebook:
    """Cases in the database of assessments; each call is one transaction.

    All raise StorageUnavailableError where the database cannot be used, and the steps raise
    CaseNotFoundError, CaseMovedOnError where somebody else was quicker, CaseStepError where the
    case does not allow the step or a reason is lacking, CasePersonError where this person may not.
    """

    def __init__(
        self,
        engine: Engine,
        parameters: Parameters,
        draws: Draws | None = None,
        now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
    ) -> None:
        self._engine, self._parameters = engine, parameters
        self._draws, self._now = draws or Draws(), now

    def find(self, case_id: str) -> Case:
        """A case as it stands."""
        with reading(self._engine) as connection:
            return find_case(connection, case_id)

    def history(self, case_id: str) -> list[StepTaken]:
        """Every step of a case, the first first."""
        with reading(self._engine) as connection:
            return read_steps(connection, case_id)

    def open(self, assessment_id: str, by: str, origin: str = "hand") -> Case:
        """Open a case on an assessment that was given; the household's open case if it has one.

        Raises AssessmentNotFoundError, ParameterNotInForceError.
        """
        with writing(self._engine) as connection:
            facts = _facts_of(connection, assessment_id)
            there = _case_where(connection, facts, CaseRow.state != State.CLOSED)
            return there or self._put(connection, facts, by, origin)

    def open_once(self, assessment_id: str, by: str, origin: str) -> Case | None:
        """The same for a list that may be gone through again: one case ever on an assessment.

        None where the household has a case open, or had one on this very assessment.
        """
        with writing(self._engine) as connection:
            facts = _facts_of(connection, assessment_id)
            had = CaseRow.assessment_id == facts.assessment_id
            there = _case_where(connection, facts, or_(CaseRow.state != State.CLOSED, had))
            return None if there else self._put(connection, facts, by, origin)

    def claim(self, seen: Seen) -> Case:
        """Take a waiting case on."""
        return self._take(
            seen,
            Step.CLAIM,
            lambda case: _Taken(replace(case, state=State.CLAIMED, holder=seen.by), {}),
        )

    def release(self, seen: Seen, words: str) -> Case:
        """Give a case back to the queue; who holds it, or a supervisor who says why."""
        require_words(words)
        return self._take(
            seen,
            Step.RELEASE,
            lambda case: _Taken(
                replace(case, state=State.WAITING, holder=None, visit_on=None),
                {"words": words, "from": case.holder},
            ),
        )

    def plan_visit(self, seen: Seen, on: datetime.date) -> Case:
        """Say on which day the household will be visited."""
        if on < self._today():
            message = "visit: plan it for today or a later day"
            raise CaseStepError(message)
        return self._take(
            seen,
            Step.PLAN_VISIT,
            lambda case: _Taken(
                replace(case, state=State.VISIT_PLANNED, visit_on=on), {"on": on.isoformat()}
            ),
        )

    def record_visit(
        self,
        seen: Seen,
        on: datetime.date,
        with_whom: str,
        words: str,
        found: Found = Found.NOT_ESTABLISHED,
    ) -> Case:
        """Say when the household was visited, who came along, and what was found.

        `found` becomes an outcome of the score where the visit settles one (`visit_outcomes`).
        """
        require_words(words)
        require_words(with_whom)
        if not self._today() - EARLIEST_VISIT <= on <= self._today():
            message = "visit: give the day it took place, within the last year"
            raise CaseStepError(message)
        content = {"on": on.isoformat(), "with": with_whom, "found": found, "words": words}
        return self._take(
            seen,
            Step.RECORD_VISIT,
            lambda case: _Taken(replace(case, state=State.VISITED, visit_on=on), content),
        )

    def judge_blind(self, seen: Seen, decision: Decision, words: str) -> Case:
        """Judge before the score is shown; kept beside the decision that follows."""
        require_words(words)

        def judged(case: Case) -> _Taken:
            if not case.blind_first or case.judged_blind:
                message = "judge_blind: the score of this case has been shown"
                raise CaseStepError(message)
            return _Taken(replace(case, judged_blind=True), {"decision": decision, "words": words})

        return self._take(seen, Step.JUDGE_BLIND, judged)

    def decide(self, seen: Seen, decision: Decision, reason: str, words: str) -> Case:
        """Decide; a second person looks at it where it goes against the rules, or is drawn."""
        require_reason(decision, reason, words)

        def decided(case: Case) -> _Taken:
            self._require_decidable(case, decision)
            against = overrides_rule(decision, case.facts.proposed_status)
            reviewed = against or case.drawn_for_review
            after = replace(
                case,
                state=State.SECOND_REVIEW if reviewed else State.DECIDED,
                decision=decision,
                decided_by=seen.by,
                decided_at=self._now(),
                overrides_rule=against,
                notice_until=None if reviewed else self._notice(case, decision),
            )
            content = {
                "decision": decision,
                "reason": reason,
                "words": words,
                "assessment_id": case.facts.assessment_id,
                "overrides_rule": against,
                "proposed_status": case.facts.proposed_status,
            }
            return _Taken(after, content)

        return self._take(seen, Step.DECIDE, decided)

    def review(self, seen: Seen, *, agrees: bool, words: str) -> Case:
        """Agree with a decision of another person, or send it back to them."""
        require_words(words)

        def reviewed(case: Case) -> _Taken:
            if case.decided_by == seen.by:
                message = "review: who decided cannot be the second person"
                raise CasePersonError(message)
            content = {"agrees": agrees, "words": words, "decision": case.decision}
            if not agrees:
                return _Taken(undecided(case, State.VISITED), content)
            assert case.decision is not None  # noqa: S101 - a case under review was decided
            notice = self._notice(case, case.decision)
            return _Taken(replace(case, state=State.DECIDED, notice_until=notice), content)

        return self._take(seen, Step.REVIEW, reviewed)

    def close(self, seen: Seen) -> Case:
        """Close a decided case, once its notice has hung long enough."""

        def closed(case: Case) -> _Taken:
            if case.notice_until is not None and self._today() < case.notice_until:
                message = f"close: the public notice is to hang until {case.notice_until}"
                raise CaseStepError(message)
            return _Taken(replace(case, state=State.CLOSED), {})

        return self._take(seen, Step.CLOSE, closed)

    def reopen(self, seen: Seen, words: str) -> Case:
        """Put a decided or closed case back into the queue, saying why.

        Raises CaseStepError where the household has another case open: that one is gone on with.
        """
        require_words(words)
        return self._take(
            seen,
            Step.REOPEN,
            lambda case: _Taken(
                replace(undecided(case, State.WAITING), holder=None, visit_on=None),
                {"words": words, "decision": case.decision},
            ),
        )

    def _take(self, seen: Seen, step: Step, make: Callable[[Case], _Taken]) -> Case:
        with writing(self._engine) as connection:
            case = find_case(connection, seen.case_id)
            if case.steps != seen.steps:
                message = f"the case has moved on to {case.state}: look at it again"
                raise CaseMovedOnError(message)
            move = require_step(step, case.state)
            if move.by_holder and case.holder != seen.by:
                message = f"{step}: somebody else holds this case"
                raise CasePersonError(message)
            taken = make(case)
            if step is Step.REOPEN:
                _require_no_other(connection, case)
            after = replace(taken.case, steps=case.steps + 1)
            before = found_so(connection, CASES, case.case_id)
            changed = update(CaseRow).where(CaseRow.case_id == case.case_id)
            connection.execute(changed.values(row_of(after)))
            keep_step(connection, self._step(after, step, seen.by, taken.content), before)
        return after

    def _step(self, case: Case, step: Step, by: str, content: Mapping[str, Any]) -> KeptStep:
        text = canonical(dict(content))
        return KeptStep(case.case_id, case.steps, step, case.state, by, self._now(), text)

    def _put(self, connection: Connection, facts: CaseFacts, by: str, origin: str) -> Case:
        case = self._opened(facts, origin)
        connection.execute(insert(CaseRow), [row_of(case)])
        content = {"assessment_id": facts.assessment_id}
        keep_step(connection, self._step(case, Step.OPEN, by, content), {})
        emit(connection, [_event(case)], case.opened_at)
        return case

    def _opened(self, facts: CaseFacts, origin: str) -> Case:
        now = self._now()
        limit = decide_by(self._parameters, day_of(now), facts.area)
        if limit is None:
            message = f"no {DECISION_DAYS} is in force where the household lives: add a value"
            raise ParameterNotInForceError(message)
        return Case(
            case_id=secrets.token_hex(16),
            facts=facts,
            state=State.WAITING,
            steps=1,
            origin=origin,
            opened_at=now,
            decide_by=limit,
            holder=None,
            visit_on=None,
            blind_first=self._draws.blind(),
            judged_blind=False,
            drawn_for_review=self._draws.review(),
            decision=None,
            decided_by=None,
            decided_at=None,
            overrides_rule=None,
            notice_until=None,
        )

    def _require_decidable(self, case: Case, decision: Decision) -> None:
        if case.blind_first and not case.judged_blind:
            message = "judge_first: judge the household before its score is shown"
            raise CaseStepError(message)
        if decision in NEEDS_VISIT and case.state is not State.VISITED:
            message = f"needs_visit: {decision} takes a visit to the household first"
            raise CaseStepError(message)

    def _notice(self, case: Case, decision: Decision) -> datetime.date | None:
        if decision not in NEEDS_VISIT:
            return None
        return notice_until(self._parameters, self._today(), case.facts.area)

    def _today(self) -> datetime.date:
        return day_of(self._now())


def _require_no_other(connection: Connection, case: Case) -> None:
    """A household has one open case at a time; raises CaseStepError."""
    another = (CaseRow.state != State.CLOSED) & (CaseRow.case_id != case.case_id)
    if _case_where(connection, case.facts, another):
        message = "household: it has another case open; go on with that one"
        raise CaseStepError(message)


def _event(case: Case) -> NewEvent:
    """What others are told: that there is a case, and by when; the rest is asked for here."""
    data = {
        "case_id": case.case_id,
        "assessment_id": case.facts.assessment_id,
        "decide_by": case.decide_by.isoformat(),
    }
    opened = EventType.CASE_OPENED
    return NewEvent(opened, case.case_id, case.facts.household_id, case.facts.area, data)


def _facts_of(connection: Connection, assessment_id: str) -> CaseFacts:
    given = find(connection, assessment_id).given
    return case_facts(Assessment.model_validate_json(given.message), json.loads(given.asked))


def _case_where(
    connection: Connection, facts: CaseFacts, which: ColumnElement[bool]
) -> Case | None:
    """A case of the household; the open one before others."""
    of_household = select(CaseRow.case_id).where(CaseRow.household_id == facts.household_id)
    open_first = of_household.where(which).order_by(CaseRow.state == State.CLOSED).limit(1)
    there = connection.scalar(open_first)
    return find_case(connection, there) if there is not None else None
