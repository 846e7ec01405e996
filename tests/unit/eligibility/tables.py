"""Random tables of households near where the rules change their minds."""

import numpy as np

from riskmodel.eligibility import RULES
from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rules.income import reference_income_per_head
from riskmodel.eligibility.specification import households
from riskmodel.schema.columns import Array, Columns, encode
from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS

READ_BY_RULES = {name for rule in RULES for name in rule.inputs} | {"monitor_status"}
AREAS = np.array(["350526", "530423", "620102", "520102"])
"""In mid-2024 or mid-2025: a line by dibao, two lines in yuan and none."""


def random_table(rows: int, seed: int) -> tuple[Columns, Array]:
    """Households and their days: a half of them troubled, in the other half little is wrong."""
    chance = np.random.default_rng(seed)
    troubled = chance.random(rows) < 0.5
    arrays = {name: _random_column(name, troubled, chance) for name in sorted(READ_BY_RULES)}
    county = chance.choice(AREAS, rows)
    arrays |= {"county_code": county, "province_code": np.array([code[:2] for code in county])}
    arrays["reference_pc"] = _reference_of_parts(arrays, rows)
    days = chance.choice(np.array(["2024-06-30", "2025-06-30"], dtype="datetime64[D]"), rows)
    return Columns(arrays, rows), days


def _random_column(name: str, troubled: Array, chance: np.random.Generator) -> Array:
    rows = len(troubled)
    changed = chance.random(rows) < np.where(troubled, 0.8, 0.06)
    values = np.where(changed, _values(name, rows, chance), _at_ease(name))
    return np.where(chance.random(rows) < np.where(troubled, 0.2, 0.02), np.nan, values)


def _at_ease(name: str) -> Array:
    harmless = 0 if FIELDS[name].kind is not Kind.CHOICE else FIELDS[name].codes[0]
    given = households()["at_ease"].given.get(name, harmless)
    return encode(FIELDS[name], [given]) if given != 0 else np.zeros(1)


def _values(name: str, rows: int, chance: np.random.Generator) -> Array:
    field = FIELDS[name]
    match field.kind:
        case Kind.YES_NO:
            return chance.integers(0, 2, rows).astype(float)
        case Kind.CHOICE:
            return chance.integers(0, len(field.codes), rows).astype(float)
        case Kind.CHOICES:
            return chance.choice([0.0, 1.0, 6.0], rows)
        case Kind.MONEY:
            return chance.choice([0.0, 2_000, 7_800, 8_700, 9_000, 12_000, 40_000], rows)
        case _:
            most = min(field.maximum, 1_000)
            return np.floor(chance.random(rows) ** 2 * (most + 1)).clip(field.minimum, most)


def _reference_of_parts(arrays: dict[str, Array], rows: int) -> Array:
    """The reference income of the parts where they are all known, unknown elsewhere."""
    without = Columns(arrays | {"reference_pc": np.full(rows, np.nan)}, rows)
    return reference_income_per_head(Facts(without, {}, {}))
