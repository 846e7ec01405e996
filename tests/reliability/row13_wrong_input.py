"""Row 13: wrong columns, units and categories are refused or said not to be scored.

Two columns of one kind that were exchanged and still fit one another are beyond any check; what is
exchanged here is of different kinds, or contradicts a total.

    PYTHONPATH=src:api:tests python -m reliability.row13_wrong_input 5000
"""

import datetime
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from builders import AS_OF, a_household
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reliability.scorecard import Row
from versions import NAME, fitted, small_definition, written

from riskmodel.assessment import Assessment, Assessor
from riskmodel.errors import SchemaError
from riskmodel.modelling.model import RiskModel
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import move_pointer, place_version, read_champion
from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS
from riskmodel.schema.record import read_record
from riskmodel.schema.table import read_table

Record = dict[str, Any]
NUMBERS = [
    name for name in a_household() if FIELDS[name].kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)
]
CATEGORIES = [name for name in a_household() if FIELDS[name].kind is Kind.CHOICE]
INCOMES = ("net_income_pc", "prev_net_income_pc")


def renamed(record: Record, draw: Callable) -> Record:
    name = draw(st.sampled_from(sorted(record)))
    other = name + draw(st.sampled_from(["_", "_pc", "1", " ", "é"]))
    return {other if key == name else key: value for key, value in record.items()}


def exchanged(record: Record, draw: Callable) -> Record:
    number, category = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(CATEGORIES))
    return record | {number: record[category], category: record[number]}


def total_for_part(record: Record, draw: Callable) -> Record:
    part = draw(st.sampled_from(["wage_income", "transfer_income", "property_income"]))
    return record | {"net_income": record[part], part: record["net_income"]}


def leaving_out(needed: list[str]) -> tuple[Callable, Callable]:
    """Harms to what the model cannot do without: no column of it, or no value."""

    def missing(record: Record, draw: Callable) -> Record:
        lost = draw(st.sampled_from(needed))
        return {key: value for key, value in record.items() if key != lost}

    def unknown(record: Record, draw: Callable) -> Record:
        return record | {draw(st.sampled_from(needed)): None}

    return missing, unknown


def needed_by(model: RiskModel) -> list[str]:
    """The fields of a record that the model requires, or that its training never lacked.

    Any other may be unknown: the model learnt from records that lack it.
    """
    needed = {*model.definition.features.required, *model.reference.always_known}
    inputs = {name for one in model.features if one.name in needed for name in one.inputs}
    return sorted(inputs & set(a_household()))


def extra(record: Record, draw: Callable) -> Record:
    named = draw(st.from_regex(r"[a-z_]{1,12}", fullmatch=True).filter(lambda n: n not in FIELDS))
    return record | {named: draw(st.sampled_from([1, 0.5, "A", True, None]))}


def in_ten_thousands(record: Record, draw: Callable) -> Record:
    slipped = draw(st.lists(st.sampled_from(INCOMES), min_size=1, unique=True))
    return record | {name: record[name] / 10_000 for name in slipped}


def unseen(record: Record, draw: Callable) -> Record:
    name = draw(st.sampled_from(CATEGORIES))
    strange = st.one_of(st.text(max_size=5), st.integers(), st.floats(), st.booleans())
    return record | {name: draw(strange.filter(lambda v: v not in FIELDS[name].codes))}


def out_of_range(record: Record, draw: Callable) -> Record:
    field = FIELDS[draw(st.sampled_from(NUMBERS))]
    beyond = [float("inf"), float("-inf"), 1e300, -1e12]
    if field.maximum is not None:
        beyond.append(field.maximum * 1.01 + 1)
    if field.minimum is not None:
        beyond.append(field.minimum - 1)
    return record | {field.name: draw(st.sampled_from(beyond))}


HARMS = (
    renamed, exchanged, total_for_part, extra, in_ten_thousands, unseen, out_of_range,
)  # fmt: skip


@st.composite
def households(draw: Callable) -> Record:
    """Plausible households of whom everything is given, incomes that add up."""
    size = draw(st.integers(1, 7))
    wage, transfer = draw(st.integers(2_000, 60_000)), draw(st.integers(2_000, 9_000))
    net = wage + 9_000 + 500 + transfer - 4_000
    return a_household(
        household_size=size, living_members=size, wage_income=wage, transfer_income=transfer,
        net_income=net, net_income_pc=net / size, reference_pc=(net - 1_500) / size,
        prev_net_income_pc=draw(st.integers(3_000, 30_000)),
        labour_members=draw(st.integers(0, size)),
    )  # fmt: skip


def by_record(assessor: Assessor, record: Record) -> Assessment:
    """As one body of the service."""
    return assessor.assess_records([read_record(record)], datetime.date.fromisoformat(AS_OF))[0]


def by_table(assessor: Assessor, record: Record) -> Assessment:
    """As a table of one row."""
    columns = read_table({name: [value] for name, value in record.items()})
    return assessor.assess(columns, np.full(1, np.datetime64(AS_OF)))[0]


def outcome(assess: Callable[[Record], Assessment], right: Record, wrong: Record) -> str:
    """What came of a wrong record; flagged is only what is not said of the right one too."""
    try:
        found = assess(wrong)
    except SchemaError:
        return "refused"
    if not found.risk.scored:
        assert found.risk.not_scored
        return "not scored"
    before = assess(right)
    if {one.check for one in found.data_quality} - {one.check for one in before.data_quality}:
        return "flagged"
    return "without a difference" if found.risk == before.risk else "silent"


def measure(assessor: Assessor, examples: int = 5_000) -> Row:
    """Harm records in every way, on both roads; order alone must change nothing."""
    seen: Counter[str] = Counter()
    harms = [*HARMS, *leaving_out(needed_by(assessor.require_model().artifact.model))]

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(record=households(), harm=st.sampled_from(harms), road=st.booleans(), data=st.data())
    def harmed(record: Record, harm: Callable, road: bool, data: st.DataObject) -> None:  # noqa: FBT001
        assess = (by_table if road else by_record).__get__(assessor)
        seen[outcome(assess, record, harm(record, data.draw))] += 1

    @settings(
        max_examples=max(10, examples // 10), deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(record=households(), data=st.data())
    def permuted(record: Record, data: st.DataObject) -> None:
        order = data.draw(st.permutations(sorted(record)))
        turned = {name: record[name] for name in order}
        ways = {one.risk.model_dump_json() for one in (
            by_record(assessor, record), by_record(assessor, turned), by_table(assessor, turned)
        )}  # fmt: skip
        seen["in another order, the same" if len(ways) == 1 else "silent"] += 1

    harmed()
    permuted()
    figure = ", ".join(f"{count:,} {name}" for name, count in sorted(seen.items()))
    return Row(
        13,
        "Wrong columns, units or categories are refused",
        "5,000 examples: 100 % refused or flagged, 0 silent scores",
        figure,
        not seen["silent"] and sum(seen.values()) >= examples,
    )


def main() -> int:
    """The long form, with a small model of its own."""
    text = small_definition()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        version = written(*fitted(text), text, folder / "version")
        pointer = place_version(folder / "champions", NAME, "1", folder / "version", version)
        move_pointer(folder / "champions", pointer)
        assessor = Assessor(Parameters.shipped(), read_champion(folder / "champions", NAME))
    row = measure(assessor, int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
    sys.stdout.write(f"{row}\n")
    return 0 if row.met else 1


if __name__ == "__main__":
    sys.exit(main())
