"""Questions about many different households, to be sent one after the other.

They are those of the synthetic panel that the demo leaves in the state folder, moved to the
province of the example, which has a monitoring line, and to its day.
"""

import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from example import BODY

from riskmodel.schema.household import FIELDS
from riskmodel.schema.panel import Panel, read_panel
from riskmodel.settings import Settings

AREAS = ("province_code", "county_code", "township_code", "village_code")
SEED = 20_250_630


def write_questions(path: Path, settings: Settings, most: int) -> None:
    """As many questions as there are household-years, at most `most`, one a line."""
    panel_file = settings.state / "synthetic-panel.parquet"
    if not panel_file.is_file():
        sys.exit(f"no panel at {panel_file}: run `riskmodel demo` first")
    with path.open("w", encoding="utf-8") as file:
        for question in questions(read_panel(panel_file), most):
            file.write(json.dumps(question, ensure_ascii=False) + "\n")


def questions(panel: Panel, most: int) -> Iterator[dict[str, Any]]:
    """The same questions each time, no household twice."""
    example = json.loads(BODY.read_text(encoding="utf-8"))
    day, place = example["as_of_date"], example["household"]
    names = [name for name in FIELDS if name in panel.columns.given]
    rows = np.random.default_rng(SEED).permutation(panel.rows)[:most]
    for number, row in enumerate(rows.tolist()):
        held = {name: _in_json(panel.columns.value(name, row)) for name in names}
        for name in AREAS:
            if held[name]:
                held[name] = place["province_code"] + held[name][2:]
        held |= {name: place[name] for name in ("record_year", "record_month")}
        known = {name: value for name, value in held.items() if value is not None}
        yield {"as_of_date": day, "household": known | {"household_id": f"h-{number:06}"}}


def _in_json(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if isinstance(value, datetime.date) else value
