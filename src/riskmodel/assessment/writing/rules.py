"""What the rules found of one household, as the JSON text of an `Eligibility`."""

import datetime
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol

from riskmodel.assessment.writing.json_text import (
    TRUTH,
    json_of,
    quoted,
    text_or_null,
    value_json,
)
from riskmodel.eligibility import RULES, RULES_READING, Account, Finding, HouseholdEligibility
from riskmodel.eligibility.locality import Locality

AREAS_KEPT = 512
"""Areas and days whose parameters are kept written: some 30 kB each."""
_UNKNOWN = {name: f'"{name}":null' for name in RULES_READING}
_NO_REASON = ',"reason_zh":null,"reason_en":null}'


def eligibility_json(found: HouseholdEligibility) -> bytes:
    """What the rules found and propose."""
    inputs = _UNKNOWN | {
        name: f'"{name}":{value_json(value)}' for name, value in found.written.items()
    }
    constant = _constant(found.locality)
    findings: list[bytes] = []
    for one in found.findings:
        before, after = constant[one.rule]
        findings += (b",", before, _finding(one, inputs).encode(), after, _reason(one))
    head = (
        f'{{"rule_pack":{quoted(found.rule_pack)},"proposed_status":"{found.proposed_status}",'
        f'"category":{text_or_null(found.category)},"needs_human":true,"findings":['
    )
    tail = (
        f'],"income":{_account(found.income)},"removal":{_parts(found.removal)},'
        f'"assistance":{_parts(found.assistance)},'
        f'"notice":{json_of(found.notice._asdict() if found.notice else None)}}}'
    )
    return b"".join((head.encode(), *findings[1:], tail.encode()))


@lru_cache(maxsize=AREAS_KEPT)
def _constant(locality: Locality) -> dict[str, tuple[bytes, bytes]]:
    """By rule, what stands before and after the household's own part of its finding."""
    return {
        rule.id: (
            f'{{"rule":"{rule.id}","name_zh":{quoted(rule.name_zh)},'
            f'"name_en":{quoted(rule.name_en)},"severity":"{rule.severity}","applies":'.encode(),
            f'}},"parameters":[{",".join(_parameter(locality, one) for one in rule.parameters)}],'
            f'"source":{quoted(rule.source)}'.encode(),
        )
        for rule in RULES
    }


def _parameter(locality: Locality, name: str) -> str:
    trace = locality.traces[name]
    days = {key: _day(trace[key]) for key in ("valid_from", "valid_to")}
    return json_of(trace | days)


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _finding(one: Finding, inputs: Mapping[str, str]) -> str:
    return (
        f'{TRUTH[one.applies]},"met":{TRUTH[one.met]},"sentence_zh":{quoted(one.sentence_zh)},'
        f'"sentence_en":{quoted(one.sentence_en)},'
        f'"inputs":{{{",".join([inputs[name] for name in one.inputs])}'
    )


def _reason(one: Finding) -> bytes:
    if one.reason_zh is None and one.reason_en is None:
        return _NO_REASON.encode()
    zh, en = text_or_null(one.reason_zh), text_or_null(one.reason_en)
    return f',"reason_zh":{zh},"reason_en":{en}}}'.encode()


def _account(income: Account) -> str:
    days = {"first_day": _day(income.first_day), "last_day": _day(income.last_day)}
    entries = {
        "entries": [one._asdict() for one in income.entries],
        "reference_entries": [one._asdict() for one in income.reference_entries],
    }
    return json_of(income._asdict() | days | entries)


class _Told(Protocol):
    def _asdict(self) -> dict[str, Any]: ...


def _parts(found: Iterable[_Told]) -> str:
    return json_of([one._asdict() for one in found])
