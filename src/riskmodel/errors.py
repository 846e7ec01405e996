"""Every error that riskmodel raises on purpose.

RiskModelError
├── ConfigurationError            a setting or definition is missing or contradictory
│   └── AddressRefusedError       an address that no message may go to
├── DataError                     data that a person can mend
│   ├── SchemaError               values that break the household record or the panel
│   ├── ChangeError               a change of a parameter that cannot be tried out
│   ├── ScoringDeclinedError      a question to the model about a household that declined it
│   ├── NotScoredError            a score was asked for where there is none
│   └── SurveyImportError         a survey file that lacks what its importer reads
├── ParameterNotInForceError      no line configured for that area and day
├── StorageError                  what was given cannot be kept, found or vouched for
│   ├── StorageUnavailableError   the database cannot be read or written now
│   ├── AssessmentNotFoundError   no assessment with that id was given
│   ├── RecordNotFoundError       no alert, webhook, delivery or opt-out has that id
│   ├── AuditTamperedError        the audit log is not as it was written
│   ├── BackupError               a backup that cannot be made, or not be restored here
│   └── ReplayError               an assessment cannot be made again, or not to the same words
└── ModelError
    ├── ModelNotFoundError        no version has that name, number or alias
    ├── ArtifactTamperedError     a file does not match its manifest
    ├── SchemaMismatchError       the model needs what the household record has not
    ├── LeakageError              a panel or model is too good to be true
    ├── ReproductionError         a version cannot be trained again to the same bytes
    ├── UnsupportedTreesError     trees that cannot be scored and explained exactly
    │   └── NoTablesError         trees that only LightGBM itself explains, a hundred times slower
    └── PromotionRefusedError     the gate, or the lack of a second person, stops a promotion

No message may hold a value of a household: fields, rows and kinds of fault only.
"""

from dataclasses import dataclass, replace


class RiskModelError(Exception):
    """Any error that riskmodel raises on purpose; its text is fit to show to a user."""


class ConfigurationError(RiskModelError):
    """A setting or definition is missing or contradictory."""


class AddressRefusedError(ConfigurationError):
    """An address that no message may go to."""


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


class SurveyImportError(DataError):
    """A survey file that lacks what its importer reads."""


class ParameterNotInForceError(RiskModelError):
    """No value of a parameter is configured for that area and day."""


class StorageError(RiskModelError):
    """What was given cannot be kept, found or vouched for."""


class StorageUnavailableError(StorageError):
    """The database cannot be read or written now; nothing was answered that is not recorded."""


class AssessmentNotFoundError(StorageError):
    """No assessment with that id was given."""


class RecordNotFoundError(StorageError):
    """No alert, webhook, delivery or opt-out has that id."""


class AuditTamperedError(StorageError):
    """The audit log is not as it was written, or does not hold what was anchored outside it."""


class BackupError(StorageError):
    """A backup that cannot be made, or cannot be restored where it was asked for."""


class ReplayError(StorageError):
    """An assessment that cannot be made again, or not to the same words."""


class ModelError(RiskModelError):
    """A model that cannot be found, trusted, used or promoted."""


class ModelNotFoundError(ModelError):
    """No version has that name, number or alias."""


class ArtifactTamperedError(ModelError):
    """A file of an artefact does not match its manifest."""


class SchemaMismatchError(ModelError):
    """The model needs columns that the household record does not have."""


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
