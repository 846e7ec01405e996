"""Row 13: a record with wrong columns, units or codes is refused, flagged or not scored.

Long form, with the champion of RISKMODEL_STATE: `PYTHONPATH=tests python -m
reliability.row13_records 5000`.
"""

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from builders import AS_OF, a_household
from reliability.scorecard import Row

from riskmodel.assessment import Assessment, Assessor, assessor_from
from riskmodel.assessment.question import read_question
from riskmodel.errors import SchemaError
from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS
from riskmodel.schema.units import YUAN_IN_TEN_THOUSAND
from riskmodel.settings import Settings

Record = dict[str, Any]
Spoil = Callable[[np.random.Generator, Record, Assessor], Record]
_LOOSE = ("claims_income", "debt", "property_income", "school_net_cost_year", "forest_mu")
"""Fields that can take other values without contradicting the rest of the record."""
_EXCHANGED = (("net_income", "net_income_pc"), ("head_age", "household_size"),
              ("net_income_pc", "reference_pc"))  # fmt: skip


def _named(draw: np.random.Generator, record: Record, *kinds: Kind) -> str:
    return str(draw.choice([name for name in sorted(record) if FIELDS[name].kind in kinds]))


def _permuted(draw: np.random.Generator, record: Record, _: Assessor) -> Record:
    return {name: record[name] for name in draw.permutation(list(record))}


def _renamed(draw: np.random.Generator, record: Record, _: Assessor) -> Record:
    chosen = str(draw.choice(list(record)))
    return {(f"{name}_x" if name == chosen else name): one for name, one in record.items()}


def _extra(draw: np.random.Generator, record: Record, _: Assessor) -> Record:
    return record | {"extra_" + "abcdef"[draw.integers(6)]: 1}


def _exchanged(draw: np.random.Generator, record: Record, _: Assessor) -> Record:
    one, other = _EXCHANGED[draw.integers(len(_EXCHANGED))]
    return record | {one: record[other], other: record[one]}


def _in_ten_thousands(draw: np.random.Generator, record: Record, _: Assessor) -> Record:
    name = _named(draw, record, Kind.MONEY)
    return record | {name: record[name] / YUAN_IN_TEN_THOUSAND}


def _unknown_code(draw: np.random.Generator, record: Record, _: Assessor) -> Record:
    name = _named(draw, record, Kind.CHOICE)
    return record | {name: str(draw.choice(["", "other", record[name].upper(), "1"]))}


def _unseen_code(draw: np.random.Generator, record: Record, assessor: Assessor) -> Record:
    """A code that is allowed; of those that training never met, if there is one."""
    model = assessor.require_model().artifact.model
    unseen = [
        (feature.inputs[0], code)
        for feature in model.features
        if feature.name in model.reference.categories and len(feature.inputs) == 1
        for place, code in enumerate(FIELDS[feature.inputs[0]].codes)
        if place not in model.reference.categories[feature.name]
    ]
    if not unseen:
        return _unknown_code(draw, record, assessor)
    name, code = unseen[draw.integers(len(unseen))]
    return record | {name: code}


def _unknown_where_needed(draw: np.random.Generator, record: Record, assessor: Assessor) -> Record:
    model = assessor.require_model().artifact.model
    needed = {*model.definition.features.required, *model.reference.always_known}
    read = {name for one in model.features if one.name in needed for name in one.inputs}
    gone = draw.choice(sorted(read & set(record)))
    return {name: one for name, one in record.items() if name != gone}


def _out_of_range(draw: np.random.Generator, record: Record, _: Assessor) -> Record:
    field = FIELDS[_named(draw, record, Kind.INTEGER, Kind.NUMBER, Kind.MONEY)]
    assert field.minimum is not None
    assert field.maximum is not None
    beyond = field.maximum + 1 if draw.random() < 0.5 else field.minimum - 1
    return record | {field.name: int(beyond) if field.kind is Kind.INTEGER else beyond}


SPOILT: dict[str, Spoil] = {
    "permuted": _permuted, "renamed": _renamed, "extra": _extra, "exchanged": _exchanged,
    "in 万元": _in_ten_thousands, "unknown code": _unknown_code, "unseen code": _unseen_code,
    "unknown where needed": _unknown_where_needed, "out of range": _out_of_range,
}  # fmt: skip


LONG = {"examples": 5_000}


def outcome(assessor: Assessor, right: Record, wrong: Record) -> str:
    """What becomes of a spoilt record: `silent` is the only wrong thing."""
    try:
        found = _assess(assessor, wrong)
    except SchemaError:
        return "refused"
    if not found.risk.scored:
        return "not scored" if found.risk.not_scored else "silent"
    before = _assess(assessor, right)
    if found.risk == before.risk:
        return "the same score"
    return "flagged" if found.data_quality != before.data_quality else "silent"


def _assess(assessor: Assessor, record: Record) -> Assessment:
    asked = read_question({"as_of_date": AS_OF, "household": record})
    return assessor.assess_records([asked.record], asked.as_of)[0]


def measure(assessor: Assessor, examples: int) -> Row:
    """Spoil that many records, each kind in turn, and count what becomes of them."""
    draw = np.random.default_rng(13)
    outcomes: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    kinds = list(SPOILT.items())
    for number in range(examples):
        kind, spoil = kinds[number % len(kinds)]
        right = a_household(**{name: round(float(draw.uniform(500, 9_000)), 2) if FIELDS[name].kind
                               is Kind.MONEY else 6.0 for name in _LOOSE})  # fmt: skip
        found = outcome(assessor, right, spoil(draw, right, assessor))
        outcomes[found] += 1
        silent[kind] += found == "silent"
    told = ", ".join(f"{count:,} {found}" for found, count in sorted(outcomes.items()))
    figure = f"{examples:,} records: {told}; {outcomes['silent']} scored otherwise in silence"
    if outcomes["silent"]:
        figure += f" ({', '.join(sorted(+silent))})"
    return Row(
        13,
        "Wrong columns, units or categories are refused",
        "5,000 records: all refused, flagged, not scored, or scored the same; 0 in silence",
        figure,
        outcomes["silent"] == 0 and outcomes.total() == examples,
    )


def main() -> int:
    """Print the row; 1 where the promise is not kept."""
    held = Settings()
    assessor = assessor_from(held.champions, held.model_name, held.parameters)
    row = measure(assessor, int(sys.argv[1]) if len(sys.argv) > 1 else LONG["examples"])
    sys.stdout.write(f"{row}\n")
    return 0 if row.met else 1


if __name__ == "__main__":
    sys.exit(main())
