"""The queue as a page: what was asked for, and the address of the page that follows."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from riskmodel.casework.backlog import UNDECIDED
from riskmodel.casework.case import Case
from riskmodel.casework.queue import Cursor, Filters, Order, Page
from riskmodel.casework.steps import State
from riskmodel.casework.views import SavedView
from riskmodel.errors import CursorError
from riskmodel_api.console.figures import one_in
from riskmodel_api.console.languages import Language, translations

_TEXTS = ("category", "agreement", "dimension", "proposed_status")
_SAVED = (
    *_TEXTS,
    "area",
    "state",
    "mine",
    "blind",
    "abstained",
    "waiting_days",
    "due_days",
    "order",
)
_NOT_SAID = "this page has no such place: begin at the first page again"


class View(NamedTuple):
    """A part of the queue that is often wanted."""

    name: str
    query: str


def filters_from(asked: Mapping[str, str], person: str, now: datetime.datetime) -> Filters:
    """Filters as the form gives them; what is empty, or none of its list, is any."""
    state, household = asked.get("state", ""), asked.get("household_id", "").strip()
    waiting = asked.get("waiting_days", "")
    days = int(waiting) if waiting.isascii() and waiting.isdecimal() and len(waiting) < 5 else None
    due = asked.get("due_days", "")
    due_days = int(due) if due.isascii() and due.isdecimal() and len(due) < 4 else None
    abstained = {"yes": True, "no": False}.get(asked.get("abstained", ""))
    return Filters(
        area=asked.get("area", "") if asked.get("area", "").isdecimal() else "",
        states=_states(state, household),
        holder=person if asked.get("mine") else None,
        abstained=abstained,
        opened_before=now - datetime.timedelta(days=days) if days is not None else None,
        due_before=now.date() + datetime.timedelta(days=due_days + 1)
        if due_days is not None
        else None,
        household_id=household or None,
        to_judge_blind=True if asked.get("blind") else None,
        **{name: asked[name] for name in _TEXTS if asked.get(name)},
    )


def _states(state: str, household: str) -> tuple[State, ...]:
    """Those asked for; else what is to be done, but every case of a household looked for."""
    if state in list(State):
        return (State(state),)
    return () if household else UNDECIDED


def order_from(asked: Mapping[str, str]) -> Order:
    """By need, but where the score is to be hidden, or one household is looked for."""
    order = asked.get("order", "")
    if order in list(Order):
        return Order(order)
    hidden = asked.get("blind") or asked.get("household_id") or asked.get("mine")
    return Order.DUE if hidden else Order.NEED


def query_to_save(query: str) -> str:
    """The filters of an address: no page of it, and no one household."""
    given = dict(parse_qsl(query))
    return urlencode({name: given[name] for name in _SAVED if given.get(name)})


def cursor_text(cursor: Cursor) -> str:
    """A cursor as part of an address."""
    value = cursor.value
    shown = value.isoformat() if isinstance(value, datetime.date) else repr(value)
    return f"{shown}~{cursor.case_id}"


def read_cursor(text: str, order: Order) -> Cursor:
    """The same back; raises CursorError for what no page gave."""
    value, _, case_id = text.partition("~")
    readers: dict[Order, Any] = {
        Order.NEED: float,
        Order.DUE: datetime.date.fromisoformat,
        Order.WAITING_LONGEST: datetime.datetime.fromisoformat,
    }
    try:
        return Cursor(readers[order](value), case_id)
    except ValueError:
        raise CursorError(_NOT_SAID) from None


@dataclass(frozen=True)
class QueuePage:
    """A page of cases with what was asked for; `blind` others are left out, to be judged first."""

    page: Page
    asked: Mapping[str, str]
    order: Order
    by_state: Mapping[str | None, int]
    blind: int
    today: datetime.date
    language: Language
    saved: Sequence[SavedView] = ()

    @property
    def following(self) -> str:
        """The query of the next page; "" for none."""
        if self.page.next is None:
            return ""
        kept = {name: value for name, value in self.asked.items() if name not in ("lang", "after")}
        return urlencode(kept | {"after": cursor_text(self.page.next)})

    @property
    def query(self) -> str:
        """What may be saved of the filters of this page; "" where nothing was filtered."""
        return query_to_save(urlencode(dict(self.asked)))

    @property
    def views(self) -> list[View]:
        """Parts of the queue that are often wanted."""
        _ = translations(self.language).gettext
        return [
            View(_("to be done"), ""),
            View(_("mine"), "mine=1"),
            View(_("nobody's yet"), "state=waiting"),
            View(_("due within three days"), "due_days=3&order=due"),
            View(_("second review"), "state=second_review&order=due"),
            View(_("decided, not closed"), "state=decided&order=due"),
            View(_("model high, rules silent"), "agreement=model_only"),
            View(_("rule fires, model not high"), "agreement=rule_only"),
        ]

    def chance(self, case: Case) -> str:
        """The probability of a case in words; why there is none where there is none."""
        _ = translations(self.language).gettext
        if not case.shows_score:
            return _("judge first")
        probability = case.facts.probability
        if probability is None:
            return _("not scored: see first")
        often = one_in(probability)
        if often is None:
            return _("Fewer than 1 in 200") if probability < 0.5 else _("More than 2 in 3")
        return _("About 1 in %(often)d") % {"often": often}

    def days_left(self, case: Case) -> int | None:
        """Until a case is to be decided; None where it was."""
        if case.state in (State.DECIDED, State.CLOSED):
            return None
        return (case.decide_by - self.today).days
