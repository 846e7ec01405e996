"""Households of the synthetic panel on record over several waves, and cases about them.

python benchmarks/console_cases.py STATE fills the database of a state folder that has a champion.
"""

import argparse
from pathlib import Path
from random import Random

import numpy as np
from example import read_example

from riskmodel.assessment import Assessor
from riskmodel.casework.book import Casebook
from riskmodel.casework.draws import Draws
from riskmodel.casework.opening import record_of
from riskmodel.cli.demo_lines import PROVINCE, write_lines
from riskmodel.cli.demo_past import decide_each
from riskmodel.schema.columns import Columns
from riskmodel.schema.panel import read_panel
from riskmodel.settings import Settings
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.recording import given
from riskmodel.storage.store import Habits, Store

WAVES, DECIDED, WAITING = 4, 200, 60
PANEL = "synthetic-panel.parquet"
NEVER = Draws(blind_first=0, second_review=0)


def main() -> None:
    """Fill the database of the folder that is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("state", type=Path)
    state = parser.parse_args().state
    settings = Settings(state=state, parameters=write_lines(state))
    print(len(fill(settings, DECIDED, WAITING)), "cases wait; serve with", settings.parameters)


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
        decide_each(book, last[:decided], Random(1))
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
    for row, answer in enumerate(answers):
        store.record([given(answer, record_of(columns, row))], "platform")
    return answers[-1].assessment_id


if __name__ == "__main__":
    main()
