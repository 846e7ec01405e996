"""Who enters and who leaves a group of households, by province, category, status and reason."""

import numpy as np

from riskmodel.eligibility import RULES
from riskmodel.simulation.counts import (
    Bools,
    Codes,
    Count,
    Floats,
    count,
    counts_by_code,
    counts_that_add_up,
    stock,
)
from riskmodel.simulation.result import (
    BeforeAfter,
    Crossing,
    Group,
    Moved,
    Reason,
    RuleOutcomes,
)
from riskmodel.simulation.runs import TwoRuns
from riskmodel.truth import Truth

UNKNOWN, NONE = "unknown", "none"


def crossing(runs: TwoRuns, group: Group) -> Crossing:
    """Who is in the group after and not before, and the other way round."""
    before, after = runs.members(group)
    entering, leaving = after & ~before, before & ~after
    province = _named(runs.columns.text("province_code"), UNKNOWN)
    category = (_named(runs.after.category, NONE), _named(runs.before.category, NONE))
    status = (runs.before.proposed_status, runs.after.proposed_status)
    return Crossing(
        group=group,
        before=stock(before, runs.weight),
        after=stock(after, runs.weight),
        entering=count(entering, runs.weight),
        leaving=count(leaving, runs.weight),
        by_province=_moved((province, province), (entering, leaving), runs.weight),
        by_category=_moved(category, (entering, leaving), runs.weight),
        by_status=_moved(status, (entering, leaving), runs.weight),
        by_reason=_reasons(runs, entering, leaving),
    )


def before_and_after(before: Codes, after: Codes, weight: Floats) -> tuple[BeforeAfter, ...]:
    """Households of each code before and after; all arrays have shape (rows,)."""
    return tuple(
        BeforeAfter(str(code), stock(before == code, weight), stock(after == code, weight))
        for code in np.union1d(before, after)
    )


def rule_outcomes(runs: TwoRuns) -> tuple[RuleOutcomes, ...]:
    """The outcomes of every rule whose outcome differs for some household."""
    found = []
    for rule in RULES:
        before, after = runs.before.outcomes[rule.id], runs.after.outcomes[rule.id]
        if np.any(before.is_true != after.is_true) or np.any(before.is_false != after.is_false):
            found.append(_outcomes(rule.id, before, after, runs.weight))
    return tuple(found)


def _named(codes: Codes, empty: str) -> Codes:
    return np.where(codes == "", empty, codes)


def _moved(
    codes: tuple[Codes, Codes], rows: tuple[Bools, Bools], weight: Floats
) -> tuple[Moved, ...]:
    """Counts by code of those who enter and those who leave, each with its own codes."""
    entering, leaving = codes[0][rows[0]], codes[1][rows[1]]
    every = np.union1d(entering, leaving)
    counted = (
        counts_by_code(every, entering, weight[rows[0]]),
        counts_by_code(every, leaving, weight[rows[1]]),
    )
    return tuple(Moved(str(code), *pair) for code, *pair in zip(every, *counted, strict=True))


def _outcomes(rule: str, before: Truth, after: Truth, weight: Floats) -> RuleOutcomes:
    def both(code: str, then: Bools, now: Bools) -> BeforeAfter:
        return BeforeAfter(code, stock(then, weight), stock(now, weight))

    met = both("met", before.is_true, after.is_true)
    not_met = both("not_met", before.is_false, after.is_false)
    unknown = both(UNKNOWN, before.is_unknown, after.is_unknown)
    return RuleOutcomes(rule, (met, not_met, unknown))


def _reasons(runs: TwoRuns, entering: Bools, leaving: Bools) -> tuple[Reason, ...]:
    found = []
    for rule in RULES:
        before, after = runs.before.outcomes[rule.id], runs.after.outcomes[rule.id]
        newly_met = entering & after.is_true & ~before.is_true
        no_longer = leaving & before.is_true & ~after.is_true
        if newly_met.any() or no_longer.any():
            in_two = _with_unknown(newly_met, before, runs.weight)
            out_two = _with_unknown(no_longer, after, runs.weight)
            found.append(Reason(rule.id, *in_two, *out_two))
    return tuple(found)


def _with_unknown(rows: Bools, other: Truth, weight: Floats) -> tuple[Count, Count]:
    """The rows, and those of them for whom the rule is unknown in the other run."""
    unknown, _ = counts_that_add_up([rows & other.is_unknown, rows & other.is_false], weight)
    return count(rows, weight), unknown
