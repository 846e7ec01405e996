"""The page of clues: what could become cases. It tells nothing of a score.

A case that is drawn to be judged first is only drawn when it opens: what an alert or a batch says
of a household is read in its case, or the draw would come too late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from riskmodel.alerts.message import AlertRead
from riskmodel.assessment.message import Agreement
from riskmodel.jobs.job import JobRead

CAPACITY = 40
AGREEMENTS: tuple[str, ...] = get_args(Agreement)


@dataclass(frozen=True)
class CluesPage:
    """Alerts not taken up, batches done; `opened` just now, None where nothing was asked."""

    alerts: Sequence[AlertRead]
    jobs: Sequence[JobRead]
    opened: int | None
    there: int

    @property
    def capacity(self) -> int:
        """How many households a form begins with."""
        return CAPACITY

    @property
    def agreements(self) -> tuple[str, ...]:
        """How rules and model can stand to each other."""
        return AGREEMENTS


def asked_number(given: str) -> int | None:
    """A whole number of at most four digits; None for anything else."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else None
