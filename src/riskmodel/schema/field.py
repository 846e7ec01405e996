"""What can be said of one field: names, type, unit, range, origin, privacy and who may use it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The type of a field, and how its column is held (NaN, NaT or "" is unknown)."""

    INTEGER = "integer"
    """Whole number; float64 column."""
    NUMBER = "number"
    """Real number; float64 column."""
    MONEY = "money"
    """Yuan; float64 column."""
    YES_NO = "yes/no"
    """float64 column of 1, 0."""
    CHOICE = "choice"
    """One of `choices`; float64 column of positions in `choices`."""
    CHOICES = "choices"
    """Any of `choices`; float64 column of bit masks, bit i for the i-th choice."""
    DATE = "date"
    """Day, or month read as its first day; datetime64[D] column."""
    TEXT = "text"
    """Characters that `pattern` accepts; str column."""


class Privacy(StrEnum):
    """Grade of a field under the personal information law (个人信息保护法, Art. 28)."""

    OPEN = "open"
    """Says nothing of a person: an area, a year, a table of the area."""
    PERSONAL = "personal"
    """Of an identifiable household."""
    SENSITIVE = "sensitive"
    """Health, finance, specific status, or people under 14 (Art. 28)."""


class Evidence(StrEnum):
    """Who stands behind a value."""

    DECLARED = "declared"
    """The household says so."""
    VERIFIED = "verified"
    """An office's own record says so."""
    JUDGED = "judged"
    """A named person judged it."""
    DERIVED = "derived"
    """Computed from other fields."""


class Origin(StrEnum):
    """Where the field comes from."""

    FORM = "F"
    """In the 2023 national-style collection form."""
    DATA_RULE = "Q"
    """Used by the data rules of the national system."""
    POLICY = "P"
    """From policy text."""
    PROPOSED = "N"
    """Proposed by this project."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: its code and its two names."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """One field of a record, declared once; everything else about it is derived from this.

    `number` is its place in the household record dictionary (1 to 78), None for the auxiliary
    inputs. `minimum` and `maximum` are both allowed. A text must match `pattern` and may not match
    `forbidden`. `model_use` says whether a model may learn
    from it.
    """

    name: str
    name_zh: str
    name_en: str
    kind: Kind
    origin: Origin
    privacy: Privacy
    evidence: Evidence
    number: int | None = None
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Choice, ...] = ()
    pattern: str = ""
    forbidden: str = ""
    required: bool = False
    model_use: bool = False
    codes: tuple[str, ...] = field(init=False)
    """The codes of `choices`, in the order that gives their positions."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(choice.code for choice in self.choices))

    def shown(self, bound: float) -> str:
        """A bound of the field as people write it: years have no separator of thousands."""
        return f"{bound:.0f}" if self.unit == "year" else f"{bound:,.10g}"
