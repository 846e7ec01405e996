"""Where people and machine differ (人机一致性), and who was right later; never by person."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from pydantic import BaseModel, ConfigDict

from riskmodel.casework.attention import Warned, agreement, warnings
from riskmodel.casework.decisions import REASONS, Decision, goes_against_score
from riskmodel.casework.made import Made
from riskmodel.shares import Share

Outcomes = Mapping[tuple[str, str], bool]
"""Whether a household fell back, by its id and the day that is counted from."""
BANDS = ("high", "elevated", "see_first", "ordinary", "")
"""Of the score, the highest first; "" is not scored."""


class Tally(BaseModel):
    """Decisions of one kind, and how they met rules, score and what came later.

    `helped` is the share of included or kept, `fell_back` the share later found poor of those
    whose outcome is known: under the help that followed from the decision.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    decisions: int
    helped: Share
    overrides_rule: Share
    overrides_score: Share
    agreement: Share
    fell_back: Share


class ReasonGiven(BaseModel):
    """How often one reason stood for an override of the rules, and what came later."""

    model_config = ConfigDict(frozen=True)

    proposed_status: str
    decision: Decision
    reason: str
    decisions: int
    fell_back: Share


class BlindFirst(BaseModel):
    """How judgements made before the score was shown differ from the decisions after it.

    Of `judged` cases the decision differs in `changed`; of those `towards` now agree with a score
    that they went against, `away` the other way round. `agreed_before` and `agreed_after` are the
    shares that agree with the score where it points somewhere.
    """

    model_config = ConfigDict(frozen=True)

    judged: int
    changed: Share
    towards: int
    away: int
    agreed_before: Share
    agreed_after: Share


class Analytics(BaseModel):
    """Everything about a period's decisions."""

    model_config = ConfigDict(frozen=True)

    whole: Tally
    by_band: list[Tally]
    by_category: list[Tally]
    by_dimension: list[Tally]
    by_decision: list[Tally]
    overrides: list[Tally]
    """Decisions that go against the rules, and those that do not, against the later outcome."""
    reasons: list[ReasonGiven]
    blind_first: BlindFirst
    warnings: list[Warned]


def analyse(made: Sequence[Made], outcomes: Outcomes) -> Analytics:
    """The figures of some decisions beside what is known of later."""

    def by(key: Callable[[Made], str]) -> list[Tally]:
        ordered = sorted(made, key=key)
        return [tally(name, list(some), outcomes) for name, some in groupby(ordered, key=key)]

    bands = {one.key: one for one in by(lambda one: one.band or "")}
    return Analytics(
        whole=tally("", made, outcomes),
        by_band=[bands[name] for name in BANDS if name in bands],
        by_category=by(lambda one: one.category or ""),
        by_dimension=by(lambda one: one.dimension or ""),
        by_decision=by(lambda one: one.decision.value),
        overrides=by(lambda one: {True: "overrides", False: "follows", None: "open"}[
            one.against_rule]),
        reasons=_reasons(made, outcomes),
        blind_first=blind_first(made),
        warnings=warnings(made),
    )  # fmt: skip


def tally(key: str, made: Sequence[Made], outcomes: Outcomes) -> Tally:
    """The figures of some decisions under one key."""
    return Tally(
        key=key,
        decisions=len(made),
        helped=Share.counted(sum(one.acts for one in made), len(made)),
        overrides_rule=Share.known(one.against_rule for one in made),
        overrides_score=Share.known(one.against_score for one in made),
        agreement=agreement(made),
        fell_back=_fell_back(made, outcomes),
    )


def _fell_back(made: Sequence[Made], outcomes: Outcomes) -> Share:
    return Share.known(outcomes.get((one.household_id, str(one.as_of_date))) for one in made)


def _reasons(made: Sequence[Made], outcomes: Outcomes) -> list[ReasonGiven]:
    place = {reason.code: number for number, reason in enumerate(REASONS)}

    def kind(one: Made) -> tuple[str, Decision, int]:
        return one.proposed_status, one.decision, place[one.reason]

    against = sorted((one for one in made if one.against_rule), key=kind)
    kinds = [(held, list(some)) for held, some in groupby(against, key=kind)]
    return [
        ReasonGiven(
            proposed_status=status,
            decision=decision,
            reason=REASONS[number].code,
            decisions=len(some),
            fell_back=_fell_back(some, outcomes),
        )
        for (status, decision, number), some in kinds
    ]


def blind_first(made: Sequence[Made]) -> BlindFirst:
    """What the judgements that came before the score say beside the decisions after it."""
    judged = [one for one in made if one.blind is not None]
    before = [goes_against_score(one.blind, one.band) if one.blind else None for one in judged]
    after = [one.against_score for one in judged]
    both = list(zip(before, after, strict=True))
    return BlindFirst(
        judged=len(judged),
        changed=Share.known(one.blind is not one.decision for one in judged),
        towards=both.count((True, False)),
        away=both.count((False, True)),
        agreed_before=Share.known(None if one is None else not one for one in before),
        agreed_after=Share.known(None if one is None else not one for one in after),
    )
