"""Households and a two-wave panel whose answers to a change of the line are known beforehand."""

import datetime
from typing import Any

from builders import AS_OF, a_household

from riskmodel.schema.panel import Panel, panel_from_table
from riskmodel.schema.record import read_record

DAY = datetime.date.fromisoformat(AS_OF)
YUNNAN_2025 = 8_700
"""The line in force for `a_household` on AS_OF."""
KINDS = {
    "poor": {"pc": 7_000, "later": 5_000},
    "recovers": {"pc": 7_000, "later": 20_000},
    "near": {"pc": 8_200, "later": 5_000},
    "falls": {"pc": 12_000, "later": 5_000},
    "stays": {"pc": 12_000, "later": 20_000},
    "lost": {"pc": 7_000, "later": None},
}
"""Net income a head in the first wave, and welfare measured in the second."""
LINE = 8_000
INCOME_PARTS = ("wage_income", "business_income", "business_cost", "property_income",
                "transfer_income")  # fmt: skip
"""Left out, so that they cannot say another income."""


def a_record(number: int, pc: float | None, **changes: Any) -> dict[str, Any]:
    """A household with one income a head, in net income and reference income alike."""
    incomes = {
        "net_income_pc": pc,
        "net_income": None if pc is None else 4 * pc,
        "reference_pc": pc,
        "compliant_self_paid": None if pc is None else 0,
        "prev_net_income_pc": pc,
    } | dict.fromkeys(INCOME_PARTS)
    return a_household(household_id=f"h-{number}", **incomes | changes)


def records(*groups: tuple[int, float | None, dict[str, Any]]) -> list[Any]:
    """Checked records: for each group how many, their income a head, and what else differs."""
    alike = [(pc, changes) for many, pc, changes in groups for _ in range(many)]
    return [read_record(a_record(number, pc, **one)) for number, (pc, one) in enumerate(alike)]


def a_reform_panel(
    villages: int = 12, each: int = 2, weights: dict[str, float] | None = None, **changes: Any
) -> Panel:
    """Every kind in every village, `each` times, in Anhui, for which no line is configured."""
    rows = [
        _row(f"{kind}-{village}-{copy}", village, wave, KINDS[kind]["pc"], KINDS[kind]["later"])
        | {"weight": (weights or {}).get(kind, 1.0)}
        | changes
        for kind in KINDS
        for village in range(villages)
        for copy in range(each)
        for wave in (2023, 2024)
        if wave == 2023 or kind != "lost"
    ]
    return panel_from_table({name: [row.get(name) for row in rows] for name in rows[0]}, {})


def _row(name: str, village: int, year: int, pc: float, later: float | None) -> dict[str, Any]:
    return a_record(0, pc) | {
        "household_id": name,
        "as_of_date": f"{year}-12-31",
        "record_year": year,
        "province_code": "34",
        "county_code": "340123",
        "township_code": "340123101",
        "village_code": f"340123101{200 + village}",
        "monitoring_line": LINE,
        "measured_welfare_pc": 20_000 if year == 2023 else later,
    }
