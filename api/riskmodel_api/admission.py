"""Whether a caller may ask about these households: their area first, then the day's budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from riskmodel.access.areas import NATION, Lies, codes_of, codes_of_text, whereabouts
from riskmodel.access.budgets import Budgets, Limits
from riskmodel.access.identity import Identity
from riskmodel.access.refusals import (
    area_not_said,
    daily_budget_spent,
    household_budget_spent,
    outside_area,
)
from riskmodel.errors import AccessError, AssessmentNotFoundError
from riskmodel.storage.assessments import NOT_GIVEN, Stored
from riskmodel.storage.audit import Act
from riskmodel.storage.canonical import canonical, digest
from riskmodel_api.records import Records

OUTSIDE, NOT_FOUND = "access.outside_area", "access.not_found"
BUDGET_SPENT, GUESSES = "access.budget_spent", "access.guesses"
ASKED = "question.asked"


class Judged(NamedTuple):
    """The households that are refused, by their place, and what the audit log is to hold of it."""

    refused: Mapping[int, AccessError]
    acts: Sequence[Act]


_ALL_ADMITTED = Judged({}, ())


@dataclass(frozen=True)
class Admission:
    """What admits households: where attempts go on record, and where queries are counted."""

    records: Records
    budgets: Budgets
    limits: Limits

    def judge(
        self, caller: Identity, households: Sequence[BaseModel], what: str, *, counted: bool
    ) -> Judged:
        """Which households are refused; those that are admitted are counted if that is asked."""
        if not caller.counted:
            return _ALL_ADMITTED
        refused, acts = _outside(caller, households, what)
        if counted:
            inside = [place for place in range(len(households)) if place not in refused]
            spent, told = self._spend(caller, households, inside, what)
            refused |= spent
            acts += told
        return Judged(refused, acts) if refused else _ALL_ADMITTED

    def charge(self, caller: Identity, names: Sequence[str], unnamed: int, what: str) -> None:
        """Count the rows of a table, all of them or none; those that are `unnamed` in all alone.

        Raises AccessError, and StorageUnavailableError where it cannot be counted.
        """
        if not caller.counted:
            return
        found = self.budgets.spend(caller.name, names, self._limits(caller), unnamed)
        if found.first:
            content = {"households": len(found.households), "total": found.total}
            self.records.report([Act(caller.name, BUDGET_SPENT, what, content)])
        if found.total:
            raise daily_budget_spent(found.retry_seconds)
        if found.households:
            raise household_budget_spent(found.retry_seconds)

    def _limits(self, caller: Identity) -> Limits:
        if caller.daily_queries is None:
            return self.limits
        return Limits(self.limits.household, caller.daily_queries)

    def _spend(
        self, caller: Identity, households: Sequence[BaseModel], inside: list[int], what: str
    ) -> tuple[dict[int, AccessError], list[Act]]:
        if not inside:
            return {}, []
        limits = self._limits(caller)
        names = [str(getattr(households[place], "household_id", "")) for place in inside]
        found = self.budgets.spend(caller.name, names, limits)
        content = {"households": len(found.households), "total": found.total}
        acts = [Act(caller.name, BUDGET_SPENT, what, content)] if found.first else []
        if found.total:
            return dict.fromkeys(inside, daily_budget_spent(found.retry_seconds)), acts
        over = household_budget_spent(found.retry_seconds)
        return {
            place: over
            for place, name in zip(inside, names, strict=True)
            if name in found.households
        }, acts


class Caller(NamedTuple):
    """Who asks, and what admits or refuses the households that they ask about."""

    identity: Identity
    admission: Admission

    @property
    def name(self) -> str:
        """The name that goes on record."""
        return self.identity.name

    @property
    def areas(self) -> tuple[str, ...] | None:
        """Codes of the areas whose households may be seen; None for the whole country."""
        held = tuple(self.identity.areas)
        return None if NATION in held else held

    def require_nation(self) -> None:
        """Raise AccessError for a caller of some areas only, where what is told has no area."""
        if self.areas is not None:
            raise outside_area()

    async def admit(self, households: Sequence[BaseModel], what: str) -> None:
        """Let a question about households through and count it; raises AccessError.

        For the event loop: only a refusal waits for the database.
        """
        found = self.admission.judge(self.identity, households, what, counted=True)
        if found.refused:
            await run_in_threadpool(self.admission.records.report, found.acts)
            raise next(iter(found.refused.values()))

    def admit_rules(self, households: Sequence[BaseModel], what: str) -> None:
        """The same for a question that only the rules answer, which are no secret: not counted."""
        self._require(self.admission.judge(self.identity, households, what, counted=False))

    def admit_question(self, households: Sequence[BaseModel], what: str) -> None:
        """The same for a question about a score that leaves no assessment behind: goes on record.

        The log holds the digest of the records, nothing of them. Raises AccessError, and
        StorageError where it cannot be recorded.
        """
        self._require(self.admission.judge(self.identity, households, what, counted=True))
        asked: list[dict[str, Any]] = [one.model_dump(mode="json") for one in households]
        content = {"sha256": digest(canonical(asked))}
        self.admission.records.log([Act(self.name, ASKED, what, content)])

    def admit_all(self, households: Sequence[BaseModel], what: str) -> None:
        """Let all of many households through and count them, or none; raises AccessError."""
        self._require(self.admission.judge(self.identity, households, what, counted=True))

    def admit_rows(self, names: Sequence[str], unnamed: int, what: str) -> None:
        """Let a table through and count its rows, by household where they are named.

        Raises AccessError.
        """
        self.admission.charge(self.identity, names, unnamed, what)

    def sort(self, households: Sequence[BaseModel], what: str) -> Mapping[int, AccessError]:
        """Of many households, those that are refused, by their place; the others are counted."""
        found = self.admission.judge(self.identity, households, what, counted=True)
        self.admission.records.report(found.acts)
        return found.refused

    def find(self, assessment_id: str) -> Stored:
        """An assessment that was given, of the caller's areas.

        Raises AssessmentNotFoundError, in the same words for one of another area and for one that
        never was; what a caller of one area does not find goes on record, either way.
        """
        records = self.admission.records
        nation = NATION in self.identity.areas
        stored: Stored | None = None
        try:
            stored = records.fetch(assessment_id)
        except AssessmentNotFoundError:
            if nation:
                raise
        if stored is not None and (nation or self._is_inside(stored)):
            return stored
        content = {"outside_area": stored is not None}
        records.report([Act(self.name, NOT_FOUND, assessment_id, content)])
        raise AssessmentNotFoundError(NOT_GIVEN)

    def _is_inside(self, stored: Stored) -> bool:
        codes = codes_of_text(stored.given.asked)
        return whereabouts(self.identity.areas, codes) is Lies.INSIDE

    def _require(self, found: Judged) -> None:
        if found.refused:
            self.admission.records.report(found.acts)
            raise next(iter(found.refused.values()))


def _outside(
    caller: Identity, households: Sequence[BaseModel], what: str
) -> tuple[dict[int, AccessError], list[Act]]:
    if NATION in caller.areas:
        return {}, []
    refused: dict[int, AccessError] = {}
    for place, household in enumerate(households):
        lies = whereabouts(caller.areas, codes_of(household))
        if lies is not Lies.INSIDE:
            refused[place] = outside_area() if lies is Lies.OUTSIDE else area_not_said()
    content = {"households": len(refused)}
    return refused, [Act(caller.name, OUTSIDE, what, content)] if refused else []
