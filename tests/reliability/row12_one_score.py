"""Row 12: the training pipeline, the batch road and the service give one score.

PYTHONPATH=src:api:tests python -m reliability.row12_one_score 10000
"""

import datetime
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from fastapi.testclient import TestClient
from panels import a_drawn_panel
from reliability.scorecard import Row
from riskmodel_api.app import create_app
from versions import NAME, fitted, small_definition, written

from riskmodel.assessment import Assessor
from riskmodel.explanation.contributions import Explainer
from riskmodel.modelling.features import panel_matrix
from riskmodel.modelling.model import Floats, RiskModel
from riskmodel.monitoring.month import LINE, score_panel
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import move_pointer, place_version, read_champion
from riskmodel.schema.panel import Panel, panel_from_table
from riskmodel.settings import Settings

DRAWN, DAY = datetime.date(2024, 12, 31), datetime.date(2025, 12, 31)
"""The last wave that is drawn, and the day it is asked about, for which a line is in force."""
WHERE = {"province_code": "53", "county_code": "530423"}
INPUTS = (
    "household_id", "village_code", "household_size", "labour_members",
    "serious_illness_members", "net_income_pc",
)  # fmt: skip
AT_ONCE = 500


def held_out(rows: int) -> tuple[Panel, list[dict[str, Any]]]:
    """Households of villages and a draw that training never saw, as a panel and as records."""
    drawn = a_drawn_panel(villages=50, households=max(4, rows // 50), years=6, seed=9)
    columns = drawn.columns
    last = np.flatnonzero(columns.date("as_of_date") == np.datetime64(DRAWN))[:rows]
    records = [
        WHERE | {name: value for name in INPUTS if (value := columns.value(name, row)) is not None}
        for row in last.tolist()
    ]
    day = np.array([DAY], dtype="datetime64[D]")
    where = [np.array([code]) for code in WHERE.values()]
    line = float(Parameters.shipped().on(LINE, day, *where).values[0])
    table = {name: [record.get(name) for record in records] for name in (*WHERE, *INPUTS)}
    welfare = columns.number("measured_welfare_pc")[last].tolist()
    more = {"as_of_date": str(DAY), "guarantee_lost": False, "monitoring_line": line}
    same = {name: [value] * len(records) for name, value in more.items()}
    return panel_from_table(table | same | {"measured_welfare_pc": welfare}, {}), records


def by_service(assessor: Assessor, records: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each household's assessment, as the service answers it over HTTP."""
    with TestClient(create_app(Settings(storage=False), assessor)) as client:
        for first in range(0, len(records), AT_ONCE):
            body = {"as_of_date": str(DAY), "households": records[first : first + AT_ONCE]}
            answer = client.post("/v1/assessments/batch", json=body)
            assert answer.status_code == 200, answer.text
            for result in answer.json()["results"]:
                yield result["assessment"]


def measure(rows: int = 10_000, model: tuple[RiskModel, Floats] | None = None) -> Row:
    """Compare the three roads over `rows` held-out households; `model` with its background."""
    text = small_definition()
    fresh, background = model or fitted(text)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        version = written(fresh, background, text, folder / "version")
        pointer = place_version(folder / "champions", NAME, "1", folder / "version", version)
        move_pointer(folder / "champions", pointer)
        served = read_champion(folder / "champions", NAME)
    panel, records = held_out(rows)
    X = panel_matrix(panel, fresh.features)
    raw = fresh.predict(X).raw_score
    explained = Explainer.of(fresh.booster, background, fresh.fits.count).explain(X).values
    scored = ~np.any(
        list(fresh.unscorable(list(X.T)).values()) or [np.zeros(len(X), bool)], axis=0
    )

    batch = score_panel(served, panel, Parameters.shipped())
    given = list(by_service(Assessor(Parameters.shipped(), served), records))
    answered = np.array([one["risk"]["scored"] for one in given])
    same_rows = np.array_equal(answered, scored) and np.array_equal(
        ~np.isnan(batch.raw_score), scored
    )
    kept = [one["explanation"] for one in given if one["risk"]["scored"]]
    service_raw = np.array([one["raw_score"] for one in kept])
    service_values = np.array([list(one["contributions"].values()) for one in kept])
    score = max(_largest(batch.raw_score[scored], raw[scored]), _largest(service_raw, raw[scored]))
    contributions = max(
        _largest(batch.contributions.values[scored], explained[scored]),
        _largest(service_values, explained[scored]),
    )
    distinct = len(np.unique(raw[scored]))
    figure = (
        f"{len(X):,} held-out households, {int(scored.sum()):,} scored with {distinct:,} "
        f"different scores: largest difference {score:g} of the score, {contributions:.1e} of "
        "contributions"
    )
    met = same_rows and score == 0 and contributions <= 1e-9 and distinct > min(100, len(X) / 20)
    return Row(
        12,
        "Training = serving",
        "10,000 held-out rows: difference 0 of the score, at most 1e-9 of contributions",
        figure,
        bool(met),
    )


def _largest(one: Floats, other: Floats) -> float:
    return float(np.abs(one - other).max()) if len(one) else float("nan")


if __name__ == "__main__":
    sys.stdout.write(f"{measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)}\n")
