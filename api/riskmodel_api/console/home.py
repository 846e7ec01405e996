"""The home page: where rules and model disagree, as counts of cases with a link to each queue."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from riskmodel.casework.backlog import UNDECIDED
from riskmodel.casework.queue import Filters, Outcomes, Queue
from riskmodel.shares import Share
from riskmodel_api.console.figures import number, percent
from riskmodel_api.console.languages import Language, translations

AGREEMENTS = (
    "model_only", "rule_only", "rule_and_model", "see_first_and_rule_silent", "neither",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """How many open cases are of an agreement, and what became of such households.

    `later` is of the office's own outcomes, `tested` of the back-test; "" where there is none.
    """

    agreement: str
    count: int
    later: str
    tested: str


@dataclass(frozen=True)
class HomePage:
    """The cells by agreement, and what is in none of them; `outcomes` are known in all."""

    cells: dict[str, Cell]
    not_scored: int
    to_judge: int
    by_state: dict[str | None, int]
    outcomes: int
    area: str = ""

    @property
    def total(self) -> int:
        """All open cases."""
        return sum(self.by_state.values())


def home_page(
    queue: Queue, known: Outcomes, tested: Mapping[str, Share], language: Language, area: str = ""
) -> HomePage:
    """The home page of whoever may see this queue; of one of their areas where that is asked."""
    still_open = Filters(area=area, states=UNDECIDED)
    to_judge = replace(still_open, to_judge_blind=True)
    counts = queue.counts(still_open, "agreement")
    later = queue.outcomes(known, area)
    return HomePage(
        cells={
            name: Cell(
                name,
                counts.get(name, 0),
                _later(*later.get(name, (0, 0)), language),
                _tested(tested.get(name), language),
            )
            for name in AGREEMENTS
        },
        not_scored=counts.get(None, 0),
        to_judge=sum(queue.counts(to_judge, "state").values()),
        by_state=queue.counts(still_open, "state"),
        outcomes=sum(known for known, _ in later.values()),
        area=area,
    )


def _tested(share: Share | None, language: Language) -> str:
    _ = translations(language).gettext
    if share is None:
        return ""
    if share.value is None or share.low is None or share.high is None:
        return _("in the back-test %(known)d such: too few to say") % {"known": share.of}
    return _("in the back-test %(share)s found poor later (%(low)s – %(high)s), of %(known)s") % {
        "share": percent(share.value, language),
        "low": percent(share.low, language),
        "high": percent(share.high, language),
        "known": number(share.of, language),
    }


def _later(known: int, fell: int, language: Language) -> str:
    _ = translations(language).gettext
    share = Share.counted(fell, known)
    if share.value is None or share.low is None or share.high is None:
        return _("outcome known of %(known)d: too few to say") % {"known": known}
    return _("%(share)s found poor later (%(low)s – %(high)s), of %(known)d") % {
        "share": percent(share.value, language),
        "low": percent(share.low, language),
        "high": percent(share.high, language),
        "known": known,
    }
