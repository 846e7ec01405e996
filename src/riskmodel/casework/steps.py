"""What can be done with a case, and where it then stands: the one table of its life."""

from enum import StrEnum
from typing import NamedTuple

from riskmodel.errors import CaseStepError


class State(StrEnum):
    """Where a case stands."""

    WAITING = "waiting"
    """In the queue, nobody's yet."""
    CLAIMED = "claimed"
    """Somebody has taken it on."""
    VISIT_PLANNED = "visit_planned"
    VISITED = "visited"
    SECOND_REVIEW = "second_review"
    """Decided by one person, to be looked at by another before it stands."""
    DECIDED = "decided"
    CLOSED = "closed"


class Step(StrEnum):
    """What a person does with a case; the score does none of them."""

    OPEN = "open"
    CLAIM = "claim"
    RELEASE = "release"
    PLAN_VISIT = "plan_visit"
    RECORD_VISIT = "record_visit"
    JUDGE_BLIND = "judge_blind"
    """Judge the household before the score is shown."""
    DECIDE = "decide"
    REVIEW = "review"
    CLOSE = "close"
    REOPEN = "reopen"


class Move(NamedTuple):
    """From which states a step can be taken, and to which it may lead; None stays where it is."""

    before: frozenset[State]
    after: tuple[State | None, ...]
    by_holder: bool = False
    """Whether only who has claimed the case may take it."""


def _move(*before: State, to: tuple[State | None, ...], by_holder: bool = False) -> Move:
    return Move(frozenset(before), to, by_holder)


_IN_HAND = (State.CLAIMED, State.VISIT_PLANNED, State.VISITED)
MOVES: dict[Step, Move] = {
    Step.CLAIM: _move(State.WAITING, to=(State.CLAIMED,)),
    Step.RELEASE: _move(*_IN_HAND, to=(State.WAITING,)),
    Step.PLAN_VISIT: _move(
        State.CLAIMED, State.VISIT_PLANNED, to=(State.VISIT_PLANNED,), by_holder=True
    ),
    Step.RECORD_VISIT: _move(
        State.CLAIMED, State.VISIT_PLANNED, to=(State.VISITED,), by_holder=True
    ),
    Step.JUDGE_BLIND: _move(*_IN_HAND, to=(None,), by_holder=True),
    Step.DECIDE: _move(*_IN_HAND, to=(State.DECIDED, State.SECOND_REVIEW), by_holder=True),
    Step.REVIEW: _move(State.SECOND_REVIEW, to=(State.DECIDED, State.VISITED)),
    Step.CLOSE: _move(State.DECIDED, to=(State.CLOSED,)),
    Step.REOPEN: _move(State.DECIDED, State.CLOSED, to=(State.WAITING,)),
}
"""Every step but the opening."""


def require_step(step: Step, state: State) -> Move:
    """The move that a step is; raises CaseStepError where it cannot be taken from a state."""
    move = MOVES[step]
    if state not in move.before:
        possible = ", ".join(one for one, other in MOVES.items() if state in other.before)
        message = f"step: {step} is not possible from {state}; possible now: {possible}"
        raise CaseStepError(message)
    return move
