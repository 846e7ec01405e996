"""What else is known of a household, beside the one assessment that its page shows.

All of it is read from what is on record; nothing of a score is here while the household is to be
judged without it.
"""

import datetime
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from riskmodel.assessment import Assessment, desk_now, desk_then, explain_change, find_missing
from riskmodel.assessment.change import Desk
from riskmodel.assessment.message.change import ScoreChange
from riskmodel.assessment.message.missing import MissingAnswers
from riskmodel.assessment.question import DatedRecord
from riskmodel.casework.nearest import Near, nearest
from riskmodel.errors import DataError, ModelError
from riskmodel.modelling.artifact import Artifact
from riskmodel.opt_outs.register import OptOutRead, refusal_of
from riskmodel.registry.placed import read_placed
from riskmodel.schema.record import read_record
from riskmodel.storage.assessments import Stored
from riskmodel.storage.course import Entry, Recorded, read_course, read_trail
from riskmodel.storage.listing import Wanted
from riskmodel_api.admission import Caller
from riskmodel_api.alerting import Alerting
from riskmodel_api.dependencies import Serving

MOST_DAYS = 8


@dataclass(frozen=True)
class Stage:
    """What was said of the household for one day; `probability` is None where it is not shown."""

    assessment_id: str
    day: datetime.date
    probability: float | None
    income_pc: float | None
    line: float | None
    rules: Sequence[str]
    held: int
    """Measures of the state that it had, among those that fitted."""


@dataclass(frozen=True)
class Beside:
    """All of it; `newer` is the id of a later assessment, if there is one.

    `change` and `missing` are None where they cannot be said: no earlier record, another version,
    a household that declined.
    """

    course: Sequence[Stage] = ()
    newer: str | None = None
    change: ScoreChange | None = None
    missing: MissingAnswers | None = None
    near: Sequence[Near] = ()
    trail: Sequence[Entry] = ()
    declined: OptOutRead | None = None
    """Its refusal of automated scoring that is in force."""


class _Found(NamedTuple):
    course: list[Recorded]
    near: list[Near]
    trail: list[Entry]
    declined: OptOutRead | None


@dataclass(frozen=True)
class Sight:
    """Who looks, with what serves; `champions` has the versions that served before."""

    caller: Caller
    serving: Serving
    alerting: Alerting
    champions: Path

    def beside(self, stored: Stored, case_ids: Collection[str] = (), *, score: bool) -> Beside:
        """What is beside an assessment, with the steps of some cases.

        Raises StorageUnavailableError.
        """
        known = self.alerting.measured.known() if score else {}
        assessment = Assessment.model_validate_json(stored.given.message)

        def ask(connection: Connection) -> _Found:
            areas = self.caller.areas
            household = stored.given.household_id
            wanted = Wanted(household, areas=areas)
            found = read_course(connection, wanted, MOST_DAYS)
            near = nearest(connection, assessment, areas, known) if score else []
            trail = read_trail(connection, [one.sequence for one in found], case_ids)
            return _Found(found, near, trail, refusal_of(connection, household))

        found, near, trail, declined = self.caller.admission.records.read(ask)
        day = stored.given.as_of_date
        before = [one.stored for one in found if one.stored.given.as_of_date < day]
        after = [one.stored for one in found if one.stored.given.as_of_date > day]
        return Beside(
            course=[_stage(one, score=score) for one in [*before, stored]],
            newer=after[-1].given.assessment_id if after else None,
            change=self._change(before[-1], stored) if before and score else None,
            missing=self._missing(stored) if score else None,
            near=near,
            trail=trail,
            declined=declined,
        )

    def _change(self, then: Stored, now: Stored) -> ScoreChange | None:
        try:
            assessor = self.serving.require_assessor()
            records = _dated(then), _dated(now)
            assessor.require_asked(records[1].record, records[1].as_of)
            serving = desk_now(assessor)
            desks = [self._desk(serving, _versions(one)["version"]) for one in (then, now)]
        except (DataError, ModelError):
            return None
        if desks[1].unknown:
            return None
        return explain_change((desks[0], records[0]), (desks[1], records[1]))

    def _desk(self, now: Desk, version: str) -> Desk:
        """What a version assessed with; one that is no longer kept stands as unknown."""
        if version == now.version:
            return now
        name = now.artifact.model.definition.model.name
        try:
            return replace(now, version=version, artifact=_placed(self.champions, name, version))
        except ModelError:
            return desk_then(now, self.champions, version)

    def _missing(self, stored: Stored) -> MissingAnswers | None:
        """Of the version that serves: another one asks for other things."""
        try:
            model = self.serving.require_model()
            if _versions(stored)["artifact_sha256"] != model.artifact_sha256:
                return None
            return find_missing(self.serving.assessor, _dated(stored))
        except (DataError, ModelError):
            return None


@lru_cache(maxsize=4)
def _placed(champions: Path, name: str, version: str) -> Artifact:
    return read_placed(champions, name, version)


def _dated(stored: Stored) -> DatedRecord:
    return DatedRecord(stored.given.as_of_date, read_record(json.loads(stored.given.asked)))


def _versions(stored: Stored) -> dict[str, str]:
    held: dict[str, str] = json.loads(stored.given.versions)
    return held


def _stage(stored: Stored, *, score: bool) -> Stage:
    message: dict[str, Any] = json.loads(stored.given.message)
    rules = message["eligibility"]
    return Stage(
        assessment_id=stored.given.assessment_id,
        day=stored.given.as_of_date,
        probability=message["risk"]["probability"] if score else None,
        income_pc=rules["income"]["net_income_pc"],
        line=rules["income"]["monitoring_line"],
        rules=[one["rule"] for one in rules["findings"] if one["met"]],
        held=sum(one["held"] is True for one in rules["assistance"]),
    )
