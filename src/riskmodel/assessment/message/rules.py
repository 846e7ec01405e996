"""What the rules found of a household, with all that they looked at."""

import datetime
from typing import Literal

from riskmodel.assessment.message.base import Message
from riskmodel.eligibility import Severity
from riskmodel.schema.quality.kind import CheckKind

ProposedStatus = Literal[
    "propose_remove", "keep", "propose_include", "clue_verify", "data_gap", "no_finding"
]
Category = Literal["unstable_lifted", "marginal", "sudden_hardship", "rp_target"]
Value = bool | int | float | str | list[str] | None
"""A field as a person writes it; a day as YYYY-MM-DD."""


class ParameterInForce(Message):
    """The value of a parameter that a rule used, or why there is none."""

    name: str
    name_zh: str
    name_en: str
    value: float | None
    area: str | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    source: str | None = None
    confidence: str | None = None
    reason_zh: str | None = None
    reason_en: str | None = None


class RuleFinding(Message):
    """What one rule found: true, false, or null for unknown, with all that it looked at.

    `applies` is false where the rule is not about such a household or not in force yet, null where
    that is not known. The sentences say the finding with its figures.
    """

    rule: str
    name_zh: str
    name_en: str
    severity: Severity
    applies: bool | None
    met: bool | None
    sentence_zh: str
    sentence_en: str
    inputs: dict[str, Value]
    parameters: list[ParameterInForce]
    source: str
    reason_zh: str | None = None
    reason_en: str | None = None


class AccountEntry(Message):
    """One line of the account: `amount` yuan a year counts by `share`, below zero taken off."""

    field: str
    zh: str
    en: str
    share: float
    amount: float | None


class IncomeAccount(Message):
    """How income was counted, line by line; yuan a year, a head where the name ends in `_pc`.

    `entries` lead from the incomes of the form to `net_income`, `reference_entries` from there to
    `reference_pc`. Where `recorded_stands`, the recorded total was taken whatever the entries add
    up to. `first_day` to `last_day` are the months whose income should be counted.
    """

    version: int | None
    version_zh: str
    version_en: str
    source: str
    purpose: Literal["new_identification", "yearly_update"]
    first_day: datetime.date
    last_day: datetime.date
    entries: list[AccountEntry]
    recorded_stands: bool
    net_income: float | None
    people: float | None
    net_income_pc: float | None
    reference_entries: list[AccountEntry]
    reference_pc: float | None
    monitoring_line: float | None


class RemovalCondition(Message):
    """A condition for removing the risk: it holds, is still missing, or cannot be told."""

    condition: str
    zh: str
    en: str
    holds: bool | None


class ProposedHelp(Message):
    """A family of measures that fits the problems that `rules` found; a proposal to weigh.

    `tier` is 1 to 3, the deepest difficulty last. `held` says whether the household has it.
    """

    measure: str
    kind: Literal["development", "backstop", "problem"]
    tier: Literal[1, 2, 3] | None
    rules: list[str]
    held: bool | None
    zh: str
    en: str


class NoticeDraft(Message):
    """The draft of a notice for publication; blanks are for the office, which answers for it."""

    zh: str
    en: str


class Eligibility(Message):
    """What the rules found and propose; a person decides.

    `removal` has the conditions for removing the risk, of a household under monitoring alone;
    `notice` is there where it is proposed to enter or to leave.
    """

    rule_pack: str
    proposed_status: ProposedStatus
    category: Category | None
    needs_human: Literal[True] = True
    findings: list[RuleFinding]
    income: IncomeAccount
    removal: list[RemovalCondition]
    assistance: list[ProposedHelp]
    notice: NoticeDraft | None


class DataQualityFinding(Message):
    """A contradiction or gap in the record that a person should look at."""

    check: str
    kind: CheckKind
    fields: list[str]
    zh: str
    en: str


class RulesChecked(Message):
    """What the rules find of one household, without any score.

    `told_by_history` holds the fields that the record left unknown and its history told.
    """

    household_id: str
    as_of_date: datetime.date
    eligibility: Eligibility
    data_quality: list[DataQualityFinding]
    told_by_history: dict[str, Value]
