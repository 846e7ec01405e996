"""The page of a case, and the forms by which people take its steps."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from riskmodel.access.scopes import Scope
from riskmodel.assessment import Assessment
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.case import Case
from riskmodel.casework.decisions import Decision
from riskmodel.casework.steps import Step
from riskmodel.casework.visits import read_found
from riskmodel.deadlines import CHINA
from riskmodel.errors import CaseError, CaseMovedOnError, CaseStepError
from riskmodel.storage.assessments import Stored
from riskmodel_api.admission import Caller
from riskmodel_api.console.beside import Sight
from riskmodel_api.console.case_page import CasePage, said
from riskmodel_api.console.frame import FormNow, Frame, FrameNow, go_to
from riskmodel_api.console.household import HouseholdPage
from riskmodel_api.dependencies import CallerNow, OfficeNow, Serving, ServingNow
from riskmodel_api.guard import requires
from riskmodel_api.office import Office, require_may_decide
from riskmodel_api.people import CONSOLE
from riskmodel_api.problems import problem_of
from riskmodel_api.routers.console import SightNow, labels_of

CASES = f"{CONSOLE}/cases"
router = APIRouter(prefix=CASES, include_in_schema=False)
CaseId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Form = dict[str, str]


@dataclass(frozen=True)
class Desk:
    """What the pages of cases need of a request."""

    office: Office
    serving: Serving
    caller: Caller
    frame: Frame
    sight: Sight

    @property
    def book(self) -> Casebook:
        """The book of cases."""
        return self.office.book(self.serving.assessor.parameters)

    def find(self, case_id: str) -> Case:
        """A case that may be seen; raises CaseNotFoundError."""
        return self.office.find(self.caller, self.serving.assessor.parameters, case_id)

    def page(
        self, case: Case, typed: Form | None = None, fault: CaseError | None = None
    ) -> Response:
        """The page of a case; with what was typed and the fault, where a form was not taken."""
        stored = self.caller.find(case.facts.assessment_id)
        held = CasePage(
            case,
            self.book.history(case.case_id),
            self.caller.name,
            Scope.DECIDE in self.caller.identity.scopes,
            datetime.datetime.now(CHINA).date(),
            typed or {},
            said(fault, self.frame.language) if fault else "",
        )
        status = problem_of(fault).status if fault else 200
        household = replace(
            self.household(case, stored),
            beside=self.sight.beside(stored, [case.case_id], score=self.shows_score(case)),
        )
        return self.frame.page("case.html", status, page=household, held=held, case=case)

    def household(self, case: Case, stored: Stored) -> HouseholdPage:
        """The household as its case opened."""
        given = Assessment.model_validate_json(stored.given.message)
        labels = labels_of(self.serving, self.frame.language)
        shown = self.shows_score(case)
        return HouseholdPage(given, self.frame.language, labels, score=shown)

    def shows_score(self, case: Case) -> bool:
        """Whether the score may be shown now: a newer case of the household may be hidden."""
        hidden = self.office.hides_score(self.caller, case.facts.household_id)
        return case.shows_score and not hidden


# Async, so that it needs no thread.
async def _desk(
    office: OfficeNow, serving: ServingNow, caller: CallerNow, frame: FrameNow, sight: SightNow
) -> Desk:
    return Desk(office, serving, caller, frame, sight)


DeskNow = Annotated[Desk, Depends(_desk)]


@router.post("")
@requires(Scope.REVIEW, Scope.DECIDE)
def open_case(desk: DeskNow, form: FormNow) -> Response:
    """Open a case on an assessment, or go to the one that its household has open."""
    parameters = desk.serving.assessor.parameters
    case = desk.office.open(desk.caller, parameters, form.get("assessment_id", ""), "hand")
    return go_to(f"{CASES}/{case.case_id}")


@router.get("/{case_id}")
@requires(Scope.REVIEW, Scope.DECIDE)
def case_page(case_id: CaseId, desk: DeskNow) -> Response:
    """A household as its case opened, and what may be done about it."""
    return desk.page(desk.find(case_id))


@router.post("/{case_id}/{step}")
@requires(Scope.REVIEW, Scope.DECIDE)
def take_step(case_id: CaseId, step: Step, desk: DeskNow, form: FormNow) -> Response:
    """Take a step, then show the case; what cannot be taken is shown with every word kept."""
    case = desk.find(case_id)
    _require_scope(step, case, desk.caller)
    try:
        seen = Seen(case_id, desk.caller.name, _steps_seen(form))
        _act(desk.book, step, seen, form)
    except CaseMovedOnError as fault:
        if not _is_the_same_again(desk, case, step, form):
            return desk.page(desk.find(case_id), form | {"step": step}, fault)
    except CaseError as fault:
        return desk.page(desk.find(case_id), form | {"step": step}, fault)
    return go_to(f"{CASES}/{case_id}")


def _require_scope(step: Step, case: Case, caller: Caller) -> None:
    """Steps that settle something, or undo what another holds, need more than to review."""
    settles = step in (Step.DECIDE, Step.REVIEW, Step.CLOSE, Step.REOPEN)
    if settles or (step is Step.RELEASE and case.holder != caller.name):
        require_may_decide(caller)


def _act(book: Casebook, step: Step, seen: Seen, form: Form) -> None:
    words = form.get("words", "")
    acts: dict[Step, Callable[[], Any]] = {
        Step.CLAIM: lambda: book.claim(seen),
        Step.RELEASE: lambda: book.release(seen, words),
        Step.PLAN_VISIT: lambda: book.plan_visit(seen, _day(form)),
        Step.RECORD_VISIT: lambda: book.record_visit(
            seen, _day(form), form.get("with_whom", ""), words, read_found(form.get("found", ""))
        ),
        Step.JUDGE_BLIND: lambda: book.judge_blind(seen, _decision(form), words),
        Step.DECIDE: lambda: book.decide(seen, _decision(form), form.get("reason", ""), words),
        Step.REVIEW: lambda: book.review(seen, agrees=form.get("agrees") == "yes", words=words),
        Step.CLOSE: lambda: book.close(seen),
        Step.REOPEN: lambda: book.reopen(seen, words),
    }
    if step not in acts:
        message = "step: a case is opened on an assessment"
        raise CaseStepError(message)
    acts[step]()


def _is_the_same_again(desk: Desk, case: Case, step: Step, form: Form) -> bool:
    """Whether this very form was taken already, as by a second click: then it is done."""
    number = _steps_seen(form) + 1
    return any(
        (taken.number, taken.step, taken.by) == (number, step, desk.caller.name)
        and taken.content.get("words", "") == form.get("words", "")
        for taken in desk.book.history(case.case_id)
    )


def _steps_seen(form: Form) -> int:
    shown = form.get("steps", "")
    if not (shown.isascii() and shown.isdecimal() and len(shown) < 7):
        message = "steps: load the page of the case again"
        raise CaseStepError(message)
    return int(shown)


def _day(form: Form) -> datetime.date:
    try:
        return datetime.date.fromisoformat(form.get("on", ""))
    except ValueError:
        message = "visit: give the day as YYYY-MM-DD"
        raise CaseStepError(message) from None


def _decision(form: Form) -> Decision:
    try:
        return Decision(form.get("decision", ""))
    except ValueError:
        message = f"decision: choose one of {', '.join(Decision)}"
        raise CaseStepError(message) from None
