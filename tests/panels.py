"""Small panels made by hand or by a plain process, for tests of labels, splits and training."""

from pathlib import Path

import numpy as np

from riskmodel.modelling.distributed.parts import write_panel_parts
from riskmodel.schema.panel import Panel, panel_from_table, write_panel

LINE = 8_000.0


def a_panel(waves: dict[str, list[float | None]], **columns: list[object]) -> Panel:
    """Households' measured welfare by year, `None` where the household was not seen."""
    years = range(2020, 2020 + max(len(held) for held in waves.values()))
    rows = [
        (household, year, welfare[place])
        for household, welfare in waves.items()
        for place, year in enumerate(years)
        if place < len(welfare) and welfare[place] is not None
    ]
    table = {
        "household_id": [row[0] for row in rows],
        "as_of_date": [f"{row[1]}-12-31" for row in rows],
        "measured_welfare_pc": [float(row[2]) for row in rows],
        "guarantee_lost": [False] * len(rows),
        "monitoring_line": [LINE] * len(rows),
        **columns,
    }
    return panel_from_table(table, {"name": "by hand"})


def dealt(panel: Panel, folder: Path, parts: int) -> Path:
    """The folder of a panel's parts, dealt as for a cluster."""
    write_panel(panel, folder / "panel.parquet")
    write_panel_parts(folder / "panel.parquet", folder / "parts", parts)
    return folder / "parts"


def a_drawn_panel(
    villages: int = 60, households: int = 20, years: int = 6, seed: int = 1
) -> Panel:
    """A panel with a plain process: income follows its past, illness and work; no rule in it."""
    random = np.random.default_rng(seed)
    count = villages * households
    village = np.repeat(np.arange(villages), households)
    size = random.integers(1, 7, count)
    ill = random.binomial(1, 0.2, count)
    labour = np.minimum(size, random.integers(0, 4, count))
    place = random.normal(0, 0.15, villages)[village]
    level = 0.35 + 0.25 * random.normal(size=count) + 0.12 * labour - 0.25 * ill + place
    columns: dict[str, list[object]] = {}
    for year in range(2019, 2019 + years):
        level = 0.85 * level + 0.06 + 0.22 * random.normal(size=count)
        income = LINE * np.exp(level)
        recorded = np.round(income * np.exp(0.2 * random.normal(size=count)), -2)
        known = random.random(count) > 0.03
        wave = {
            "household_id": [f"h{number}" for number in range(count)],
            "village_code": [f"5304231010{number:02d}" for number in village],
            "as_of_date": [f"{year}-12-31"] * count,
            "household_size": size.tolist(),
            "labour_members": labour.tolist(),
            "serious_illness_members": ill.tolist(),
            "net_income_pc": np.where(known, recorded, np.nan).tolist(),
            "measured_welfare_pc": income.tolist(),
            "guarantee_lost": [False] * count,
            "monitoring_line": [LINE] * count,
            "weight": random.uniform(0.5, 2, count).tolist(),
        }
        for name, values in wave.items():
            columns.setdefault(name, []).extend(values)
    return panel_from_table(columns, {"name": "drawn", "synthetic": "true"})
