"""What an assessment costs beside LightGBM's own contributions of the same model and rows.

Needs a champion below the state folder: `make bench` makes one, as the demo does. Prints a JSON
list of {name, value, floor, unit, met}; medians over rounds in which the candidates take turns.
"""

import datetime
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from riskmodel.assessment import assessor_from, read_question
from riskmodel.schema.record import columns_from_records
from riskmodel.schema.strict_json import read_json
from riskmodel.scoring import catalogue_features, score
from riskmodel.settings import Settings

ROUNDS = 15
MANY = 1_000
ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measure and print."""
    settings = Settings()
    assessor = assessor_from(settings.champions, settings.model_name, settings.parameters)
    body = (ROOT / "docs" / "examples" / "household.json").read_bytes()
    day, record = read_question(read_json(body))
    table = [record] * MANY
    model = assessor.model.artifact.model
    line = np.full(MANY, 8_700.0)
    X = score(model, columns_from_records(table), line).X
    assert len(catalogue_features(model)) == X.shape[1]
    seconds = interleaved(
        {
            "contributions of one": lambda: model.booster.predict(
                X[:1], pred_contrib=True, num_threads=1
            ),
            "one": lambda: one(assessor, body),
            "contributions of many": lambda: model.booster.predict(
                X, pred_contrib=True, num_threads=1
            ),
            "many": lambda: assessor.assess_records(table, day),
        }
    )
    rows = [
        row("one assessment, body to message", seconds["one"] * 1_000, None, "ms"),
        row(
            "one assessment over LightGBM's contributions of one row",
            seconds["one"] / seconds["contributions of one"],
            None,
            "ratio",
        ),
        row(
            "a thousand assessments over LightGBM's contributions of them",
            seconds["many"] / seconds["contributions of many"],
            None,
            "ratio",
        ),
    ]
    print(json.dumps(rows, indent=1))


def one(assessor, body: bytes) -> str:
    """A body to the message that answers it, as the service does."""
    as_of, record = read_question(read_json(body))
    assert isinstance(as_of, datetime.date)
    return assessor.assess_records([record], as_of)[0].model_dump_json()


def interleaved(candidates: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds of each, all taking their turn in every round after a warm-up."""
    for candidate in candidates.values():
        candidate()
    held: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(ROUNDS):
        for name, candidate in candidates.items():
            start = time.perf_counter()
            candidate()
            held[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in held.items()}


def row(name: str, value: float, floor: float | None, unit: str) -> dict[str, object]:
    """One line of the results; `met` is null where no floor was set."""
    met = None if floor is None else value >= floor
    return {"name": name, "value": round(value, 3), "floor": floor, "unit": unit, "met": met}


if __name__ == "__main__":
    main()
