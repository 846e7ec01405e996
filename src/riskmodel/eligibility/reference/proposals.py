"""What is proposed and when, and the conditions for removing a risk."""

from collections.abc import Iterator

from riskmodel.eligibility.reference.cases import cases_table
from riskmodel.eligibility.reference.prose import prose
from riskmodel.eligibility.rules.removal import REMOVAL_CONDITIONS
from riskmodel.eligibility.specification import specification
from riskmodel.eligibility.status import STATUSES
from riskmodel.markdown import table


def proposals() -> Iterator[str]:
    """The proposed status and the conditions for removal, with their cases."""
    yield prose("proposals")
    rows = [
        (str(place), f"`{one.code}`", one.zh, one.when_zh, one.en, one.when_en)
        for place, one in enumerate(STATUSES, 1)
    ]
    yield table(("", "code", "建议", "何时", "proposed", "when"), rows)
    yield ""
    yield from (cases_table(specification("status")), "")
    yield prose("removal")
    conditions = [(f"`{one.code}`", one.zh, one.en) for one in REMOVAL_CONDITIONS]
    yield table(("condition", "中文", "English"), conditions)
    yield ""
