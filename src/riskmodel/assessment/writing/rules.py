"""What the rules found of one household, as the JSON of an `Eligibility`."""

from collections.abc import Iterable
from typing import Any, Protocol

from pydantic_core import to_json

from riskmodel.eligibility import Account, HouseholdEligibility


def eligibility_json(found: HouseholdEligibility) -> bytes:
    """What the rules found and propose."""
    findings = b",".join([one.text for one in found.findings])
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
        (to_json(before_them)[:-1], b',"findings":[', findings, b"],", to_json(after_them)[1:])
    )


def _account(income: Account) -> dict[str, Any]:
    return income._asdict() | {
        "entries": _parts(income.entries),
        "reference_entries": _parts(income.reference_entries),
    }


class _Told(Protocol):
    def _asdict(self) -> dict[str, Any]: ...


def _parts(found: Iterable[_Told]) -> list[dict[str, Any]]:
    return [one._asdict() for one in found]
