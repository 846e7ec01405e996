"""How long a client tries: exponentially longer waits, spread at random, within a deadline.

The spread keeps many clients that were turned away together from coming back together.
Source: Brooker 2015, "Exponential Backoff And Jitter", full jitter.
"""

from dataclasses import dataclass
from typing import Any

from httpx2 import TransportError
from tenacity import RetryCallState, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_base, wait_random_exponential

from riskmodel.client.failures import RefusedError


@dataclass(frozen=True)
class Patience:
    """At most `tries`, none begun after `seconds` in all; waits grow from `first` to `longest`.

    A service's own Retry-After is waited for.
    """

    tries: int = 5
    seconds: float = 30
    first: float = 0.1
    longest: float = 5

    def policy(self) -> dict[str, Any]:
        """The same for calls that wait and calls that are awaited."""
        return {
            "stop": stop_after_attempt(self.tries) | stop_before_delay(self.seconds),
            "wait": _AsAsked(wait_random_exponential(multiplier=self.first, max=self.longest)),
            "retry": retry_if_exception(_worth_another_try),
            "reraise": True,
        }


class _AsAsked(wait_base):
    """As long as the service says, if it says so, and the spread on top."""

    def __init__(self, spread: wait_base) -> None:
        self._spread = spread

    def __call__(self, retry_state: RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        asked = error.retry_after if isinstance(error, RefusedError) else None
        return (asked or 0) + self._spread(retry_state)


def _worth_another_try(error: BaseException) -> bool:
    if isinstance(error, RefusedError):
        return error.worth_another_try
    return isinstance(error, TransportError)
