"""Clues that reach the township, what risk each shows, and which of them a review accepts."""

from dataclasses import dataclass

import numpy as np

from riskmodel.schema.choices import RISK
from riskmodel.sources.synthetic.homes import Homes
from riskmodel.sources.synthetic.life import LivedYear
from riskmodel.sources.synthetic.places import NATIONAL_KEY, NO_KEY, Places
from riskmodel.sources.synthetic.population import CERTIFIED
from riskmodel.sources.synthetic.provinces import LINES, NATIONAL_MEAN, RELATIVE_INCOME
from riskmodel.sources.synthetic.recording import Recorded
from riskmodel.sources.synthetic.rows import Bools, Floats, Rows, Whole, chance
from riskmodel.sources.synthetic.spending import guarantee_lost
from riskmodel.sources.synthetic.work import UNABLE

RISKS = tuple(one.code for one in RISK)
_RISK_WEIGHT = {
    "illness": 1.8, "disability": 1.8, "schooling": 1.0, "disaster": 1.6, "accident": 2.4,
    "business_failure": 1.3, "unstable_job": 0.8, "labour_shortage": 1.0, "housing": 0.15,
    "water": 0.15, "other": 0.02,
}  # fmt: skip
"""How readily a risk, where present, is named first (tuned to G20)."""

_ALERT_YIELD = 0.026
_RANGE_RATE, _FIRST_LISTING, _LIFTED_FIRST, _HARDSHIP_RATE = 0.0019, 6.9, 6.0, 0.0205
"""Chances a year that a low income or a burden ends in monitoring (tuned to G14 to G19)."""

LISTING_YEAR = 2019
"""Households at risk were first listed at the end of 2019, by income; events came later."""


@dataclass
class Clues(Rows):
    """One year's clues, one entry a household."""

    line: Floats
    in_range: Bools
    hardship: Bools
    alert: Bools
    accepted: Bools
    from_alert: Bools


def gather(lived: LivedYear, recorded: Recorded, rng: np.random.Generator) -> Clues:
    """Clues of the year and which of them are accepted for monitoring."""
    line = LINES[lived.here.province, lived.index]
    alert = medical_alert(lived, recorded)
    in_range = recorded.net_pc < line
    hardship = ~in_range & _in_hardship(lived, recorded, line, alert)
    zeal = _zeal(lived.here) * np.where(_well_off(lived.homes), 0.2, 1.0)
    # Those who cannot work are mostly taken into dibao instead.
    able = (lived.work.capacity > UNABLE).any(axis=1)
    zeal = zeal * np.where(able, 1.0, 0.25) * (lived.year >= LISTING_YEAR)
    rate = np.where(in_range, _range_rate(lived, line), 0.0)
    rate = rate + np.where(hardship, _hardship_rate(lived, recorded, line), 0.0)
    from_alert = alert & chance(rng, _ALERT_YIELD * zeal, line)
    seen = chance(rng, rate * zeal, line)
    return Clues(line, in_range, hardship, alert, seen | from_alert, from_alert)


def medical_alert(lived: LivedYear, recorded: Recorded) -> Bools:
    """Self-paid above half (lifted-out) or all (others) of last year's provincial rural income."""
    last_year = max(lived.index - 1, 0)
    mean = NATIONAL_MEAN[last_year] * RELATIVE_INCOME[lived.here.province]
    above: Bools = recorded.medical > np.where(lived.homes.lifted, 0.5, 1.0) * mean
    return above


def _in_hardship(lived: LivedYear, recorded: Recorded, line: Floats, alert: Bools) -> Bools:
    """Struck or heavily burdened, so that what is left is little."""
    event = recorded.accident | recorded.disaster | recorded.fire | recorded.job_lost
    event = event | lived.shocks.failed
    heavy = (recorded.self_paid > 0.8 * line) | alert
    struck = event & (recorded.reference_pc < 1.5 * line)
    hard: Bools = heavy | struck | (recorded.reference_pc < line)
    return hard


def _zeal(here: Places) -> Floats:
    """How much is looked for: key counties are checked more closely."""
    kinds = [here.key_county == NATIONAL_KEY, here.key_county != NO_KEY]
    return np.select(kinds, [1.15, 1.1], 1.0)


def _well_off(homes: Homes) -> Bools:
    """Property that a review takes as a way to cope."""
    rich: Bools = homes.second_home | homes.shop | homes.company | homes.payroll | homes.vehicle
    return rich


def _range_rate(lived: LivedYear, line: Floats) -> Floats:
    """Acceptance of a low income; people in the village know true need better than the record."""
    homes = lived.homes
    needy = np.where(homes.last_measured < line, 2.0, 0.6)
    first = lived.year == LISTING_YEAR
    start = _FIRST_LISTING if first else 1.5 if lived.year == LISTING_YEAR + 1 else 1.0
    rate: Floats = _RANGE_RATE * start * needy * (1 + np.minimum(lived.people.size, 3)) / 3.6
    return rate * np.where(homes.lifted, 3.6 if first else _LIFTED_FIRST, 1.0)


def _hardship_rate(lived: LivedYear, recorded: Recorded, line: Floats) -> Floats:
    """Acceptance of a burden: accidents are seen, and small families carry costs worst."""
    needy = np.where(lived.homes.last_measured < 1.5 * line, 1.5, 0.7)
    event = 1 + 8 * recorded.accident + 4 * (recorded.disaster | recorded.fire)
    rate: Floats = (
        _HARDSHIP_RATE
        * needy
        * event
        * np.select([lived.people.size <= 2, lived.people.size == 3], [2.1, 1.1], 0.37)
    )
    return rate


def rank_risks(lived: LivedYear, recorded: Recorded, rng: np.random.Generator) -> Whole:
    """The five risk slots, shape (households, 5): positions in the list of risks, -1 for none."""
    evidence = _evidence(lived, recorded)
    weights = np.array([_RISK_WEIGHT[code] for code in RISKS])
    claim = evidence * weights * rng.exponential(1.0, evidence.shape)
    claim[:, RISKS.index("other")] += 1e-6
    order = np.argsort(-claim, axis=1, kind="stable")[:, :5]
    held = np.take_along_axis(claim, order, axis=1) > 0
    first = np.arange(5) == 0
    keep = held & (first | (rng.random(order.shape) < 0.5))
    ranked = np.where(keep, order, -1)
    packed = np.argsort(~keep, axis=1, kind="stable")
    slots: Whole = np.take_along_axis(ranked, packed, axis=1).astype(np.int8)
    return slots


def _evidence(lived: LivedYear, recorded: Recorded) -> Floats:
    """How strongly each risk shows, shape (households, risks)."""
    people, homes, shocks = lived.people, lived.homes, lived.shocks
    able = ((people.age >= 16) & (people.age < 60) & (people.disability < CERTIFIED)).sum(axis=1)
    ill = (people.illness_left > 0).any(axis=1)
    shows = {
        "illness": (recorded.self_paid > 0) * ill + np.clip(recorded.self_paid / 9000, 0, 1.5),
        "disability": (people.disability >= CERTIFIED).sum(axis=1) * 1.0,
        "schooling": np.minimum(recorded.school / 9000, 2),
        "disaster": recorded.disaster * 1.0,
        "accident": recorded.accident * 1.0,
        "business_failure": shocks.failed * 1.0,
        "unstable_job": recorded.job_lost * 1.0,
        "labour_shortage": (able <= 0.25 * people.size) * 1.0,
        "housing": (homes.grade >= 2) * 1.0,
        "water": ((homes.outage > 36) | ~homes.water_quality) * 1.0,
        "other": np.where(guarantee_lost(people, homes), 1.5, 0.6),
    }
    return np.stack([shows[code] for code in RISKS], axis=1).astype(np.float64)
