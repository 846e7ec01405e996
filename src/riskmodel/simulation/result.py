"""What a simulation says, as plain figures that may be published."""

import datetime
from dataclasses import dataclass
from typing import Literal

from riskmodel.modelling.evaluation.results import Figure
from riskmodel.simulation.counts import Count

Group = Literal["pointed_to", "monitored"]
"""`pointed_to`: the rules point to the household (any status but `no_finding` and `data_gap`).
`monitored`: it is proposed for inclusion or kept, so that it would be helped."""


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Households of one kind under the parameters as they are, and as changed, rounded to 5."""

    code: str
    before: Count
    after: Count


@dataclass(frozen=True, slots=True)
class Moved:
    """Of one kind of household, those who enter a group and those who leave it."""

    code: str
    entering: Count
    leaving: Count


@dataclass(frozen=True, slots=True)
class Reason:
    """Of those who enter a group, for whom a rule is newly met; of those who leave, no longer.

    `code` is the rule. Unknown is never "not met": `entering_from_unknown` says for how many of
    those who enter the rule was unknown before, `leaving_to_unknown` for how many it is after.
    """

    code: str
    entering: Count
    entering_from_unknown: Count
    leaving: Count
    leaving_to_unknown: Count


@dataclass(frozen=True, slots=True)
class Crossing:
    """Who enters and who leaves one group of households.

    By province and by category (of proposed inclusion: after, for those who enter; before, for
    those who leave); by status (before, for those who enter; after, for those who leave); by the
    rules that changed. A household can have several reasons. Kinds that nobody is of are left out.
    `before` and `after` are rounded to 5.
    """

    group: Group
    before: Count
    after: Count
    entering: Count
    leaving: Count
    by_province: tuple[Moved, ...]
    by_category: tuple[Moved, ...]
    by_status: tuple[Moved, ...]
    by_reason: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class RuleOutcomes:
    """Households for whom a rule is `met`, `not_met` or `unknown`."""

    rule: str
    outcomes: tuple[BeforeAfter, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest and the highest value in force over the households, in the parameter's unit."""

    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class ChangedParameter:
    """One parameter that was changed: how, and for how many households its value differs.

    `before` and `after` are None where no value is in force for any household.
    """

    parameter: str
    name_zh: str
    name_en: str
    unit: str
    changes: tuple[str, ...]
    households: Count
    before: Range | None
    after: Range | None


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the households' monitoring line comes from."""

    configured: Count
    """The parameter files."""
    from_panel: Count
    """The panel's own column, where the files have no line."""
    unknown: Count
    """Nowhere: rules that need a line are unknown."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The yearly cost of help: those who enter `monitored` less those who leave, times a measure.

    `measure_cost` is in yuan a household and year, `yuan` and `weighted_yuan` in yuan a year:
    None where a count is not shown.
    """

    measure_cost: float
    source: str
    entering: Count
    leaving: Count
    yuan: float | None
    weighted_yuan: float | None
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A share before and after, and after minus before, with intervals by village."""

    before: Figure
    after: Figure
    change: Figure


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """Shares of households; None where there are too few to say."""

    inclusion_error: Compared | None
    """Of the households in the group, those not poor next year."""
    exclusion_error: Compared | None
    """Of next year's poor, those not in the group."""


@dataclass(frozen=True, slots=True)
class Targeting:
    """How one group met next year's measured poverty."""

    group: Group
    held: BeforeAfter
    weighted: ErrorRates
    unweighted: ErrorRates


@dataclass(frozen=True, slots=True)
class NextYear:
    """Households measured again a year later: all that the error rates rest on.

    `follow_up` counts every household of the wave by what is known of it a year later; only those
    `observed` are judged. `villages` is how many there are to resample.
    """

    follow_up: tuple[tuple[str, Count], ...]
    households: Count
    poor: Count
    villages: int
    targeting: tuple[Targeting, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the changed parameters change for a table of households; nothing of any one of them.

    `rules` holds only rules whose outcome differs for some household. `next_year` is None where
    no household was measured a year later.
    """

    first_day: datetime.date
    last_day: datetime.date
    households: Count
    rule_pack: str
    changed_rule_pack: str
    changed: tuple[ChangedParameter, ...]
    lines: Lines
    statuses: tuple[BeforeAfter, ...]
    rules: tuple[RuleOutcomes, ...]
    crossings: tuple[Crossing, ...]
    cost: Cost
    next_year: NextYear | None = None
