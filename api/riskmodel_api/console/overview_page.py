"""The page of an office at a glance: its townships by code, and the pace of its visits."""

from dataclasses import dataclass

from riskmodel.casework.overview import Overview
from riskmodel_api.console.period_page import PeriodPage

_DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class OverviewPage(PeriodPage):
    """The figures of a period and an area."""

    found: Overview

    @property
    def visits_a_month(self) -> float:
        """Visits made in a month of the period, on average."""
        days = (self.period.last - self.period.first).days + 1
        return round(self.found.whole.visits / (days / _DAYS_A_MONTH), 1)

    @property
    def months_to_go(self) -> float | None:
        """How long what is not decided takes at that pace; None where there is none."""
        pace = self.visits_a_month
        return round(self.found.whole.undecided / pace, 1) if pace else None
