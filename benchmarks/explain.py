"""What exact explanations cost beside LightGBM's and shap's of the same model and rows.

The model: 300 trees of at most 31 leaves and depth 6, 70 features of which 10 are categories, gaps
in 15 % of ten columns. One core, to which this process binds itself; CPU time, so that other work
on the machine does not count; medians over rounds in which the candidates take turns, the slow
ones with fewer rows. Two threads are measured on the clock, with two cores.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import lightgbm as lgb
import numpy as np
import shap
from measure import Result, at_least, at_most, context, interleaved
from numpy.typing import NDArray

from riskmodel.explanation.contributions import Contributions, Explainer
from riskmodel.explanation.trees import TreeEngine
from riskmodel.explanation.trees.table_file import tables_to_bytes

Floats = NDArray[np.float64]

ROWS, NUMBERS, CATEGORIES, GAP_COLUMNS, GAPS = 20_000, 60, 10, 10, 0.15
TREES, LEAVES, DEPTH = 300, 31, 6
BACKGROUND, BACKGROUND_OF_SHAP = 1_000, 200
ROUNDS, ROWS_OF_LIGHTGBM, ROWS_OF_SHAP, ROWS_ALONE = 15, 100, 10, 100
STARTS = 5
CLOSE = 1e-9
HERE = Path(__file__).parent


def make_table(rows: int) -> tuple[Floats, Floats]:
    """Numbers with gaps in ten columns, then categories of 4 to 31 codes; and a yes or no."""
    random = np.random.default_rng(20)
    numbers = random.normal(size=(rows, NUMBERS))
    numbers[:, 1::2] = np.exp(numbers[:, 1::2]).round(2)
    sizes = np.linspace(4, 31, CATEGORIES).astype(int)
    codes = random.integers(0, sizes, size=(rows, CATEGORIES))
    effects = [random.normal(size=size) for size in sizes]
    pull = numbers[:, :20] @ random.normal(size=20) * 0.4 + numbers[:, 20] * numbers[:, 22]
    pull += sum(effect[codes[:, place]] for place, effect in enumerate(effects)) * 0.4
    y = (pull + random.logistic(size=rows) > np.quantile(pull, 0.7)) * 1.0
    holes = random.random((rows, GAP_COLUMNS)) < GAPS
    numbers[:, : 2 * GAP_COLUMNS : 2][holes] = np.nan
    return np.column_stack([numbers, codes]), y


def make_booster(X: Floats, y: Floats) -> lgb.Booster:
    """The model of the bars."""
    parameters = {
        "objective": "binary",
        "num_leaves": LEAVES,
        "max_depth": DEPTH,
        "learning_rate": 0.05,
        "seed": 20,
        "deterministic": True,
        "num_threads": 1,
        "verbosity": -1,
    }
    categories = list(range(NUMBERS, NUMBERS + CATEGORIES))
    data = lgb.Dataset(X, y, categorical_feature=categories, params={"verbosity": -1})
    return lgb.train(parameters, data, TREES)


@dataclass(frozen=True)
class Measured:
    """The model, the rows, and what explains them."""

    booster: lgb.Booster
    X: Floats
    by_training: Explainer
    by_background: Explainer
    of_shap: shap.TreeExplainer


def make_measured() -> tuple[Measured, Result]:
    """Everything that is measured, and how long the tables against the background took."""
    X, y = make_table(ROWS)
    booster = make_booster(X, y)
    by_training = Explainer.of(booster)
    start = time.process_time()
    by_background = Explainer.of(booster, X[:BACKGROUND])
    made = context(
        "explain: making the tables, once for a model", time.process_time() - start, "s"
    )
    of_shap = shap.TreeExplainer(
        booster, X[:BACKGROUND_OF_SHAP], feature_perturbation="interventional"
    )
    return Measured(booster, X, by_training, by_background, of_shap), made


def engine_of(ours: Explainer) -> TreeEngine:
    """The tables of this model fit."""
    assert ours.engine is not None
    return ours.engine


def many(held: Measured) -> list[Result]:
    """Tables of rows, on one core."""
    booster, X = held.booster, held.X
    few, fewest = X[:ROWS_OF_LIGHTGBM], X[:ROWS_OF_SHAP]
    seconds = interleaved(
        {
            "by training": lambda: held.by_training.explain(X),
            "by background": lambda: held.by_background.explain(X),
            "raw score": lambda: held.by_training.raw_score(X),
            "contributions": lambda: booster.predict(few, pred_contrib=True, num_threads=1),
            "shap": lambda: held.of_shap.shap_values(fewest, check_additivity=False),
            "predict": lambda: booster.predict(X, raw_score=True, num_threads=1),
        },
        ROUNDS,
        time.process_time,
    )
    training, background = seconds["by training"] / ROWS, seconds["by background"] / ROWS
    contributions = seconds["contributions"] / ROWS_OF_LIGHTGBM
    of_shap = seconds["shap"] / ROWS_OF_SHAP
    times_predict = seconds["predict"] / seconds["raw score"]
    return [
        at_least(
            "explain: path-dependent, times LightGBM's own", contributions / training, 20, "x"
        ),
        at_least(
            "explain: against 1,000 background rows, times shap's against 200",
            of_shap / background,
            100,
            "x",
        ),
        context("explain: one row of many, path-dependent", training * 1e6, "µs"),
        context("explain: one row of many, against the background", background * 1e6, "µs"),
        context("explain: one row of many, LightGBM's own", contributions * 1e6, "µs"),
        context("explain: one row of many, shap's against 200", of_shap * 1e6, "µs"),
        context("score alone of many, times LightGBM's", times_predict, "x"),
        context("score alone, one row of many", seconds["raw score"] / ROWS * 1e6, "µs"),
    ]


def alone(held: Measured) -> list[Result]:
    """One row in each call, another one each time."""
    booster = held.booster
    rows = [held.X[row : row + 1] for row in range(ROWS_ALONE)]
    ours = held.by_training

    def each(call: Callable[[Floats], object]) -> Callable[[], object]:
        return lambda: [call(row) for row in rows]

    seconds = interleaved(
        {
            "values": each(ours.explain),
            "raw score": each(ours.raw_score),
            "contributions": each(
                lambda row: booster.predict(row, pred_contrib=True, num_threads=1)
            ),
            "predict": each(lambda row: booster.predict(row, raw_score=True, num_threads=1)),
        },
        ROUNDS,
        time.process_time,
    )
    return [
        at_least(
            "explain: one row alone, times LightGBM's own",
            seconds["contributions"] / seconds["values"],
            8,
            "x",
        ),
        context("explain: one row alone", seconds["values"] / ROWS_ALONE * 1e6, "µs"),
        context("score alone of one row", seconds["raw score"] / ROWS_ALONE * 1e6, "µs"),
        context(
            "score alone of one row, times LightGBM's",
            seconds["predict"] / seconds["raw score"],
            "x",
        ),
    ]


def threads(held: Measured) -> list[Result]:
    """Two threads on two cores, on the clock; nothing where there is one core."""
    cores = sorted(os.sched_getaffinity(os.getppid()))[:2]
    if len(cores) < 2:
        return []
    os.sched_setaffinity(0, cores)
    seconds = interleaved(
        {
            "one": lambda: held.by_background.explain(held.X),
            "two": lambda: held.by_background.explain(held.X, threads=2),
        },
        ROUNDS,
    )
    return [at_least("explain: two threads over one", seconds["one"] / seconds["two"], 1.8, "x")]


def errors(held: Measured) -> list[Result]:
    """How far the figures are from what they must be, in log-odds."""
    few = held.X[:ROWS_OF_LIGHTGBM]
    referee = np.asarray(held.booster.predict(few, pred_contrib=True, num_threads=1))
    raw = np.asarray(held.booster.predict(held.X, raw_score=True, num_threads=1))
    of_shap = held.of_shap.shap_values(few[:ROWS_OF_SHAP], check_additivity=False)
    missed = of_shap.sum(axis=1) + held.of_shap.expected_value - raw[:ROWS_OF_SHAP]
    unit = "log-odds"
    return [
        at_most(
            "explain: farthest from LightGBM's own values",
            _farthest(held.by_training.explain(few).values - referee[:, :-1]),
            CLOSE,
            unit,
        ),
        *(
            at_most(
                f"explain: values and base farthest from LightGBM's score, {name}",
                _farthest(_added_up(ours.explain(held.X)) - raw),
                CLOSE,
                unit,
            )
            for name, ours in (
                ("path-dependent", held.by_training),
                ("against the background", held.by_background),
            )
        ),
        at_most(
            "explain: base farthest from the mean score of the background",
            _farthest(held.by_background.explain(few).base_value - raw[:BACKGROUND].mean()),
            CLOSE,
            unit,
        ),
        at_most(
            "explain: raw score farthest from LightGBM's",
            _farthest(held.by_training.raw_score(held.X) - raw),
            0.0,
            unit,
        ),
        context("explain: shap's values farthest from LightGBM's score", _farthest(missed), unit),
    ]


def _added_up(found: Contributions) -> Floats:
    total: Floats = found.base_value + found.values.sum(axis=1)
    return total


def _farthest(differences: Floats) -> float:
    return float(np.abs(differences).max())


def sizes(held: Measured) -> list[Result]:
    """What the tables take."""
    engine = engine_of(held.by_background)
    held_bytes = sum(array.nbytes for array in (*engine.tables, *engine.order))
    return [context("explain: tables in memory", held_bytes / 1e6, "MB")]


def starts(held: Measured) -> list[Result]:
    """CPU time of a fresh process, tables kept and kernels compiled, until a row is explained."""
    with tempfile.TemporaryDirectory() as folder:
        content = tables_to_bytes(engine_of(held.by_background))
        np.save(Path(folder) / "row.npy", held.X[:1])
        (Path(folder) / "tables.npz").write_bytes(content)
        digest = sha256(content).hexdigest()
        command = [sys.executable, str(HERE / "explain_start.py"), folder, digest]
        told = [
            json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
            for _ in range(STARTS + 1)
        ][1:]

    def milliseconds(part: str) -> float:
        return 1_000 * statistics.median(one[part] for one in told)

    return [
        at_most(
            "explain: start, tables verified and loaded, first row explained",
            milliseconds("tables") + milliseconds("first row"),
            200,
            "ms",
        ),
        context("explain: of it, the first row", milliseconds("first row"), "ms"),
        context("explain: the second row", milliseconds("second row"), "ms"),
        context(
            "explain: importing LightGBM, Numba and the engine, before that",
            milliseconds("import"),
            "ms",
        ),
    ]


def main() -> None:
    """Measure and print."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    held, made = make_measured()
    results = [*many(held), *alone(held), *errors(held), made, *sizes(held), *starts(held)]
    print(json.dumps([*results, *threads(held)], indent=1))


if __name__ == "__main__":
    main()
