"""One year in the life of every household: what the parts that follow from it are drawn from."""

from dataclasses import dataclass

from riskmodel.sources.synthetic.homes import Homes
from riskmodel.sources.synthetic.places import Places
from riskmodel.sources.synthetic.population import Members
from riskmodel.sources.synthetic.provinces import NATIONAL_MEAN, year_index
from riskmodel.sources.synthetic.rows import AnyRows, Floats
from riskmodel.sources.synthetic.shocks import Shocks
from riskmodel.sources.synthetic.work import Work


@dataclass(frozen=True)
class LivedYear:
    """People, their work and their home, and what struck them; one entry a household.

    `here` holds the village of each household.
    """

    people: Members
    work: Work
    homes: Homes
    here: Places
    shocks: Shocks
    year: int

    @property
    def index(self) -> int:
        """The place of the year in the yearly tables."""
        return year_index(self.year)

    @property
    def local_mean(self) -> Floats:
        """The usual income a head in the village, yuan a year."""
        level: Floats = NATIONAL_MEAN[self.index] * self.here.living
        return level

    def of(self, rows: AnyRows) -> "LivedYear":
        """The same for some households."""
        return LivedYear(
            self.people.take(rows), self.work.take(rows), self.homes.take(rows),
            self.here.take(rows), self.shocks.take(rows), self.year,
        )  # fmt: skip
