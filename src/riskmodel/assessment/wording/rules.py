"""Turn what the rules found of one household into its part of the message."""

import datetime
from collections.abc import Mapping

from riskmodel.assessment.message.rules import (
    AccountEntry,
    DataQualityFinding,
    Eligibility,
    IncomeAccount,
    NoticeDraft,
    ParameterInForce,
    ProposedHelp,
    RemovalCondition,
    RuleFinding,
    Value,
)
from riskmodel.eligibility import Account, Entry, Finding, HouseholdEligibility
from riskmodel.schema.columns import Value as RecordedValue
from riskmodel.schema.quality import QualityReport


def eligibility_message(found: HouseholdEligibility) -> Eligibility:
    """What the rules found and propose."""
    return Eligibility(
        rule_pack=found.rule_pack,
        proposed_status=found.proposed_status,
        category=found.category,
        findings=[_finding(finding) for finding in found.findings],
        income=_account(found.income),
        removal=[RemovalCondition(**condition._asdict()) for condition in found.removal],
        assistance=[ProposedHelp(**proposal._asdict()) for proposal in found.assistance],
        notice=NoticeDraft(**found.notice._asdict()) if found.notice else None,
    )


def quality_message(quality: QualityReport, row: int) -> list[DataQualityFinding]:
    """The contradictions and gaps of the record."""
    return [
        DataQualityFinding(
            check=finding.id,
            kind=finding.kind,
            fields=list(finding.fields),
            zh=finding.message_zh,
            en=finding.message_en,
        )
        for finding in quality.findings(row)
    ]


def values_message(values: Mapping[str, RecordedValue]) -> dict[str, Value]:
    """Fields as a person writes them, a day as YYYY-MM-DD."""
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in values.items()
    }


def _finding(finding: Finding) -> RuleFinding:
    told = finding._asdict()
    return RuleFinding(
        **told
        | {
            "inputs": values_message(finding.inputs),
            "parameters": [ParameterInForce(**parameter) for parameter in finding.parameters],
        }
    )


def _account(account: Account) -> IncomeAccount:
    told = account._asdict()
    return IncomeAccount(
        **told
        | {
            "entries": _entries(account.entries),
            "reference_entries": _entries(account.reference_entries),
        }
    )


def _entries(entries: list[Entry]) -> list[AccountEntry]:
    return [AccountEntry(**entry._asdict()) for entry in entries]
