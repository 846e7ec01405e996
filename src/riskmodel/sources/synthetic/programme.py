"""Monitoring: who is taken in, what measures follow, and when the risk is removed."""

from dataclasses import dataclass

import numpy as np

from riskmodel.schema.choices import (
    CLUE_SOURCE,
    DISASTER,
    MEASURE,
    MONITOR_CATEGORY,
    MONITOR_STATUS,
    REMOVAL_WAY,
)
from riskmodel.schema.field import Choice
from riskmodel.sources.synthetic.clues import LISTING_YEAR, RISKS, Clues, rank_risks
from riskmodel.sources.synthetic.life import LivedYear
from riskmodel.sources.synthetic.population import CERTIFIED
from riskmodel.sources.synthetic.recording import Recorded
from riskmodel.sources.synthetic.rows import AnyRows, Bools, Rows, Whole, chance
from riskmodel.sources.synthetic.spending import guarantee_lost
from riskmodel.sources.synthetic.work import UNABLE

LEAST_MONTHS = 6
"""No risk is removed sooner than this after identification (Anhui 2024)."""
NONE = -1


def place_of(code: str, among: tuple[Choice, ...]) -> int:
    """The position of a code in its closed list, which is how columns hold it."""
    return [one.code for one in among].index(code)


UNSTABLE, MARGINAL, SUDDEN = (
    place_of(code, MONITOR_CATEGORY) for code in ("unstable_lifted", "marginal", "sudden_hardship")
)
NOT_MONITORED, OPEN, REMOVED, RE_MARKED, ROLLED_BACK = (
    place_of(code, MONITOR_STATUS)
    for code in ("none", "open", "removed", "re-marked", "rolled_back")
)


@dataclass
class Monitoring(Rows):
    """What the system holds, one entry a household; months count from January 1970, -1 is none.

    `risks` has shape (households, 5); `measures` is a bit mask over the measure families.
    """

    category: Whole
    status: Whole
    identified: Whole
    removed: Whole
    way: Whole
    risks: Whole
    disaster_sub: Whole
    measures: Whole
    source: Whole
    clue_day: Whole
    new: Bools

    @property
    def is_open(self) -> Bools:
        """Households whose risk is not removed."""
        return np.isin(self.status, (OPEN, RE_MARKED, ROLLED_BACK))


def nobody_monitored(households: int) -> Monitoring:
    """The system before it starts."""

    def none() -> Whole:
        return np.full(households, NONE, dtype=np.int32)

    return Monitoring(
        category=np.zeros(households, dtype=np.int8),
        status=np.zeros(households, dtype=np.int8),
        identified=none(),
        removed=none(),
        way=none(),
        risks=np.full((households, 5), NONE, dtype=np.int8),
        disaster_sub=none(),
        measures=np.zeros(households, dtype=np.int32),
        source=none(),
        clue_day=none(),
        new=np.zeros(households, dtype=bool),
    )


@dataclass(frozen=True)
class Situation:
    """A year's end as the township sees it; all parts have one entry a household."""

    lived: LivedYear
    recorded: Recorded
    clues: Clues

    @property
    def able(self) -> Bools:
        """Households in which somebody can work."""
        return np.asarray((self.lived.work.capacity > UNABLE).any(axis=1))

    def of(self, rows: AnyRows) -> "Situation":
        """The same for some households."""
        return Situation(self.lived.of(rows), self.recorded.take(rows), self.clues.take(rows))


def run(monitoring: Monitoring, seen: Situation, rng: np.random.Generator) -> None:
    """One year of the programme: removals first, then relapses, then new cases."""
    _remove(monitoring, seen, rng)
    _mark_again(monitoring, seen, rng)
    _identify(monitoring, seen, rng)


def _january(year: int) -> int:
    return (year - 1970) * 12


def _remove(monitoring: Monitoring, seen: Situation, rng: np.random.Generator) -> None:
    settled = (seen.recorded.net_pc > seen.clues.line) & seen.able
    settled &= ~guarantee_lost(seen.lived.people, seen.lived.homes)
    settled &= seen.recorded.reference_pc > 0.5 * seen.clues.line
    earliest = np.maximum(monitoring.identified + LEAST_MONTHS, _january(seen.lived.year))
    last = _january(seen.lived.year) + 11
    ready = monitoring.is_open & settled & (earliest <= last)
    rows = np.flatnonzero(ready & chance(rng, 0.9, earliest))
    monitoring.removed[rows] = rng.integers(earliest[rows], last + 1)
    monitoring.status[rows] = REMOVED
    by_help = place_of("assistance", REMOVAL_WAY), place_of("natural", REMOVAL_WAY)
    monitoring.way[rows] = np.where(rng.random(len(rows)) < 0.88, *by_help)


def _mark_again(monitoring: Monitoring, seen: Situation, rng: np.random.Generator) -> None:
    """A removed household with a new risk is marked again; an unsound removal is rolled back."""
    before = (monitoring.status == REMOVED) & (monitoring.removed < _january(seen.lived.year))
    struck = before & seen.clues.hardship & chance(rng, 0.06, monitoring.status)
    unsound = before & seen.clues.in_range & ~struck & chance(rng, 0.04, monitoring.status)
    rows = np.flatnonzero(struck)
    monitoring.status[rows] = RE_MARKED
    monitoring.identified[rows] = _january(seen.lived.year) + rng.integers(0, 12, len(rows))
    monitoring.status[unsound] = ROLLED_BACK
    for marks in (monitoring.removed, monitoring.way):
        marks[struck | unsound] = NONE


def _identify(monitoring: Monitoring, seen: Situation, rng: np.random.Generator) -> None:
    monitoring.new[:] = seen.clues.accepted & (monitoring.status == NOT_MONITORED)
    rows = np.flatnonzero(monitoring.new)
    case = seen.of(rows)
    low_income = np.where(case.lived.homes.lifted, UNSTABLE, MARGINAL)
    monitoring.category[rows] = np.where(case.clues.in_range, low_income, SUDDEN)
    monitoring.status[rows] = OPEN
    month = _january(seen.lived.year) + rng.integers(0, 12, len(rows))
    monitoring.identified[rows] = month
    first_day = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    monitoring.clue_day[rows] = first_day - rng.integers(5, 25, len(rows))
    monitoring.source[rows] = _sources(case.clues.from_alert, rng)
    risks = rank_risks(case.lived, case.recorded, rng)
    monitoring.risks[rows] = risks
    struck = (risks == RISKS.index("disaster")).any(axis=1)
    kinds = rng.integers(0, len(DISASTER), len(rows))
    monitoring.disaster_sub[rows] = np.where(struck, kinds, NONE)
    monitoring.measures[rows] = _measures(case, risks, rng)


def _sources(from_alert: Bools, rng: np.random.Generator) -> Whole:
    others = ("cadre", "self", "complaint", "media")
    places = np.array([place_of(code, CLUE_SOURCE) for code in others])
    drawn = places[np.searchsorted([0.62, 0.95, 0.99], rng.random(len(from_alert)))]
    source: Whole = np.where(from_alert, place_of("department", CLUE_SOURCE), drawn)
    return source


_MATCHING = {
    "illness": "health", "disability": "disability_support", "schooling": "other_education",
    "disaster": "living_conditions", "accident": "health", "business_failure": "industry",
    "unstable_job": "jobs", "labour_shortage": "backstop", "housing": "housing",
    "water": "water", "other": "social",
}  # fmt: skip


def _measures(case: Situation, risks: Whole, rng: np.random.Generator) -> Whole:
    """A measure for each risk; development measures with labour capacity, backstop without."""
    bit = {one.code: 1 << place for place, one in enumerate(MEASURE)}
    of_risk = np.array([*(bit[_MATCHING[code]] for code in RISKS), 0])
    measures = np.bitwise_or.reduce(of_risk[risks], axis=1)
    able = case.able
    for code, share in (("industry", 0.8), ("jobs", 0.45), ("public_post", 0.2),
                        ("training", 0.15), ("small_loan", 0.12)):  # fmt: skip
        measures = measures | np.where(able & (rng.random(len(able)) < share), bit[code], 0)
    given: Whole = np.where(able, measures, measures | bit["backstop"])
    return given


def support(monitoring: Monitoring, seen: Situation, rng: np.random.Generator) -> None:
    """What next year brings to those helped, and who is granted dibao at the yearly check."""
    people, homes, recorded = seen.lived.people, seen.lived.homes, seen.recorded
    homes.helped[:] = monitoring.is_open
    weak = (people.disability >= CERTIFIED).any(axis=1) | (people.illness_left > 0).any(axis=1)
    poor = np.clip(np.log(np.maximum(recorded.net_pc, 500) / seen.clues.line), -1.5, 2.5)
    need = -3.05 - 1.7 * poor + 1.3 * ~seen.able + 1.0 * weak + 0.6 * monitoring.is_open
    granted = chance(rng, 1 / (1 + np.exp(-need)), need)
    checked = chance(rng, 0.25, need) | (seen.lived.year < LISTING_YEAR)
    homes.dibao[:] = np.where(checked, granted, homes.dibao)
