"""What a person can decide of a household, and the reasons that they choose from."""

from enum import StrEnum
from typing import NamedTuple

from riskmodel.errors import CaseStepError


class Decision(StrEnum):
    """What a named person decides; nothing but a person's step writes one."""

    INCLUDE = "include"
    KEEP = "keep"
    REMOVE = "remove"
    NO_ACTION = "no_action"
    WRONG_DATA = "wrong_data"


class Reason(NamedTuple):
    """A reason of the list, and the decisions that it can stand for."""

    code: str
    zh: str
    en: str
    of: frozenset[Decision]


class DecisionName(NamedTuple):
    """A decision in both languages."""

    zh: str
    en: str


NAMES: dict[Decision, DecisionName] = {
    Decision.INCLUDE: DecisionName("纳入监测", "include in monitoring"),
    Decision.KEEP: DecisionName("继续监测", "keep monitoring"),
    Decision.REMOVE: DecisionName("消除风险", "remove the risk"),
    Decision.NO_ACTION: DecisionName("暂不纳入", "no action"),
    Decision.WRONG_DATA: DecisionName("数据有误", "the data are wrong"),
}
_ENTER, _STAY, _LEAVE, _NONE, _WRONG = (frozenset({one}) for one in Decision)
REASONS = (
    Reason("income_below_line", "收入低于监测线且有返贫风险",
           "income below the line, with a risk", _ENTER | _STAY),
    Reason("rigid_spending", "刚性支出过大", "rigid spending too large", _ENTER | _STAY),
    Reason("guarantee_lost", "“两不愁三保障”或饮水安全有缺口",
           "a guarantee or safe water is lacking", _ENTER | _STAY),
    Reason("sudden_hardship", "突发严重困难", "a sudden hardship", _ENTER | _STAY),
    Reason("risk_foreseen", "入户核实后认为近期可能返贫致贫",
           "the visit shows that poverty is near", _ENTER | _STAY),
    Reason("risk_remains", "风险尚未消除", "the risk remains", _STAY),
    Reason("risk_gone", "收入稳定、风险已消除", "income is stable and the risk is gone", _LEAVE),
    Reason("no_risk_found", "入户核实未发现风险", "the visit found no risk", _NONE),
    Reason("has_means", "有财产、赡养人或其他保障", "has means or supporting kin", _NONE),
    Reason("helped_otherwise", "已由其他政策帮扶", "is helped by another policy", _NONE),
    Reason("household_declines", "农户本人不同意纳入", "the household declines", _NONE),
    Reason("record_wrong", "记录与实际不符", "the record is not as it is", _WRONG),
    Reason("record_outdated", "记录已过时", "the record is out of date", _WRONG),
    Reason("not_a_household", "户已合并、分户、迁出或死亡",
           "merged, split, moved away or deceased", _WRONG),
    Reason("other", "其他(请说明)", "another reason, in words",
           _ENTER | _STAY | _LEAVE | _NONE | _WRONG),
)  # fmt: skip
"""A local office's own words go beside a reason, never instead of one."""
_BY_CODE = {reason.code: reason for reason in REASONS}
SHORTEST_WORDS, LONGEST_WORDS = 2, 2_000
NEEDS_VISIT = frozenset({Decision.INCLUDE, Decision.REMOVE})
"""Decisions that take a visit to the household first (入户核实)."""
_AGAINST: dict[str, frozenset[Decision]] = {
    "propose_include": frozenset({Decision.NO_ACTION}),
    "propose_remove": frozenset({Decision.KEEP}),
    "keep": frozenset({Decision.REMOVE, Decision.NO_ACTION}),
    "clue_verify": frozenset(),
    "data_gap": frozenset({Decision.REMOVE}),
    "no_finding": frozenset({Decision.INCLUDE}),
}


def require_reason(decision: Decision, code: str, words: str) -> Reason:
    """The reason of a decision; raises CaseStepError for one that does not fit, or no words."""
    reason = _BY_CODE.get(code)
    if reason is None or decision not in reason.of:
        fitting = ", ".join(one.code for one in REASONS if decision in one.of)
        message = f"reason: for {decision} give one of {fitting}"
        raise CaseStepError(message)
    require_words(words)
    return reason


def require_words(words: str) -> None:
    """Raise CaseStepError unless something was said that can be read later."""
    shown = words.strip()
    if not SHORTEST_WORDS <= len(shown) <= LONGEST_WORDS or not _readable(shown):
        message = f"words: say why, in {SHORTEST_WORDS} to {LONGEST_WORDS} readable characters"
        raise CaseStepError(message)


def _readable(words: str) -> bool:
    return all(character.isprintable() or character == "\n" for character in words)


def overrides_rule(decision: Decision, proposed_status: str) -> bool:
    """Whether a decision goes against what the rules propose, so that another person looks too."""
    return decision in _AGAINST[proposed_status]


def goes_against_rule(decision: Decision, proposed_status: str) -> bool | None:
    """The same for those who count: None where nothing was proposed, or the record was wrong."""
    if decision is Decision.WRONG_DATA or not _AGAINST[proposed_status]:
        return None
    return overrides_rule(decision, proposed_status)


def goes_against_score(decision: Decision, band: str | None) -> bool | None:
    """Whether a decision goes against what the band of the score points to.

    `high` points to helping and `ordinary` to not beginning; other bands, and no score, point
    nowhere: None. A low score never speaks against a household that is helped already, so keeping
    one goes against nothing.
    """
    return _AGAINST_SCORE.get(band or "", {}).get(decision)


_AGAINST_SCORE: dict[str, dict[Decision, bool]] = {
    "high": {
        Decision.INCLUDE: False, Decision.KEEP: False,
        Decision.REMOVE: True, Decision.NO_ACTION: True,
    },
    "ordinary": {
        Decision.INCLUDE: True, Decision.REMOVE: False, Decision.NO_ACTION: False,
    },
}  # fmt: skip
