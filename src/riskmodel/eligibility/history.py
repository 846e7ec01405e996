"""What a household's earlier records tell: how long above the line, since when, helped by what.

Entry and exit are dynamic (动态进出): some conditions are not in one record but in their sequence.
Nothing that a record says is changed; only what it leaves unknown is filled, and each figure is
one that the earlier records prove: a household may have been above the line for longer than they
show, never for less.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.eligibility.accounting import VERSION, recorded_net_income_pc
from riskmodel.eligibility.rules.assistance import RISK_SLOTS, matched_measures
from riskmodel.eligibility.rules.income import LINE
from riskmodel.eligibility.rules.monitoring import under_monitoring
from riskmodel.eligibility.rules.removal import above_line
from riskmodel.eligibility.table_facts import TableFacts
from riskmodel.parameters import Parameters, situations
from riskmodel.schema.columns import Array, Columns
from riskmodel.truth import is_unknown

LONGEST_GAP = 12
"""Months between two records over which income is taken to have stayed on its side of the line."""
YEAR_BEFORE = (9, 15)
"""Months back within which the record nearest to twelve stands for the year before."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]
Days = NDArray[np.datetime64]


@dataclass(frozen=True)
class Histories:
    """Earlier records of many households, sorted by household and day.

    For each of the current records `first` to `end`, shape (rows,), bound its earlier records.
    """

    facts: TableFacts
    first: Rows
    end: Rows

    def steps_back(self) -> Iterator[tuple[Rows, Bools]]:
        """The newest earlier record of each current one, then the one before it, and so on.

        Each step gives positions in the history and where there is such a record.
        """
        longest = int((self.end - self.first).max(initial=0))
        for step in range(1, longest + 1):
            there = self.end - step >= self.first
            yield np.where(there, self.end - step, 0), there


def with_history(
    columns: Columns, as_of: Days, history: Columns, history_as_of: Days, parameters: Parameters
) -> Columns:
    """The records with what their history tells of the fields that they leave unknown.

    `as_of` has the shape (rows,) of `columns`, `history_as_of` that of `history`. Only records of
    the same `household_id` and of an earlier day count. Filled are `months_above_line`,
    `identified_on`, `prev_net_income_pc` and `measures_matched`. Raises ConfigurationError where
    `parameters` does not declare the line or the income accounting.
    """
    if history.rows == 0:
        return columns
    now = _facts(columns, as_of, parameters)
    histories = _histories(now, history, history_as_of, parameters)
    columns = _filled(columns, "identified_on", _identified_on(now, histories))
    for name, tell in _TOLD.items():
        columns = _filled(columns, name, tell(_facts(columns, as_of, parameters), histories))
    return columns


def _facts(columns: Columns, as_of: Days, parameters: Parameters) -> TableFacts:
    places = situations(as_of, columns.text("province_code"), columns.text("county_code"))
    in_force = {name: parameters.in_force(name, places) for name in (LINE, VERSION)}
    return TableFacts(columns, as_of, in_force, {})


def _histories(
    now: TableFacts, history: Columns, history_as_of: Days, parameters: Parameters
) -> Histories:
    ids = np.concatenate([history.text("household_id"), now.columns.text("household_id")])
    _, household = np.unique(ids, return_inverse=True)
    unordered, of_now = np.split(household, [history.rows])
    order = np.lexsort((history_as_of, unordered))
    of_earlier = unordered[order]
    earlier = _facts(history.take(order), history_as_of[order], parameters)
    end = np.searchsorted(_key(of_earlier, earlier.as_of), _key(of_now, now.as_of))
    return Histories(earlier, np.searchsorted(of_earlier, of_now), end)


def _key(household: Rows, days: Days) -> NDArray[np.int64]:
    """Household and day as one whole number that sorts like the pair."""
    return household.astype(np.int64) * 2**32 + days.astype("datetime64[D]").astype(np.int64)


def _months_above_line(now: TableFacts, histories: Histories) -> Floats:
    """Months for which every record has been above its line; unknown without earlier records."""
    is_above = above_line(now)
    earlier_above = above_line(histories.facts).is_true
    since = _spell_start(is_above.is_true, now, histories, earlier_above)
    months = np.where(is_above.is_true, now.as_of_month - since, np.nan)
    months = np.where(is_above.is_false, 0.0, months)
    return np.where(histories.end > histories.first, months, np.nan)


def _spell_start(begun: Bools, now: TableFacts, histories: Histories, holds: Bools) -> Floats:
    """The month of the oldest record of the unbroken sequence that holds and reaches to now."""
    running, oldest = begun, now.as_of_month
    month = histories.facts.as_of_month
    for rows, there in histories.steps_back():
        near = oldest - month[rows] <= LONGEST_GAP
        running = running & there & near & holds[rows]
        oldest = np.where(running, month[rows], oldest)
    return np.asarray(oldest)


def _identified_on(now: TableFacts, histories: Histories) -> Days:
    """The newest day of identification recorded, else the first record of the present spell."""
    monitored = under_monitoring(now).is_true
    earlier = histories.facts
    since = _spell_start(monitored, now, histories, under_monitoring(earlier).is_true)
    found = _day_of_month(np.where(monitored & (since < now.as_of_month), since, np.nan))
    recorded = earlier.columns.date("identified_on")
    for rows, there in reversed(list(histories.steps_back())):
        known = there & ~np.isnat(recorded[rows]) & monitored
        found = np.where(known, recorded[rows], found)
    return found


def _day_of_month(months: Floats) -> Days:
    known = ~np.isnan(months)
    since = (np.where(known, months, 0) - 12 * 1970).astype(np.int64).astype("datetime64[M]")
    return np.where(known, since.astype("datetime64[D]"), np.datetime64("NaT", "D"))


def _year_before(now: TableFacts, histories: Histories) -> Floats:
    """Income a head, as the form counts it, in the record nearest to twelve months back."""
    income = histories.facts.computed(recorded_net_income_pc)
    month = histories.facts.as_of_month
    found = np.full(now.columns.rows, np.nan)
    nearest = np.full(now.columns.rows, np.inf)
    for rows, there in histories.steps_back():
        back = now.as_of_month - month[rows]
        off = np.abs(back - 12)
        better = there & (back >= YEAR_BEFORE[0]) & (back <= YEAR_BEFORE[1]) & (off < nearest)
        found, nearest = np.where(better, income[rows], found), np.where(better, off, nearest)
    return found


def _measures_matched(now: TableFacts, histories: Histories) -> Floats:
    """Families of measures held now or since identification that answer a recorded risk."""
    earlier = histories.facts
    held = now.number("measures")
    since = now.month("identified_on")
    month, recorded = earlier.as_of_month, earlier.number("measures")
    for rows, there in histories.steps_back():
        counted = there & (month[rows] >= since) & ~is_unknown(recorded[rows])
        held = np.where(counted, _union(held, recorded[rows]), held)
    risks = {slot: _carried(now, histories, slot) for slot in RISK_SLOTS}
    columns = now.columns.with_column("measures", held)
    for slot, risk in risks.items():
        columns = columns.with_column(slot, risk)
    return np.asarray(matched_measures(TableFacts(columns, now.as_of, {}, {})))


def _union(left: Floats, right: Floats) -> Floats:
    known = np.nan_to_num(left).astype(np.int64) | np.nan_to_num(right).astype(np.int64)
    return known.astype(np.float64)


def _carried(now: TableFacts, histories: Histories, name: str) -> Floats:
    """The value of now, else the newest earlier one that is known."""
    found, earlier = now.number(name), histories.facts.number(name)
    for rows, there in histories.steps_back():
        found = np.where(is_unknown(found) & there, earlier[rows], found)
    return np.asarray(found)


_TOLD: dict[str, Callable[[TableFacts, Histories], Floats]] = {
    "months_above_line": _months_above_line,
    "prev_net_income_pc": _year_before,
    "measures_matched": _measures_matched,
}


FIELDS_TOLD_BY_HISTORY = ("identified_on", *_TOLD)
"""What earlier records can tell of a field that the record leaves unknown."""


def _filled(columns: Columns, name: str, told: Array) -> Columns:
    held = columns[name]
    missing = np.isnat(held) if held.dtype.kind == "M" else is_unknown(held)
    return columns.with_column(name, np.where(missing, told, held))
