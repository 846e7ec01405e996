"""What the page of a case adds to its household's: what may be done, the clock, the steps."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from riskmodel.casework.case import Case, StepTaken
from riskmodel.casework.decisions import REASONS, Decision
from riskmodel.casework.steps import MOVES, State, Step
from riskmodel.errors import CaseError, CaseMovedOnError, CasePersonError
from riskmodel_api.console.languages import Language, translations


@dataclass(frozen=True)
class CasePage:
    """A case for one reader; `typed` are fields of a form that could not be taken, kept for them.

    `said` says why it could not.
    """

    case: Case
    steps: Sequence[StepTaken]
    person: str
    may_decide: bool
    today: datetime.date
    typed: Mapping[str, str] = field(default_factory=dict)
    said: str = ""

    @property
    def is_holder(self) -> bool:
        """Whether the reader has claimed it."""
        return self.case.holder == self.person

    @property
    def possible(self) -> set[str]:
        """Steps that the reader can take now."""
        case = self.case
        found = {
            step.value
            for step, move in MOVES.items()
            if case.state in move.before and (self.is_holder or not move.by_holder)
        }
        if case.shows_score:
            found.discard(Step.JUDGE_BLIND)
        else:
            found.discard(Step.DECIDE)
        if not self.may_decide:
            found -= {Step.DECIDE, Step.REVIEW, Step.CLOSE, Step.REOPEN}
            if not self.is_holder:
                found.discard(Step.RELEASE)
        if case.decided_by == self.person:
            found.discard(Step.REVIEW)
        if case.notice_until is not None and self.today < case.notice_until:
            found.discard(Step.CLOSE)
        return found

    @property
    def decisions(self) -> list[str]:
        """What can be decided before or after a visit."""
        return [one.value for one in Decision]

    @property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """The reasons by decision."""
        return [
            (one.value, [reason.code for reason in REASONS if one in reason.of])
            for one in Decision
        ]

    @property
    def days_left(self) -> int | None:
        """Until it is to be decided; None where it was."""
        if self.case.state in (State.DECIDED, State.CLOSED):
            return None
        return (self.case.decide_by - self.today).days

    @property
    def record(self) -> list[tuple[StepTaken, list[tuple[str, Any]]]]:
        """The steps so far, each with what was put on record of it."""
        return [
            (taken, [(name, value) for name, value in taken.content.items()
                     if name in _SHOWN and value is not None])
            for taken in self.steps
        ]  # fmt: skip


_SHOWN = ("on", "with", "found", "decision", "agrees", "reason", "words")


def said(fault: CaseError, language: Language) -> str:
    """Why a step could not be taken, to whoever tried it."""
    _ = translations(language).gettext
    if isinstance(fault, CaseMovedOnError):
        return _("Somebody else was quicker: the case has moved on. Nothing of yours is lost.")
    if isinstance(fault, CasePersonError):
        return _("Another person is needed: somebody else holds this case, or you decided it.")
    lacks = {
        "words": _("Say why in words that can be read later: 2 to 2,000 characters."),
        "reason": _("Choose a reason that fits the decision."),
        "visit": _("Give the day of the visit: planned from today on, done within the last year."),
        "decision": _("Choose a decision."),
        "found": _("Say what the visit established."),
        "needs_visit": _("This decision takes a visit to the household first."),
        "judge_first": _("Judge the household first, by its record, before its score is shown."),
        "same_id": _(
            "A household of the same id has a case open in another area. Where two counties "
            "number their households alike, put the county's code in front."
        ),
        "household": _("The household has another case open: go on with that one."),
        "close": _("The public notice has not hung long enough."),
    }
    return lacks.get(str(fault).partition(":")[0], _("The case does not allow this step now."))
