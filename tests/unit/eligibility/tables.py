"""Random tables of households near where the rules change their minds."""

import datetime
from dataclasses import replace

import numpy as np

from riskmodel.eligibility import RULES
from riskmodel.eligibility.rules.assistance import matched_measures
from riskmodel.eligibility.specification import households
from riskmodel.eligibility.table_facts import TableFacts
from riskmodel.parameters import Parameters, ParameterValue
from riskmodel.schema.columns import Array, Columns, encode, unknown_column
from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS

READ_BY_RULES = {name for rule in RULES for name in (*rule.inputs, *rule.stand_ins)}
AREAS = np.array(["350526", "530423", "620102", "520102"])
_PROVINCIAL_INCOME = "provincial_rural_income_previous_year"


def parameters_of_areas() -> Parameters:
    """The shipped parameters, with the income of a province and its line of 2026."""
    shipped = Parameters.shipped()
    local = {
        _PROVINCIAL_INCOME: ParameterValue(
            17_000.0, "53", datetime.date(2024, 1, 1), None, "test", "U"
        ),
        "monitoring_line": ParameterValue(
            9_000.0, "53", datetime.date(2026, 1, 1), None, "test", "U"
        ),
    }
    known = {
        name: replace(shipped.parameter(name), values=(value, *shipped.parameter(name).values))
        for name, value in local.items()
    }
    return replace(shipped, by_name=shipped.by_name | known)


DAYS = np.array(["2024-06-30", "2025-06-30", "2026-03-31"], dtype="datetime64[D]")
"""In 2024 and 2025: a line by dibao, two lines in yuan and none; in 2026 one."""


def random_table(rows: int, seed: int) -> tuple[Columns, Array]:
    """Households and their days: a half of them troubled, in the other half little is wrong.

    A figure that can be computed from others agrees with them, where it is known.
    """
    chance = np.random.default_rng(seed)
    troubled = chance.random(rows) < 0.5
    days = chance.choice(DAYS, rows, p=[0.4, 0.4, 0.2])
    arrays = {name: _random_column(name, troubled, chance) for name in sorted(READ_BY_RULES)}
    arrays |= _near_removal(arrays, chance.random(rows) < 0.2, chance)
    arrays |= _agreeing(arrays, days)
    missing = np.where(troubled, 0.2, 0.02)
    for name in sorted(READ_BY_RULES):
        unknown = unknown_column(FIELDS[name], rows)
        arrays[name] = np.where(chance.random(rows) < missing, unknown, arrays[name])
    county = chance.choice(AREAS, rows)
    arrays |= {"county_code": county, "province_code": np.array([code[:2] for code in county])}
    return Columns(arrays, rows), days


def _random_column(name: str, troubled: Array, chance: np.random.Generator) -> Array:
    rows = len(troubled)
    changed = chance.random(rows) < np.where(troubled, 0.8, 0.06)
    return np.where(changed, _values(name, rows, chance), _at_ease(name))


def _at_ease(name: str) -> Array:
    if FIELDS[name].kind is Kind.DATE:
        return unknown_column(FIELDS[name], 1)
    harmless = 0 if FIELDS[name].kind is not Kind.CHOICE else FIELDS[name].codes[0]
    given = households()["at_ease"].given.get(name, harmless)
    return encode(FIELDS[name], [given]) if given != 0 else np.zeros(1)


def _values(name: str, rows: int, chance: np.random.Generator) -> Array:
    field = FIELDS[name]
    match field.kind:
        case Kind.DATE:
            return DAYS[0] - chance.integers(0, 300, rows)
        case Kind.YES_NO:
            return chance.integers(0, 2, rows).astype(float)
        case Kind.CHOICE:
            return chance.integers(0, len(field.codes), rows).astype(float)
        case Kind.CHOICES:
            return chance.choice([0.0, 1.0, 6.0, 64.0], rows)
        case Kind.MONEY:
            return chance.choice([0.0, 2_000, 7_800, 8_700, 9_000, 12_000, 40_000], rows)
        case _:
            most = min(field.maximum, 1_000)
            return np.floor(chance.random(rows) ** 2 * (most + 1)).clip(field.minimum, most)


def _near_removal(
    arrays: dict[str, Array], chosen: Array, chance: np.random.Generator
) -> dict[str, Array]:
    """Some households under monitoring with little that still stands against removal."""
    given = {
        "monitor_status": encode(FIELDS["monitor_status"], ["open"]),
        "months_above_line": chance.choice([5.0, 6.0, 12.0], len(chosen)),
        "net_income_pc": chance.choice([8_700.0, 9_000.0, 24_000.0], len(chosen)),
        "risk_1": encode(FIELDS["risk_1"], ["illness"]),
        "measures": encode(FIELDS["measures"], [["health", "jobs"]]),
        "identified_on": DAYS[0] - chance.choice([0, 200, 400], len(chosen)),
    }
    return {name: np.where(chosen, values, arrays[name]) for name, values in given.items()}


def _agreeing(arrays: dict[str, Array], days: Array) -> dict[str, Array]:
    """The figures that follow from others, and the wage that makes the incomes add up."""
    size, per_head = arrays["household_size"], arrays["net_income_pc"]
    net = per_head * size
    rest = arrays["business_income"] + arrays["property_income"] + arrays["transfer_income"]
    wage = net - rest + arrays["business_cost"]
    gross = wage + rest
    whole = TableFacts(Columns(arrays, len(days)), days, {}, {})
    return {
        "net_income": net,
        "wage_income": wage,
        "reference_pc": (net + arrays["claims_income"] - arrays["compliant_self_paid"]) / size,
        "transfer_share": np.divide(
            arrays["transfer_income"], gross, out=np.full(len(days), np.nan), where=gross > 0
        ),
        "policy_transfer_pc": (arrays["dibao_money"] + arrays["policy_subsidy"]) / size,
        "months_since_identification": whole.as_of_month - whole.month("identified_on"),
        "measures_matched": matched_measures(whole),
    }
