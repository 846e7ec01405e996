"""The page of the audit log: what was done, and whether the log is as it was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from riskmodel.errors import CursorError
from riskmodel.storage.log_pages import LONGEST_ID, LogEntry, LogPage
from riskmodel.storage.verify import Verified
from riskmodel_api.console.languages import Language, in_language, translations

_LONGEST_NUMBER = 18
_MOST_FINDINGS = 20
_NOT_SAID = "this page has no such place: begin at the first page again"


@dataclass(frozen=True)
class AuditPage:
    """A page of entries; `found` is what a verification found, where one was asked for.

    `busy` says that one is under way for somebody else.
    """

    about: str
    page: LogPage
    language: Language
    begins: bool
    found: Verified | None = None
    signed: bool = False
    busy: bool = False

    @property
    def entries(self) -> Sequence[LogEntry]:
        """What was done, the newest first."""
        return self.page.entries

    @property
    def findings(self) -> list[tuple[int, str]]:
        """Where the log is not as it was written, with the number of the row."""
        found = self.found.findings if self.found else ()
        return [
            (one.sequence, in_language(one, "", self.language)) for one in found[:_MOST_FINDINGS]
        ]

    @property
    def following(self) -> str:
        """The query of the next page; "" for none."""
        if self.page.next is None:
            return ""
        asked: dict[str, Any] = {"about": self.about} if self.about else {}
        return urlencode(asked | {"before": self.page.next})

    def action(self, code: str) -> str:
        """What was done, in words; its code where there are none."""
        return _actions(self.language).get(code, code)


def asked_about(asked: Mapping[str, str]) -> str:
    """The id that is searched for."""
    return asked.get("about", "").strip()[:LONGEST_ID]


def asked_before(asked: Mapping[str, str]) -> int | None:
    """Where a page begins; raises CursorError for what no page gave."""
    given = asked.get("before", "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= _LONGEST_NUMBER):
        raise CursorError(_NOT_SAID)
    return int(given)


def _actions(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "assessment.recorded": _("household assessed"),
        "assessment.given_again": _("assessment given again"),
        "assessments.deleted": _("assessments deleted by order"),
        "database.created": _("database made"),
        "database.layout_lowered": _("database layout lowered"),
        "case.open": _("case opened"),
        "case.claim": _("case claimed"),
        "case.release": _("case given back"),
        "case.plan_visit": _("visit planned"),
        "case.record_visit": _("visit recorded"),
        "case.judge_blind": _("judged before seeing the score"),
        "case.decide": _("case decided"),
        "case.review": _("reviewed by a second person"),
        "case.close": _("case closed"),
        "case.reopen": _("case opened again"),
        "case.deleted": _("case deleted by order"),
        "job.asked": _("batch asked for"),
        "job.cancelled": _("batch cancelled"),
        "job.ended": _("batch ended"),
        "job.deleted": _("files of a batch deleted by order"),
        "user.added": _("person added"),
        "user.disabled": _("person disabled"),
        "user.enabled": _("person let in again"),
        "user.reset": _("password reset"),
        "user.locked": _("locked after wrong passwords"),
        "session.begun": _("signed in"),
        "session.ended": _("signed out"),
        "key.created": _("key made"),
        "key.rotated": _("key rotated"),
        "key.revoked": _("key revoked"),
        "access.outside_area": _("refused: outside the area"),
        "access.not_found": _("asked for what is not there, or lies elsewhere"),
        "access.budget_spent": _("refused: the day's queries are spent"),
        "access.guesses": _("keys guessed at"),
        "question.asked": _("question about a score"),
        "opt_out.recorded": _("household declined scoring"),
        "opt_out.withdrawn": _("household takes part again"),
        "opt_out.deleted": _("refusal deleted by order"),
        "opt_out.words_deleted": _("words of a refusal deleted by order"),
        "alert.made": _("alert made"),
        "alert.acknowledged": _("alert taken up"),
        "alert.deleted": _("alert deleted by order"),
        "webhook.added": _("webhook added"),
        "webhook.removed": _("webhook removed"),
        "webhook.retried": _("message sent again"),
        "webhook.given_up": _("message given up"),
    }
