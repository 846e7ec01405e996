"""What the rules found of one household, as the JSON of an `Eligibility`."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Protocol

from pydantic_core import to_json

from riskmodel.eligibility import RULES, Account, Finding, HouseholdEligibility
from riskmodel.eligibility.locality import Locality

AREAS_KEPT = 512
"""Areas and days whose parameters are kept written: some 20 kB each."""
_NO_REASON = b',"reason_zh":null,"reason_en":null}'


def eligibility_json(found: HouseholdEligibility) -> bytes:
    """What the rules found and propose."""
    constant = _constant(found.locality)
    findings: list[bytes] = []
    for one in found.findings:
        before, after = constant[one.rule]
        findings += (b",", before, _own(one), after, _reason(one))
    before_them = {
        "rule_pack": found.rule_pack,
        "proposed_status": found.proposed_status,
        "category": found.category,
        "needs_human": True,
    }
    after_them = {
        "income": _account(found.income),
        "removal": _parts(found.removal),
        "assistance": _parts(found.assistance),
        "notice": found.notice._asdict() if found.notice else None,
    }
    return b"".join(
        (to_json(before_them)[:-1], b',"findings":[', *findings[1:], b"],", members(after_them))
    )


@lru_cache(maxsize=AREAS_KEPT)
def _constant(locality: Locality) -> dict[str, tuple[bytes, bytes]]:
    """By rule, what stands before and after the household's own part of its finding."""
    return {
        rule.id: (
            to_json(
                {
                    "rule": rule.id,
                    "name_zh": rule.name_zh,
                    "name_en": rule.name_en,
                    "severity": rule.severity,
                }
            )[:-1],
            b","
            + to_json(
                {
                    "parameters": [locality.traces[name] for name in rule.parameters],
                    "source": rule.source,
                }
            )[1:-1],
        )
        for rule in RULES
    }


def _own(one: Finding) -> bytes:
    """What the rule says of this household."""
    own = {
        "applies": one.applies,
        "met": one.met,
        "sentence_zh": one.sentence_zh,
        "sentence_en": one.sentence_en,
        "inputs": one.inputs,
    }
    return b"," + to_json(own)[1:-1]


def _reason(one: Finding) -> bytes:
    if one.reason_zh is None:
        return _NO_REASON
    return b"," + members({"reason_zh": one.reason_zh, "reason_en": one.reason_en})


def members(of: dict[str, Any]) -> bytes:
    """An object without its first brace, to go on with one that was begun."""
    return to_json(of)[1:]


def _account(income: Account) -> dict[str, Any]:
    return income._asdict() | {
        "entries": _parts(income.entries),
        "reference_entries": _parts(income.reference_entries),
    }


class _Told(Protocol):
    def _asdict(self) -> dict[str, Any]: ...


def _parts(found: Iterable[_Told]) -> list[dict[str, Any]]:
    return [one._asdict() for one in found]
