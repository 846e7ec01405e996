"""What every page of figures of a period and an area says of itself."""

from dataclasses import dataclass

from riskmodel.casework.made import Period


@dataclass(frozen=True)
class PeriodPage:
    """What was asked for: a period, and an area by its code."""

    period: Period
    area: str

    @property
    def first(self) -> str:
        """The first month, as a form has it."""
        return f"{self.period.first:%Y-%m}"

    @property
    def last(self) -> str:
        """The last month, as a form has it."""
        return f"{self.period.last:%Y-%m}"
