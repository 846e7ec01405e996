"""A client that waits for each answer."""

from collections.abc import Iterable, Iterator
from typing import Self

import httpx2
from tenacity import Retrying

from riskmodel.assessment.message import Assessment
from riskmodel.assessment.message.change import ScoreChange
from riskmodel.assessment.message.levers import LeversTried
from riskmodel.assessment.message.missing import MissingAnswers
from riskmodel.assessment.message.rules import RulesChecked
from riskmodel.client import calls
from riskmodel.client.calls import AT_ONCE, Answer, Call, Dated, Day, Household
from riskmodel.client.failures import UNREACHABLE, headers, success
from riskmodel.client.retrying import Patience
from riskmodel.errors import ServiceUnreachableError
from riskmodel.problem import Problem


class Client:
    """A riskmodel service at an address; safe to share between threads.

    Every call raises RefusedError with the service's problem document, and
    ServiceUnreachableError once `patience` ends. `transport` is for tests and proxies.
    """

    def __init__(
        self,
        address: str,
        *,
        key: str | None = None,
        patience: Patience | None = None,
        timeout: float = 10,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._http = httpx2.Client(
            base_url=address, headers=headers(key), timeout=timeout, transport=transport
        )
        self._patience = patience or Patience()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        self._http.close()

    def assess(self, household: Household, as_of: Day) -> Assessment:
        """Assess one household as known on a day."""
        return self._ask(calls.assess(household, as_of))

    def assess_many(
        self, households: Iterable[Household], as_of: Day, at_once: int = AT_ONCE
    ) -> Iterator[Assessment | Problem]:
        """Assess any number of households, an assessment or a problem each, in order."""
        for some in calls.in_parts(households, at_once):
            yield from calls.results(self._ask(calls.assess_many(some, as_of)))

    def recorded(self, assessment_id: str) -> Assessment:
        """Fetch an assessment as it was given."""
        return self._ask(calls.recorded(assessment_id))

    def change(self, then: Dated, now: Dated, version_then: str | None = None) -> ScoreChange:
        """Say why a household's score changed between two of its records."""
        return self._ask(calls.change(then, now, version_then))

    def missing_answers(self, household: Household, as_of: Day) -> MissingAnswers:
        """Say which unanswered fields could still move the band."""
        return self._ask(calls.missing_answers(household, as_of))

    def levers(self, household: Household, as_of: Day, by: str, because: str) -> LeversTried:
        """Say what the score would be with each measure of the state; the question is kept."""
        return self._ask(calls.levers(household, as_of, by, because))

    def check_rules(
        self, household: Household, as_of: Day, history: Iterable[Dated] = ()
    ) -> RulesChecked:
        """Say what the rules find; no model is asked."""
        return self._ask(calls.check_rules(household, as_of, history))

    def _ask(self, call: Call[Answer]) -> Answer:
        try:
            return call.read(Retrying(**self._patience.policy())(self._once, call))
        except httpx2.TransportError:
            raise ServiceUnreachableError(UNREACHABLE) from None

    def _once(self, call: Call[Answer]) -> bytes:
        return success(
            self._http.request(call.method, call.path, content=call.body, headers=call.headers)
        )
