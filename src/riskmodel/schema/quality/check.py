"""What a data-quality check is, and what checks ask of a record in common."""

from collections.abc import Callable
from dataclasses import dataclass

from riskmodel.schema.choices import UNDER_MONITORING
from riskmodel.schema.quality.kind import CheckKind
from riskmodel.schema.quality.record import Record
from riskmodel.truth import Bools, Truth, at_most, is_unknown

DATA_RULES = "[S51]"
"""The data rules of the national system, as written for Guizhou."""
FORM = "[S50]"
"""Follows from how the form of 2023 defines its fields."""
ARITHMETIC = "arithmetic"
"""Follows from what the fields count."""
PROPOSED = "proposed"
"""Proposed by this project."""


@dataclass(frozen=True, slots=True)
class Check:
    """One data-quality check: true where the record should be looked at.

    `fields` are all that it reads of the record. The names say what is wrong, without a value;
    `source` says who asks for the check, by tag where it is published.
    """

    id: str
    kind: CheckKind
    name_zh: str
    name_en: str
    fields: tuple[str, ...]
    source: str
    decide: Callable[[Record], Truth]


def not_given(record: Record, *fields: str) -> Truth:
    """Whether at least one of the fields is unknown; never itself unknown."""
    missing: Bools = False
    for name in fields:
        missing = missing | is_unknown(record.number(name))
    return Truth.known(missing)


def unresolved(record: Record) -> Truth:
    """Whether the household is monitored and its risk is not removed."""
    return record.is_choice("monitor_status", *UNDER_MONITORING)


def nobody_able(record: Record) -> Truth:
    """Whether no member has any labour capacity, a weak one included."""
    full = at_most(record.number("labour_members"), 0)
    return full & at_most(record.number("weak_labour_members"), 0)
