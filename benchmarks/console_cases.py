"""Households of the synthetic panel on record over several waves, and cases about them.

python benchmarks/console_cases.py STATE fills the database of a state folder that has a champion.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
from example import read_example

from riskmodel.assessment import Assessor
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import REASONS, Decision
from riskmodel.casework.draws import Draws
from riskmodel.casework.steps import State
from riskmodel.deadlines import day_of
from riskmodel.schema.columns import Columns
from riskmodel.schema.household import FIELDS
from riskmodel.schema.panel import read_panel
from riskmodel.settings import Settings
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.recording import given
from riskmodel.storage.store import Habits, Store

WAVES, DECIDED, WAITING = 4, 200, 60
PROVINCE, PANEL = "53", "synthetic-panel.parquet"
LINES = "".join(
    f"[[value]]\narea = '{PROVINCE}'\nfrom = {year}-01-01\nto = {year}-12-31\nvalue = {line}\n"
    "confidence = 'U'\nsource = 'made up for measurements'\n"
    for year, line in ((2022, 7_500), (2023, 8_000), (2024, 8_400), (2025, 8_700))
)
"""A line of every year of the waves, which no province has published: or none would be scored."""
NEVER = Draws(blind_first=0, second_review=0)


def main() -> None:
    """Fill the database of the folder that is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("state", type=Path)
    state = parser.parse_args().state
    settings = Settings(state=state, parameters=lines(state))
    print(len(fill(settings, DECIDED, WAITING)), "cases wait; serve with", settings.parameters)


def lines(state: Path) -> Path:
    """A folder with the lines that the measurement needs."""
    folder = state / "lines"
    folder.mkdir(exist_ok=True)
    (folder / "monitoring_line.toml").write_text(LINES, encoding="utf-8")
    return folder


def fill(settings: Settings, decided: int, waiting: int) -> list[str]:
    """Decided cases, then waiting ones, each household with its earlier waves; the waiting ids."""
    assessor = read_example(settings).assessor
    place = Place.of(
        settings.database_url, settings.database_folder, settings.anchors_file, Keys()
    )
    store = Store(place, Habits())
    try:
        last = [
            record_waves(store, assessor, columns)
            for columns in households(settings.state / PANEL, decided + waiting)
        ]
        book = Casebook(store._engine, assessor.parameters, NEVER)  # noqa: SLF001
        draw = Random(1)
        for assessment_id in last[:decided]:
            decide(book, assessment_id, draw)
        return [book.open(one, "platform", "batch").case_id for one in last[decided:]]
    finally:
        store.close()


def households(panel: Path, count: int) -> list[Columns]:
    """The waves of households that were followed to the end, every fourth of the poorest."""
    columns = read_panel(panel).columns
    columns = columns.take(np.flatnonzero(columns.text("province_code") == PROVINCE))
    names, days = columns.text("household_id"), columns.date("as_of_date")
    rows_of: dict[str, list[int]] = {}
    for row in np.lexsort((days, names)).tolist():
        rows_of.setdefault(str(names[row]), []).append(row)
    whole = [rows[-WAVES:] for rows in rows_of.values() if days[rows[-1]] == days.max()]
    whole = [rows for rows in whole if len(rows) == WAVES]
    income = columns.number("net_income_pc")
    whole.sort(key=lambda rows: float(np.nan_to_num(income[rows[-1]], nan=1e9)))
    return [columns.take(np.array(rows)) for rows in whole[: 4 * count : 4]]


def record_waves(store: Store, assessor: Assessor, columns: Columns) -> str:
    """Put every wave on record; the id of the last."""
    days = columns.date("as_of_date")
    answers = assessor.answer(columns, days)
    fields = [name for name in columns.given if name in FIELDS]
    for row, answer in enumerate(answers):
        asked = {name: columns.value(name, row) for name in fields}
        known = {name: value for name, value in asked.items() if value is not None}
        store.record([given(answer, json.loads(json.dumps(known, default=str)))], "platform")
    return answers[-1].assessment_id


def decide(book: Casebook, assessment_id: str, draw: Random) -> None:
    """A case from the queue to its end, as far as it can be closed today."""
    case = book.open(assessment_id, "platform", "batch")
    seen = Seen(case.case_id, "Wang Fang", case.steps)
    book.claim(seen)
    today = day_of(datetime.now(UTC))
    book.record_visit(seen._replace(steps=2), today, "Zhao Li", "seen at home")
    decision = draw.choice([Decision.INCLUDE, Decision.NO_ACTION, Decision.KEEP])
    reasons = [reason.code for reason in REASONS if decision in reason.of]
    after = book.decide(seen._replace(steps=3), decision, draw.choice(reasons), "as was seen")
    if after.state is State.SECOND_REVIEW:
        book.review(Seen(case.case_id, "Li Na", 4), agrees=True, words="I agree with it")


if __name__ == "__main__":
    main()
