"""What a rule is: a named sentence with its inputs, parameters and source."""

import datetime
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.words import Words
from riskmodel.truth import TRUE, Truth, anywhere, truth


class Severity(StrEnum):
    """What follows from a rule that is met."""

    FINDING = "finding"
    FLAG = "flag"
    GATE = "gate"
    PROCEDURE = "procedure"

    @property
    def name_zh(self) -> str:
        """The severity in Chinese."""
        return _MEANING[self][0]

    @property
    def meaning_zh(self) -> str:
        """What follows, in Chinese."""
        return _MEANING[self][1]

    @property
    def meaning_en(self) -> str:
        """What follows, in English."""
        return _MEANING[self][2]


_MEANING = {
    Severity.FINDING: (
        "风险",
        "存在风险, 至少须入户核实",
        "a risk: the household is at least to be visited",
    ),
    Severity.FLAG: (
        "提示",
        "仅供经办人员参考, 不改变建议",
        "a hint for the person who looks at the household; changes no proposal",
    ),
    Severity.GATE: ("判定", "决定建议的内容", "decides what is proposed"),
    Severity.PROCEDURE: (
        "程序",
        "某项程序已履行, 不改变建议",
        "a step of the procedure was kept; changes no proposal",
    ),
}


@dataclass(frozen=True, slots=True)
class Applies:
    """Whom a rule is about, in words and as a claim; of others it says nothing."""

    zh: str
    en: str
    decide: Callable[[Facts], Truth]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """A rule of the programme.

    `decide` looks at `inputs` (fields of the record), `stand_ins` (fields that an input can be
    computed from), `parameters` and the outcomes of `rules`, which stand before it in the pack,
    and at nothing else; its docstring says the condition in words. It answers every row, and
    answers unknown wherever an input that matters is missing. A rule that is not in force yet on
    a day (`valid_from`), or does not apply to a household, is not met.
    """

    id: str
    name_zh: str
    name_en: str
    severity: Severity
    inputs: tuple[str, ...]
    stand_ins: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    source: str
    decide: Callable[[Facts], Truth]
    words: Words
    applies: Applies | None = None
    valid_from: datetime.date | None = None

    @property
    def condition(self) -> str:
        """The condition in words."""
        return inspect.getdoc(self.decide) or ""

    def applies_to(self, facts: Facts) -> Truth:
        """Whether the rule is in force and about the household."""
        about = TRUE if self.applies is None else self.applies.decide(facts)
        if self.valid_from is None:
            return about
        first = float((self.valid_from - datetime.date(1970, 1, 1)).days)
        in_force = truth(facts.as_of_day >= first, facts.as_of_day < first)
        return in_force & about

    def outcome(self, facts: Facts) -> Truth:
        """Met, not met or unknown; unknown too where it is not known whether the rule applies."""
        if self.applies is None and self.valid_from is None:
            return self.decide(facts)
        applies = facts.applies[self.id] = self.applies_to(facts)
        if not anywhere(applies.is_true):
            return truth(applies.is_true, applies.is_false)
        return applies & self.decide(facts).where(applies.is_true)
