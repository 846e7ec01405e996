"""Which households to visit with so many visits, and what one more would find."""

import random
from dataclasses import dataclass
from typing import NamedTuple

from riskmodel.casework.case import Case
from riskmodel.casework.facts import UNRANKED

AUDIT_SHARE, UNRANKED_SHARE = 0.05, 0.10


class Visit(NamedTuple):
    """A case to visit, and why: its need, the draw of an audit, or that nothing is known of it."""

    case: Case
    why: str


class Team(NamedTuple):
    """What one more team would find with so many visits, as `VisitPlan` says it of all of them."""

    visits: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class VisitPlan:
    """The visits of a month, and the household that the next visit would be to.

    `expected` is how many of the visited households are expected to fall back within the horizon
    under the help that they now have: the sum of their probabilities; `low` and `high` are the
    sums of the ends of their intervals. `tied` households have the need of the last one chosen for
    it and were left out by the draw of their ids alone.
    """

    visits: list[Visit]
    next: Case | None
    expected: float
    low: float
    high: float
    tied: int
    team: Team


def plan_visits(waiting: list[Case], capacity: int, seed: int, team: int = 0) -> VisitPlan:
    """Choose among waiting cases; `seed` makes the draws, so that a plan can be made again.

    One visit in twenty goes to a household drawn from those that need alone would leave out, or
    nobody would ever learn whom the score misses; one in ten to households that nothing is known
    of to rank by. Both shares go to need where there are too few such households. One more `team`
    makes so many visits to those next in need.
    """
    draw = random.Random(seed)  # noqa: S311 - a draw that can be made again
    ranked = sorted(
        (case for case in waiting if case.facts.need != UNRANKED),
        key=lambda case: (-case.facts.need, case.case_id),
    )
    unranked = sorted(
        (case for case in waiting if case.facts.need == UNRANKED), key=lambda case: case.case_id
    )
    unknown = draw.sample(unranked, min(len(unranked), round(capacity * UNRANKED_SHARE)))
    audits = round(capacity * AUDIT_SHARE)
    by_need = ranked[: max(capacity - len(unknown) - audits, 0)]
    left = ranked[len(by_need) :]
    drawn = draw.sample(left, min(audits, len(left), capacity - len(by_need) - len(unknown)))
    visits = [
        *(Visit(case, "need") for case in by_need),
        *(Visit(case, "unknown") for case in unknown),
        *(Visit(case, "audit") for case in drawn),
    ]
    chosen = {case.case_id for case, _ in visits}
    after = [case for case in left if case.case_id not in chosen]
    return VisitPlan(
        visits,
        after[0] if after else None,
        *_found([visit.case for visit in visits]),
        tied=_tied(by_need, left),
        team=Team(len(after[:team]), *_found(after[:team])),
    )


def _found(cases: list[Case]) -> tuple[float, float, float]:
    """How many are expected to be found poor, and the sums of the ends of their intervals."""
    facts = [case.facts for case in cases]
    return (
        float(sum(one.probability or 0.0 for one in facts)),
        float(sum(one.low or 0.0 for one in facts)),
        float(sum(one.high or 0.0 for one in facts)),
    )


def _tied(by_need: list[Case], left: list[Case]) -> int:
    if not by_need:
        return 0
    return sum(case.facts.need == by_need[-1].facts.need for case in left)
