"""What an alert reads of an assessment, as short as it can be told."""

import json


def a_message(band="ordinary", agreement="neither", rules=(), status=None, sha="a" * 64):
    """A message of a household with this band (None is not scored) and these rules met."""
    chosen = status or ("clue_verify" if rules else "no_finding")
    findings = [
        {
            "rule": rule, "severity": "finding", "met": True,
            "sentence_zh": f"规则{rule}成立", "sentence_en": f"{rule} is met",
        }
        for rule in rules
    ]  # fmt: skip
    explanation = {"reasons": [{"zh": "依据", "en": "illness"}]} if band else None
    return json.dumps(
        {
            "eligibility": {"proposed_status": chosen, "findings": findings},
            "risk": {"scored": band is not None, "band": band, "artifact_sha256": sha},
            "agreement": agreement if band else None,
            "explanation": explanation,
        }
    )
