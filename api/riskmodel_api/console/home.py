"""The home page: where rules and model disagree, as counts of cases with a link to each queue."""

from dataclasses import dataclass

from riskmodel.alerts.measured import MeasuredYield
from riskmodel.casework.backlog import UNDECIDED
from riskmodel.casework.queue import Filters, Queue
from riskmodel.shares import Share
from riskmodel_api.console.figures import percent
from riskmodel_api.console.languages import Language, translations

AGREEMENTS = (
    "model_only", "rule_only", "rule_and_model", "see_first_and_rule_silent", "neither",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """How many open cases are of an agreement, and what became of such households."""

    agreement: str
    count: int
    later: str


@dataclass(frozen=True)
class HomePage:
    """The cells by agreement, and what is in none of them; `outcomes` are known in all."""

    cells: dict[str, Cell]
    not_scored: int
    to_judge: int
    by_state: dict[str | None, int]
    outcomes: int

    @property
    def total(self) -> int:
        """All open cases."""
        return sum(self.by_state.values())


def home_page(queue: Queue, measured: MeasuredYield, language: Language) -> HomePage:
    """The home page of whoever may see this queue."""
    still_open = Filters(states=UNDECIDED)
    to_judge = Filters(states=UNDECIDED, to_judge_blind=True)
    counts = queue.counts(still_open, "agreement")
    later = queue.outcomes(measured.known())
    return HomePage(
        cells={
            name: Cell(name, counts.get(name, 0), _later(*later.get(name, (0, 0)), language))
            for name in AGREEMENTS
        },
        not_scored=counts.get(None, 0),
        to_judge=sum(queue.counts(to_judge, "state").values()),
        by_state=queue.counts(still_open, "state"),
        outcomes=sum(known for known, _ in later.values()),
    )


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
