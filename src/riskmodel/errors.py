"""Every error that riskmodel raises on purpose.

RiskModelError
├── ConfigurationError            a setting or definition is missing or contradictory
│   ├── AddressRefusedError       an address that no message may go to
│   └── OutputTakenError          an output folder of something else
│       └── OutputInUseError      one that another process writes to now
├── DataError                     data that a person can mend
│   ├── SchemaError               values that break the household record or the panel
│   ├── ChangeError               a change of a parameter that cannot be tried out
│   ├── SurveyImportError         a survey file that lacks what its importer reads
│   ├── ScoringDeclinedError      a question to the model about a household that declined it
│   ├── NotScoredError            a score was asked for where there is none
│   ├── PartsFailedError          parts of a batch that could not be made; the others are
│   ├── CursorError               a cursor that no page gave, or one of other filters
│   └── RetryKeyError             a key of a retry that cannot be used
│       └── RetryKeyReusedError   a key that was used for another request
├── ParameterNotInForceError      no line configured for that area and day
├── AccessError                   a caller who is not let through
│   ├── NotIdentifiedError        who asks is not known
│   ├── NotAllowedError           who asks is known, and may not
│   ├── TooManyRequestsError      more than a caller may ask in a time
│   └── AccessUnavailableError    who may ask cannot be told now
├── StorageError                  what was given cannot be kept, found or vouched for
│   ├── StorageUnavailableError   the database cannot be read or written now
│   ├── AssessmentNotFoundError   no assessment with that id was given
│   ├── RetryInProgressError      the same request is still being answered
│   ├── AssessmentDeletedError    an assessment was deleted by order
│   ├── RecordNotFoundError       no alert, webhook, delivery or opt-out has that id
│   ├── AuditTamperedError        the audit log is not as it was written
│   ├── LayoutInUseError          what an earlier layout of the database has no place for
│   ├── BackupError               a backup that cannot be made, or not be restored here
│   ├── NoRoomError               the disk is full, or cannot be written
│   └── ReplayError               an assessment cannot be made again, or not to the same words
├── CaseError                     a case that is not there, or that somebody else holds
│   ├── CaseNotFoundError         no case with that id
│   ├── CaseStepError             a step that the case does not allow now, or without its reason
│   ├── CaseMovedOnError          somebody else was quicker: look at the case again
│   └── CasePersonError           a step that this person may not take
├── ServiceError                  a service that was asked over the network refused or failed
│   └── ServiceUnreachableError   it could not be reached, however often it was tried
└── ModelError
    ├── ModelNotFoundError        no version has that name, number or alias
    ├── ArtifactTamperedError     a file does not match its manifest
    ├── CandidateRefusedError     a version did not prove itself before it became current
    ├── RegistryUnavailableError  the MLflow server does not answer, or not as one
    ├── SchemaMismatchError       the model needs what the household record has not
    ├── ClusterTrainingError      machines that did not grow one model together
    ├── LeakageError              a panel or model is too good to be true
    ├── ReproductionError         a version cannot be trained again to the same bytes
    ├── UnsupportedTreesError     trees that cannot be scored and explained exactly
    │   └── NoTablesError         trees that only LightGBM itself explains, a hundred times slower
    └── PromotionRefusedError     the gate, or the lack of a second person, stops a promotion

No message may hold a value of a household: fields, rows and kinds of fault only.
"""

from dataclasses import dataclass, replace


class RiskModelError(Exception):
    """Any error that riskmodel raises on purpose; its text is fit to show to a user.

    `zh` says the same in Chinese where the error has Chinese words of its own.
    """

    zh: str = ""


class ConfigurationError(RiskModelError):
    """A setting or definition is missing or contradictory."""


class AddressRefusedError(ConfigurationError):
    """An address that no message may go to."""


class OutputTakenError(ConfigurationError):
    """An output folder that holds something else."""


class OutputInUseError(OutputTakenError):
    """An output folder that another process writes to now."""


class DataError(RiskModelError):
    """Data that a person can mend."""


class ChangeError(DataError):
    """A change of a parameter that cannot be tried out."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault of one value: where it is and what kind it is, never the value.

    `row` counts from 0 and is None where the fault is of a whole column or of a single record.
    `kind` is a stable code; `remedy_en` and `remedy_zh` say what would be accepted.
    """

    field: str
    kind: str
    remedy_en: str
    remedy_zh: str
    row: int | None = None

    def within(self, place: str) -> "Violation":
        """The same fault, of a part of something larger."""
        return replace(self, field=f"{place}/{self.field}")

    def __str__(self) -> str:
        """Name the row, the field and the remedy on one line."""
        where = self.field if self.row is None else f"row {self.row}, {self.field}"
        return f"{where}: {self.kind}: {self.remedy_en}"


class SchemaError(DataError):
    """Values that break the household record or the panel; `violations` names every one."""

    shown = 20

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = violations
        lines = [str(violation) for violation in violations[: self.shown]]
        if len(violations) > self.shown:
            lines.append(f"… and {len(violations) - self.shown} more")
        super().__init__("\n".join(lines))


class ScoringDeclinedError(DataError):
    """A question to the model about a household that declined automated scoring."""


class NotScoredError(DataError):
    """A score was asked for where there is none; the text says why, and no figure says it."""


class PartsFailedError(DataError):
    """Parts of a batch that could not be made; all others are whole, and a new run skips them."""


class SurveyImportError(DataError):
    """A survey file that lacks what its importer reads."""


class CursorError(DataError):
    """A cursor that no page gave, or one of a list with other filters."""

    zh = "请原样使用上次回答中的 `next` 并保持相同的筛选条件, 或不带游标重新开始"


class RetryKeyError(DataError):
    """An Idempotency-Key that cannot be used."""

    zh = "请发送一个由 1 至 255 个可见 ASCII 字符组成的 Idempotency-Key, 如新的 UUID"


class RetryKeyReusedError(RetryKeyError):
    """An Idempotency-Key that was used for another request."""

    zh = "请求体或路径不同时, 请使用新的 Idempotency-Key"


class ParameterNotInForceError(RiskModelError):
    """No value of a parameter is configured for that area and day."""


class AccessError(RiskModelError):
    """A caller who is not let through.

    `code` is stable; the remedies say what would help; after `retry_seconds`, where there are any,
    the same may be asked again; `challenge` says how to identify oneself (RFC 6750).
    """

    def __init__(
        self,
        remedy_en: str,
        remedy_zh: str = "",
        *,
        code: str = "access",
        retry_seconds: float = 0,
        challenge: str = "",
    ) -> None:
        self.remedy_en, self.remedy_zh, self.code = remedy_en, remedy_zh, code
        self.retry_seconds, self.challenge = retry_seconds, challenge
        super().__init__(remedy_en)


class NotIdentifiedError(AccessError):
    """Who asks is not known."""


class NotAllowedError(AccessError):
    """Who asks is known, and may not."""


class TooManyRequestsError(AccessError):
    """More than a caller may ask in a time."""


class AccessUnavailableError(AccessError):
    """Who may ask cannot be told now."""


class StorageError(RiskModelError):
    """What was given cannot be kept, found or vouched for."""


class StorageUnavailableError(StorageError):
    """The database cannot be read or written now; nothing was answered that is not recorded."""


class AssessmentNotFoundError(StorageError):
    """No assessment with that id was given."""


class RetryInProgressError(StorageError):
    """The same request, with the same Idempotency-Key, is still being answered."""

    zh = "请按 Retry-After 等待后重发同一请求"


class AssessmentDeletedError(StorageError):
    """The assessment was given here, and deleted by order since."""

    zh = "该评估已按规定删除, 内容不再保存, 仅留删除记录"


class RecordNotFoundError(StorageError):
    """No alert, webhook, delivery or opt-out has that id."""


class AuditTamperedError(StorageError):
    """The audit log is not as it was written, or does not hold what was anchored outside it."""


class LayoutInUseError(StorageError):
    """The database holds what an earlier layout has no place for."""


class BackupError(StorageError):
    """A backup that cannot be made, or cannot be restored where it was asked for."""


class NoRoomError(StorageError):
    """The disk is full, or cannot be written; nothing half-written is left in place."""


class ReplayError(StorageError):
    """An assessment that cannot be made again, or not to the same words."""


class CaseError(RiskModelError):
    """Something that cannot be done with a case."""


class CaseNotFoundError(CaseError):
    """There is no case with that id, or none that may be seen."""


class CaseStepError(CaseError):
    """A step that the case does not allow as it stands, or that lacks its reason."""


class CaseMovedOnError(CaseError):
    """The case has moved on since it was looked at: look again, then decide."""


class CasePersonError(CaseError):
    """A step that this person may not take: another holds the case, or took the step before."""


class ServiceError(RiskModelError):
    """A service that was asked over the network refused or failed."""


class ServiceUnreachableError(ServiceError):
    """A service could not be reached, however often it was tried."""


class ModelError(RiskModelError):
    """A model that cannot be found, trusted, used or promoted."""


class ModelNotFoundError(ModelError):
    """No version has that name, number or alias."""


class ArtifactTamperedError(ModelError):
    """A file of an artefact does not match its manifest."""


class CandidateRefusedError(ModelError):
    """A version gives other figures than at training, or ends the process that loads it."""


class RegistryUnavailableError(ModelError):
    """The MLflow server does not answer, or not as one; serving needs none."""


class SchemaMismatchError(ModelError):
    """The model needs columns that the household record does not have."""


class ClusterTrainingError(ModelError):
    """Several machines could not grow the trees of one model together; nothing is registered."""


class LeakageError(ModelError):
    """A panel holds what was not known on the index date, or a model is too good to be true."""


class PromotionRefusedError(ModelError):
    """The gate stops a promotion, or it lacks a proposal by another person."""


class ReproductionError(ModelError):
    """A version cannot be trained again to the same bytes."""


class UnsupportedTreesError(ModelError):
    """Trees of a kind that cannot be scored and explained exactly."""


class NoTablesError(UnsupportedTreesError):
    """Trees of which no tables can be made, or none that fit; LightGBM explains them itself."""
