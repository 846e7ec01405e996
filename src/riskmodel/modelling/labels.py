"""Who is predicted and what became of them: cohort, outcome within the horizon, attrition."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.definition import Cohort, Label
from riskmodel.schema.choices import UNDER_MONITORING
from riskmodel.schema.columns import Columns
from riskmodel.schema.panel import Panel
from riskmodel.truth import Truth, below, yes


class FollowUp(StrEnum):
    """What is known of a household-wave at the end of the horizon."""

    OBSERVED = "observed"
    CENSORED = "censored"
    """The horizon ends after the panel's last wave."""
    UNMEASURED = "unmeasured"
    """Seen again, but the outcome was not measured."""
    DIED = "died"
    MOVED = "moved"
    MERGED = "merged"
    LOST = "lost"


EXITS = (FollowUp.DIED, FollowUp.MOVED, FollowUp.MERGED)
"""What ends a household: it can no longer fall back, and nobody failed to look."""


@dataclass(frozen=True)
class Labels:
    """One entry a row of the panel.

    `cohort` is True where the household may be predicted on that day. `outcome` is 1, 0 or NaN;
    it is known exactly where `follow_up` is OBSERVED, and where exits compete, at an exit.
    """

    cohort: NDArray[np.bool_]
    outcome: NDArray[np.float64]
    follow_up: NDArray[np.str_]

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Rows of the cohort whose outcome is known."""
        return self.cohort & ~np.isnan(self.outcome)


def is_poor(columns: Columns, outcome: str) -> Truth:
    """Poverty as measured on the row's own day, by the label's definition."""
    under = below(columns.number("measured_welfare_pc"), columns.number("monitoring_line"))
    if outcome == "below_line":
        return under
    return under | yes(columns.number("guarantee_lost"))


def is_monitored(columns: Columns) -> Truth:
    """Whether monitoring is open on the row's own day."""
    return yes(columns.is_choice("monitor_status", *UNDER_MONITORING))


def months_later(days: NDArray[np.datetime64], months: int) -> NDArray[np.datetime64]:
    """The same day of the month `months` later, clipped to the end of a shorter month."""
    month = days.astype("datetime64[M]")
    day_of_month = (days - month.astype("datetime64[D]")).astype(np.int64)
    later = (month + np.timedelta64(months, "M")).astype("datetime64[D]")
    last = (month + np.timedelta64(months + 1, "M")).astype("datetime64[D]") - np.timedelta64(
        1, "D"
    )
    earlier: NDArray[np.datetime64] = np.minimum(
        later + day_of_month.astype("timedelta64[D]"), last
    )
    return earlier


def day_later(day: datetime.date, months: int) -> datetime.date:
    """The same of one day."""
    later: datetime.date = months_later(np.array([day], "datetime64[D]"), months)[0].item()
    return later


def rows_at_horizon(columns: Columns, label: Label) -> NDArray[np.intp]:
    """For each row, the row of the same household one horizon later, -1 where there is none."""
    _, household = np.unique(columns.text("household_id"), return_inverse=True)
    days = columns.date("as_of_date")
    target = months_later(days, label.horizon_months).astype(np.int64)
    span = 1_000_000
    key = household * span + days.astype(np.int64)
    order = np.argsort(key, kind="stable")
    sought = household * span + target - label.tolerance_days
    place = np.searchsorted(key[order], sought)
    found = order[np.minimum(place, len(order) - 1)]
    hit = (place < len(order)) & (key[found] <= sought + 2 * label.tolerance_days)
    return np.where(hit & (key[found] >= sought), found, -1)


def label_panel(panel: Panel, cohort: Cohort, label: Label) -> Labels:
    """Cohort, outcome and follow-up of every household-wave.

    A row's outcome is that of the same household one horizon later. A household that is not seen
    then is never taken as not poor: it is censored or lost, and its reason is kept.
    """
    columns = panel.columns
    later = rows_at_horizon(columns, label)
    seen = later >= 0
    ends = is_monitored(columns) if label.outcome == "listed" else is_poor(columns, label.outcome)
    outcome = np.full(panel.rows, np.nan)
    outcome[seen & ends.is_true[later]] = 1
    outcome[seen & ends.is_false[later]] = 0
    follow_up = _follow_up(columns, label, seen, ~np.isnan(outcome))
    if label.exits == "compete":
        outcome[np.isin(follow_up, EXITS)] = 0
    return Labels(_in_cohort(columns, cohort, label), outcome, follow_up)


def _in_cohort(columns: Columns, cohort: Cohort, label: Label) -> NDArray[np.bool_]:
    members = np.ones(columns.rows, dtype=bool)
    if cohort.not_poor:
        members &= is_poor(columns, label.outcome).is_false
    if cohort.not_monitored:
        members &= ~is_monitored(columns).is_true
    return members


def _follow_up(
    columns: Columns, label: Label, seen: NDArray[np.bool_], measured: NDArray[np.bool_]
) -> NDArray[np.str_]:
    days = columns.date("as_of_date")
    tolerance = np.timedelta64(label.tolerance_days, "D")
    ends_later = months_later(days, label.horizon_months) > days.max() + tolerance
    reasons = np.array([*columns.fields["exit_reason"].codes, FollowUp.LOST])
    reason = columns.number("exit_reason")
    lost = reasons[np.where(np.isnan(reason), len(reasons) - 1, reason).astype(np.intp)]
    return np.select(
        [measured, seen, ends_later],
        [FollowUp.OBSERVED, FollowUp.UNMEASURED, FollowUp.CENSORED],
        lost,
    )
