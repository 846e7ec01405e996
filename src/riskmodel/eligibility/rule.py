"""What a rule is: a named sentence with its inputs, parameters and source."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from riskmodel.eligibility.facts import Facts
from riskmodel.truth import Truth


class Severity(StrEnum):
    """What follows from a rule that is met."""

    FINDING = "finding"
    """A risk: the household is at least to be visited."""
    FLAG = "flag"
    """A hint for the person who looks at the household; changes no proposal."""
    GATE = "gate"
    """Decides what is proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the programme.

    `decide` looks at `inputs` (fields of the record), `parameters` and the outcomes of `rules`,
    which stand before it in the pack, and at nothing else; its docstring says the condition in
    words. It answers every row, and answers unknown wherever an input that matters is missing.
    """

    id: str
    name_zh: str
    name_en: str
    severity: Severity
    inputs: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    source: str
    decide: Callable[[Facts], Truth]

    @property
    def condition(self) -> str:
        """The condition in words."""
        return inspect.getdoc(self.decide) or ""
