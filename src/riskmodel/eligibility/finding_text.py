"""A finding as JSON text, put together from what is the same in an area and what is not."""

from functools import lru_cache
from typing import TypedDict

from pydantic_core import to_json

from riskmodel.eligibility.locality import Locality
from riskmodel.eligibility.rules import RULES
from riskmodel.schema.columns import Value

AREAS_KEPT = 512
"""Areas and days whose parameters are kept written: some 20 kB each."""
_NO_REASON = b',"reason_zh":null,"reason_en":null}'


class Own(TypedDict):
    """What a rule says of one household, in the order of a finding's text."""

    applies: bool | None
    met: bool | None
    sentence_zh: str
    sentence_en: str
    inputs: dict[str, Value]


def finding_json(
    rule: str, locality: Locality, own: Own, reason: tuple[str | None, str | None]
) -> bytes:
    """The JSON of a `RuleFinding` of `riskmodel.assessment.message`."""
    before, after = _constant(locality)[rule]
    zh, en = reason
    told = _NO_REASON if zh is None else _members({"reason_zh": zh, "reason_en": en})
    return b"".join((before, b",", to_json(own)[1:-1], after, told))


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
            _members(
                {
                    "parameters": [locality.traces[name] for name in rule.parameters],
                    "source": rule.source,
                }
            )[:-1],
        )
        for rule in RULES
    }


def _members(of: dict[str, object]) -> bytes:
    """An object's members, to go on with one that was begun, and its end."""
    return b"," + to_json(of)[1:]
