"""Cases as the service knows them: the book, the queue, and who may see which."""

from dataclasses import dataclass, field

from sqlalchemy import Engine

from riskmodel.access.refusals import scope_missing
from riskmodel.access.scopes import Scope
from riskmodel.casework.book import Casebook
from riskmodel.casework.case import Case, StepTaken
from riskmodel.casework.draws import Draws
from riskmodel.casework.queue import Queue
from riskmodel.errors import CaseNotFoundError, CaseStepError, StorageUnavailableError
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.storage.audit import Act
from riskmodel_api.admission import NOT_FOUND, Caller
from riskmodel_api.database import database_of

_OFF = "there are no cases here: RISKMODEL_STORAGE is off"


@dataclass
class Office:
    """Opens, finds and hands out cases; `engine` is None where nothing is kept. For threads."""

    held: Engine | None
    draws: Draws = field(default_factory=Draws)

    @classmethod
    def of(cls, settings: Settings) -> "Office":
        """As the settings say, once the database is in the layout of this release."""
        return cls(database_of(settings))

    @property
    def engine(self) -> Engine:
        """The database; raises StorageUnavailableError where nothing is kept."""
        if self.held is None:
            raise StorageUnavailableError(_OFF)
        return self.held

    def book(self, parameters: Parameters) -> Casebook:
        """The book of cases, whose clock runs by the parameters."""
        return Casebook(self.engine, parameters, self.draws)

    def queue(self, caller: Caller) -> Queue:
        """The cases of the caller's areas."""
        return Queue(self.engine, caller.areas)

    def open(
        self, caller: Caller, parameters: Parameters, assessment_id: str, origin: str
    ) -> Case:
        """A case on an assessment of the caller's areas, or the one that its household has open.

        Raises AssessmentNotFoundError, ParameterNotInForceError, StorageUnavailableError, and
        CaseStepError where a household of the same id has a case open in another area.
        """
        caller.find(assessment_id)
        case = self.book(parameters).open(assessment_id, caller.name, origin)
        if not _may_see(caller, case):
            message = (
                "same_id: a household of the same id has a case open in another area; where two "
                "counties number their households alike, put the county's code in front"
            )
            raise CaseStepError(message)
        return case

    def find(self, caller: Caller, parameters: Parameters, case_id: str) -> Case:
        """A case of the caller's areas.

        Raises CaseNotFoundError, in the same words for one of another area; that goes on record.
        """
        try:
            case = self.book(parameters).find(case_id)
        except CaseNotFoundError:
            case = None
            if caller.areas is None:
                raise
        if case is not None and _may_see(caller, case):
            return case
        content = {"outside_area": case is not None}
        caller.admission.records.report([Act(caller.name, NOT_FOUND, case_id, content)])
        message = "no case has this id"
        raise CaseNotFoundError(message)

    def steps(self, parameters: Parameters, case: Case) -> list[StepTaken]:
        """What was done about a case, the first first."""
        return self.book(parameters).history(case.case_id)

    def hides_score(self, caller: Caller, household_id: str) -> bool:
        """Whether a household is to be judged blind, so that no page may tell its score."""
        if self.held is None:
            return False
        return self.queue(caller).hides_score(household_id)

    def close(self) -> None:
        """Let go of the database."""
        if self.held is not None:
            self.held.dispose()


def require_may_decide(caller: Caller) -> None:
    """Raise AccessError for a caller who may look at cases and not decide them."""
    if Scope.DECIDE not in caller.identity.scopes:
        raise scope_missing([Scope.DECIDE])


def _may_see(caller: Caller, case: Case) -> bool:
    return caller.areas is None or case.facts.area.startswith(caller.areas)
