"""Short ways to declare a field of each kind, so that the record reads as a table."""

from riskmodel.schema.field import Choice, Evidence, Field, Kind, Origin, Privacy

FORM, DATA_RULE = Origin.FORM, Origin.DATA_RULE
POLICY, PROPOSED = Origin.POLICY, Origin.PROPOSED
OPEN, PERSONAL, SENSITIVE = Privacy.OPEN, Privacy.PERSONAL, Privacy.SENSITIVE
DECLARED, VERIFIED = Evidence.DECLARED, Evidence.VERIFIED
JUDGED, DERIVED = Evidence.JUDGED, Evidence.DERIVED

Names = tuple[str, str, str]
Range = tuple[float, float]


def number(  # noqa: PLR0913 - one argument a column of the dictionary
    entry: int | None,
    names: Names,
    kind: Kind,
    limits: Range,
    unit: str,
    origin: Origin,
    privacy: Privacy,
    evidence: Evidence,
    *,
    model: bool = False,
) -> Field:
    """A whole or real number."""
    name, zh, en = names
    return Field(
        number=entry, name=name, name_zh=zh, name_en=en, kind=kind, origin=origin,
        minimum=limits[0], maximum=limits[1], unit=unit, privacy=privacy, evidence=evidence,
        model_use=model,
    )  # fmt: skip


def people(
    entry: int,
    names: Names,
    limits: Range,
    origin: Origin = FORM,
    privacy: Privacy = PERSONAL,
    evidence: Evidence = DECLARED,
) -> Field:
    """A count of people, which a model may use."""
    return number(
        entry, names, Kind.INTEGER, limits, "people", origin, privacy, evidence,
        model=True,
    )  # fmt: skip


def money(  # noqa: PLR0913
    entry: int | None,
    names: Names,
    limits: Range,
    origin: Origin = FORM,
    evidence: Evidence = DECLARED,
    *,
    unit: str = "yuan a year",
    model: bool = True,
) -> Field:
    """An amount of money, always sensitive."""
    return number(
        entry, names, Kind.MONEY, limits, unit, origin, SENSITIVE, evidence,
        model=model,
    )  # fmt: skip


def yes_no(
    entry: int | None,
    names: Names,
    origin: Origin = POLICY,
    privacy: Privacy = PERSONAL,
    evidence: Evidence = DECLARED,
    *,
    model: bool = False,
) -> Field:
    """A yes or no."""
    name, zh, en = names
    return Field(
        number=entry, name=name, name_zh=zh, name_en=en, kind=Kind.YES_NO, origin=origin,
        privacy=privacy, evidence=evidence, model_use=model,
    )  # fmt: skip


def choice(  # noqa: PLR0913
    entry: int,
    names: Names,
    allowed: tuple[Choice, ...],
    origin: Origin = FORM,
    privacy: Privacy = PERSONAL,
    evidence: Evidence = VERIFIED,
    *,
    kind: Kind = Kind.CHOICE,
    model: bool = False,
) -> Field:
    """One, or with `Kind.CHOICES` any, of a closed list."""
    name, zh, en = names
    return Field(
        number=entry, name=name, name_zh=zh, name_en=en, kind=kind, choices=allowed,
        origin=origin, privacy=privacy, evidence=evidence, model_use=model,

    )  # fmt: skip


def date(
    entry: int | None,
    names: Names,
    origin: Origin,
    evidence: Evidence,
) -> Field:
    """A day or month, never for the model."""
    name, zh, en = names
    return Field(
        number=entry, name=name, name_zh=zh, name_en=en, kind=Kind.DATE, origin=origin,
        privacy=PERSONAL, evidence=evidence,
    )  # fmt: skip


def text(  # noqa: PLR0913
    entry: int | None,
    names: Names,
    pattern: str,
    origin: Origin,
    privacy: Privacy,
    evidence: Evidence = VERIFIED,
    *,
    forbidden: str = "",
    required: bool = False,
) -> Field:
    """Characters that `pattern` accepts."""
    name, zh, en = names
    return Field(
        number=entry, name=name, name_zh=zh, name_en=en, kind=Kind.TEXT, pattern=pattern,
        forbidden=forbidden,
        origin=origin, privacy=privacy, evidence=evidence, required=required,

    )  # fmt: skip
