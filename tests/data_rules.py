"""The data rules of the national system [S51], each with the answers that it must give.

Each case is what changes in `builders.a_household`, seen on `builders.AS_OF` with a line of `LINE`
yuan, and the answer: true, false, or None where it cannot be told.
"""

from typing import Any

LINE = 8_700.0
MONITORED = {"monitor_status": "open", "measures": ["health"], "no_labour_backstop": False}
REMOVED = {"monitor_status": "removed", "removal_way": "assistance", "removed_on": "2025-02"}
NO_CAPACITY = MONITORED | {"labour_members": 0, "weak_labour_members": 0}
NO_MEASURE = MONITORED | {"measures": []}
ILL = {"serious_illness_members": 1, "critical_insured": False}
SHORT = {"risk_2": "labour_shortage"}
UNSTABLE = {"risk_1": "unstable_job"}
NO_TRANSFER = {"transfer_income": 0.0}

Case = tuple[dict[str, Any], bool | None]

_REMOVAL: dict[str, list[Case]] = {
    "removed_with_dropout": [
        (REMOVED | {"dropout_compulsory": True}, True),
        (REMOVED, False),
        (REMOVED | {"dropout_compulsory": None}, None),
        ({"monitor_status": "open", "dropout_compulsory": True}, False),
        ({"monitor_status": None, "dropout_compulsory": True}, None),
    ],
    "removed_below_line": [
        (REMOVED | {"net_income_pc": 8_699.99}, True),
        (REMOVED | {"net_income_pc": 8_700.0}, False),
        (REMOVED | {"net_income_pc": 8_700.01}, False),
        (REMOVED | {"net_income_pc": None}, None),
        (REMOVED | {"net_income_pc": 8_000.0, "removal_way": "natural"}, False),
        (REMOVED | {"net_income_pc": 8_000.0, "removal_way": None}, None),
        (REMOVED | {"net_income_pc": 8_000.0, "removed_on": "2025-01"}, True),
        (REMOVED | {"net_income_pc": 8_000.0, "removed_on": "2024-12"}, False),
        (REMOVED | {"net_income_pc": 8_000.0, "removed_on": None}, True),
        (REMOVED | {"net_income_pc": 8_000.0, "monitor_status": "open"}, False),
    ],
    "removed_without_answers": [
        (REMOVED, False),
        *((REMOVED | {name: None}, True) for name in (
            "net_income_pc", "dropout_compulsory", "uninsured_members", "housing_grade",
            "water_safe",
        )),
        ({"monitor_status": "open", "housing_grade": None}, False),
        ({"monitor_status": None, "housing_grade": None}, None),
    ],
    "removed_too_fast": [
        (REMOVED | {"identified_on": "2025-02"}, True),
        (REMOVED | {"identified_on": "2025-01"}, True),
        (REMOVED | {"identified_on": "2024-12"}, False),
        (REMOVED | {"identified_on": "2025-03"}, False),
        (REMOVED | {"identified_on": None}, None),
        (REMOVED | {"identified_on": "2025-02", "removed_on": None}, None),
        (REMOVED | {"identified_on": "2025-02", "removal_way": "natural"}, False),
        (REMOVED | {"identified_on": "2025-02", "removal_way": None}, None),
    ],
}  # fmt: skip

_RISKS: dict[str, list[Case]] = {
    "illness_without_spending": [
        (MONITORED | {"risk_1": "illness", "compliant_self_paid": 0.0}, True),
        (MONITORED | {"risk_1": "illness", "compliant_self_paid": 0.01}, False),
        (MONITORED | {"risk_1": "illness", "compliant_self_paid": None}, True),
        (MONITORED | {"risk_1": "accident", "compliant_self_paid": 0.0}, False),
        (MONITORED | {"risk_1": None, "compliant_self_paid": 0.0}, None),
        ({"monitor_status": "re-marked", "risk_1": "illness", "compliant_self_paid": 0.0}, True),
        ({"monitor_status": "rolled_back", "risk_1": "illness", "compliant_self_paid": 0.0}, True),
        ({"monitor_status": "removed", "risk_1": "illness", "compliant_self_paid": 0.0}, False),
    ],
    "labour_shortage_doubtful": [
        (SHORT | {"household_size": 8, "labour_members": 3}, False),
        (SHORT | {"household_size": 8, "labour_members": 4}, False),
        (SHORT | {"household_size": 8, "labour_members": 5}, True),
        (SHORT | {"household_size": 4, "labour_members": 2}, False),
        (SHORT | {"household_size": 4, "labour_members": 3}, True),
        (SHORT | {"household_size": 3, "labour_members": 0}, False),
        (SHORT | {"household_size": 3, "labour_members": 1}, True),
        (SHORT | {"labour_members": None}, None),
        (SHORT | {"household_size": None}, None),
        ({"risk_1": "illness", "labour_members": 4}, False),
        ({"labour_members": 4}, False),
    ],
    "unstable_job_doubtful": [
        (UNSTABLE, False),
        (UNSTABLE | {"labour_members": 0, "weak_labour_members": 0}, True),
        (UNSTABLE | {"labour_members": 0, "weak_labour_members": 1}, False),
        (UNSTABLE | {"labour_members": 0, "weak_labour_members": None}, None),
        (UNSTABLE | {"labour_members": None}, None),
        (UNSTABLE | {"work_months_total": 0}, True),
        (UNSTABLE | {"work_months_total": 1}, False),
        (UNSTABLE | {"work_months_total": None}, False),
        (UNSTABLE | {"work_months_total": None, "workers_away": 0, "workers_local": 0}, True),
        (UNSTABLE | {"work_months_total": None, "workers_away": 0, "workers_local": None}, None),
        ({"risk_5": "unstable_job", "work_months_total": 0}, True),
        ({"risk_5": "other", "work_months_total": 0}, False),
    ],
    "disaster_without_kind": [
        ({"risk_1": "disaster"}, True),
        ({"risk_3": "disaster"}, True),
        ({"risk_1": "disaster", "disaster_sub": "flood"}, False),
        ({"risk_1": "illness"}, False),
        ({}, False),
    ],
}

_MONITORING: dict[str, list[Case]] = {
    "backstop_not_set": [
        (NO_CAPACITY, True),
        (NO_CAPACITY | {"no_labour_backstop": None}, True),
        (NO_CAPACITY | {"no_labour_backstop": True}, False),
        (NO_CAPACITY | {"labour_members": 1}, False),
        (NO_CAPACITY | {"labour_members": None}, None),
        (NO_CAPACITY | {"weak_labour_members": 1}, False),
        (NO_CAPACITY | {"monitor_status": "rolled_back"}, True),
        (NO_CAPACITY | {"monitor_status": "removed"}, False),
        (NO_CAPACITY | {"monitor_status": None}, None),
    ],
    "measure_late": [
        (NO_MEASURE | {"identified_on": "2025-06"}, False),
        (NO_MEASURE | {"identified_on": "2025-05"}, False),
        (NO_MEASURE | {"identified_on": "2025-04"}, True),
        (NO_MEASURE | {"identified_on": "2024-06"}, True),
        # The day counts, not the month that the record speaks of.
        (NO_MEASURE | {"identified_on": "2025-04", "record_month": 4}, True),
        (NO_MEASURE | {"identified_on": None}, None),
        (NO_MEASURE | {"identified_on": None, "months_since_identification": 1}, False),
        (NO_MEASURE | {"identified_on": None, "months_since_identification": 2}, True),
        (MONITORED | {"identified_on": "2025-04"}, False),
        (MONITORED | {"identified_on": "2025-04", "measures": None}, None),
        (NO_MEASURE | {"identified_on": "2025-04", "monitor_status": "re-marked"}, True),
        (NO_MEASURE | {"identified_on": "2025-04", "monitor_status": "removed"}, False),
    ],
    "missed_illness": [
        (ILL, True),
        (ILL | {"serious_illness_members": 0}, False),
        (ILL | {"serious_illness_members": None}, None),
        (ILL | {"critical_insured": True}, False),
        (ILL | {"critical_insured": None}, None),
        (ILL | {"household_type": "ordinary"}, False),
        (ILL | {"household_type": None}, None),
        (ILL | {"monitor_status": "open"}, False),
        (ILL | {"monitor_status": None}, None),
    ],
    "missed_dropout": [
        ({"dropout_compulsory": True}, True),
        ({"dropout_compulsory": False}, False),
        ({"dropout_compulsory": None}, None),
        ({"dropout_compulsory": True, "household_type": "ordinary"}, False),
        ({"dropout_compulsory": True, "monitor_status": "open"}, False),
        ({"dropout_compulsory": True, "monitor_status": None}, None),
    ],
    "member_uninsured": [
        ({"uninsured_members": 1}, True),
        ({"uninsured_members": 0}, False),
        ({"uninsured_members": None}, None),
    ],
    "insurance_not_recorded": [
        ({"uninsured_members": None}, True),
        ({"uninsured_members": None, "household_size": None}, False),
        ({"uninsured_members": 0}, False),
        ({"uninsured_members": 1}, False),
    ],
}

_AMOUNTS_AND_AGES: dict[str, list[Case]] = {
    "wage_implausible": [
        ({"wage_income": 0.0}, False),
        ({"wage_income": 0.01}, True),
        ({"wage_income": 99.99}, True),
        ({"wage_income": 100.0}, False),
        ({"wage_income": None}, None),
    ],
    "assisted_without_transfer": [
        (NO_TRANSFER | {"social_assistance": ["dibao"]}, True),
        (NO_TRANSFER | {"social_assistance": ["temporary", "tekun"]}, True),
        (NO_TRANSFER | {"dibao_money": 0.01, "social_assistance": []}, True),
        (NO_TRANSFER | {"disability_allowance": 0.01}, True),
        (NO_TRANSFER | {"dibao_money": 0.0, "disability_allowance": 0.0,
                        "social_assistance": ["dibao_edge", "temporary"]}, False),
        (NO_TRANSFER | {"dibao_money": 0.0, "disability_allowance": 0.0}, None),
        (NO_TRANSFER | {"dibao_money": 0.0, "disability_allowance": 0.0,
                        "social_assistance": [], "measures": ["disability_support"]}, False),
        ({"social_assistance": ["dibao"], "transfer_income": 0.01}, False),
        ({"social_assistance": ["dibao"], "transfer_income": None}, None),
    ],
    "labour_under_16_recorded": [
        ({"labour_under_16": 0}, False),
        ({"labour_under_16": 1}, True),
        ({"labour_under_16": None}, None),
    ],
    "public_post_70_recorded": [
        ({"public_post_70": 0}, False),
        ({"public_post_70": 1}, True),
        ({"public_post_70": None}, None),
    ],
}  # fmt: skip

DATA_RULES = _REMOVAL | _RISKS | _MONITORING | _AMOUNTS_AND_AGES
