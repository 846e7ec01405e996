"""What a batch costs beside a straightforward script, and beside LightGBM alone; its memory.

Needs a champion below the state folder (see `example`). CPU time of one core, medians over rounds
in which the candidates take turns; the script's contributions are of fewer rows, and count by the
row. Peaks are those of processes that run one batch and do nothing else.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shap
from measure import Result, at_least, at_most, context, interleaved
from numpy.typing import NDArray
from rules import as_frame, parameters_frame
from rules_in_pandas import check as check_in_pandas

from riskmodel.assessment import Assessor
from riskmodel.assessment.table import line_in_force, score_willing
from riskmodel.scale import Asked, Batch, PartSpec, run_batch, run_part
from riskmodel.scale.asked import Desk
from riskmodel.scale.desk import current_versions, open_desk
from riskmodel.scale.sources import find_sources
from riskmodel.scale.summing import write_summary
from riskmodel.schema.arrow import arrow_table
from riskmodel.schema.columns import Columns
from riskmodel.schema.household import FIELDS
from riskmodel.settings import Settings
from riskmodel.sources.synthetic import synthesize

ROWS, ROUNDS, ROWS_OF_SHAP = 100_000, 5, 2_000
FASTER_THAN, ROWS_A_SECOND, OVER_LIGHTGBM = 10, 10_000, 1.3
MILLION, GROUP = 1_000_000, 100_000
FLAT, MOST_GIGABYTES = 1.1, 2.0
WAVE = np.datetime64("2021-12-31")
"""For which most counties' lines are configured, so that nearly every household is scored."""
Floats = NDArray[np.float64]


def main() -> None:
    """Print the figures as JSON; `--memory ROWS` is a process of its own."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--memory", type=int)
    asked = arguments.parse_args()
    settings = Settings()
    desk = Desk(settings.champions, settings.model_name, settings.parameters)
    if asked.memory:
        print(json.dumps(memory_of(desk, asked.memory)))
        return
    # First, because a process starts with the peak of the one that started it.
    small, large = (in_a_process(count * MILLION) for count in (1, 10))
    print(json.dumps([*speed(desk), *memory(small, large)], indent=1))


def memory(small: dict[str, float], large: dict[str, float]) -> list[Result]:
    """The figures of one and of ten million rows."""
    return [
        at_most("batch: peak memory of ten million rows over one", large["bytes"] / small["bytes"],
                FLAT, "ratio"),
        at_most("batch: peak memory of ten million rows", large["bytes"] / 1e9, MOST_GIGABYTES,
                "GB"),
        context("batch: ten million rows, start to summary, one core", large["seconds"], "s"),
    ]  # fmt: skip


def in_a_process(rows: int) -> dict[str, float]:
    """Peak bytes and CPU seconds of a batch of so many rows."""
    command = [sys.executable, __file__, "--memory", str(rows)]
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    held: dict[str, float] = json.loads(found.stdout)
    return held


def memory_of(desk: Desk, rows: int) -> dict[str, float]:
    """The same, in this process: the file is written by another."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "in.parquet"
        code = f"import batch; batch.write_rows({str(given)!r}, {rows})"
        subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=True)
        start = time.process_time()
        done = run_batch(Batch(given, Path(folder) / "out", desk))
        write_summary(Path(folder) / "out", done, desk, 1_000)
        seconds = time.process_time() - start
    return {"bytes": 1024.0 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            "seconds": seconds}  # fmt: skip


def households(rows: int) -> Columns:
    """Households of one synthetic wave, over and over."""
    columns = synthesize(5_000, 1).panel.columns
    wave = columns.take(columns.date("as_of_date") == WAVE)
    places = np.arange(rows) % wave.rows
    return Columns({name: wave[name][places] for name in wave.given if name in FIELDS}, rows)


def write_rows(path: str, rows: int) -> None:
    """A Parquet file of so many rows, in row groups of GROUP."""
    group = min(GROUP, rows)
    table = dated(households(group))
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for _ in range(0, rows, group):
            writer.write_table(table)


def dated(columns: Columns) -> pa.Table:
    """The households as known at the end of their year."""
    day = pa.array(np.repeat(WAVE, columns.rows), pa.date32())
    return arrow_table(columns).append_column("as_of_date", day)


def speed(desk: Desk) -> list[Result]:
    """What rows cost, by each road."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(str(folder / "in.parquet"), ROWS)
        road = Roads(desk, folder)
        seconds = interleaved(
            {
                "batch": lambda: run_part(road.spec()),
                "scores": lambda: run_part(road.spec(score_only=True)),
                "bare": road.bare_lightgbm,
                "script": road.script_but_reasons,
                "reasons": road.reasons_of_script,
            },
            ROUNDS,
            time.process_time,
        )
    script = seconds["script"] / ROWS + seconds["reasons"] / ROWS_OF_SHAP
    ours = seconds["batch"] / ROWS
    return [
        at_least("batch: a straightforward script over it, rules to reasons", script / ours,
                 FASTER_THAN, "x"),
        at_least("batch: rules, score, interval and reasons, one core", 1 / ours, ROWS_A_SECOND,
                 "rows/s"),
        context("the script, one core", 1 / script, "rows/s"),
        at_most("batch: scores alone over a bare LightGBM predict over Arrow batches",
                seconds["scores"] / seconds["bare"], OVER_LIGHTGBM, "ratio"),
        context("batch: scores alone, one core", ROWS / seconds["scores"], "rows/s"),
    ]  # fmt: skip


class Roads:
    """The same households by each road; whatever helps the script is made for it beforehand."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk, self._folder = desk, folder
        self._versions = current_versions(desk)
        columns = households(ROWS)
        days = np.repeat(WAVE, ROWS)
        assessor = open_desk(desk, self._versions)
        model = assessor.require_model().artifact.model
        self._booster, self._threads = model.booster, 1
        self._X = features_of(assessor, columns, days)
        table = pa.table({f"f{place}": column for place, column in enumerate(self._X.T)})
        pq.write_table(table, folder / "features.parquet")
        self._frame = as_frame(columns, days)
        self._parameters = parameters_frame(columns, days, assessor.parameters)
        self._classifier = classifier_like(model.booster, self._X)
        self._explainer = shap.TreeExplainer(self._classifier.booster_)

    def spec(self, **asked: bool) -> PartSpec:
        """One part of the whole file."""
        (source,) = find_sources(self._folder / "in.parquet")
        out = self._folder / "out"
        return PartSpec(source, out, Asked(**asked), self._versions, self._desk)

    def bare_lightgbm(self) -> None:
        """Raw scores of features that somebody has made already."""
        with pq.ParquetFile(self._folder / "features.parquet") as file:
            for batch in file.iter_batches(16_384):
                X = np.column_stack([column.to_numpy(zero_copy_only=False) for column in batch])
                self._booster.predict(X, raw_score=True, num_threads=self._threads)

    def script_but_reasons(self) -> None:
        """Read, rules, probabilities, write: as pandas does it."""
        pd.read_parquet(self._folder / "in.parquet")
        found = check_in_pandas(self._frame, self._parameters)
        found["probability"] = self._classifier.predict_proba(self._X, num_threads=1)[:, 1]
        found.to_parquet(self._folder / "script.parquet")

    def reasons_of_script(self) -> None:
        """The five strongest reasons of some rows."""
        values = self._explainer.shap_values(self._X[:ROWS_OF_SHAP], check_additivity=False)
        order = np.argsort(-np.abs(values), axis=1)[:, :5]
        np.take_along_axis(values, order, axis=1)


def features_of(assessor: Assessor, columns: Columns, days: NDArray[np.datetime64]) -> Floats:
    """The features of every household, shape (rows, features)."""
    line = line_in_force(assessor, columns, days)
    return score_willing(assessor, columns, line)[0].X


def classifier_like(booster: lgb.Booster, X: Floats) -> lgb.LGBMClassifier:
    """A classifier with as many trees of the same shape, fitted to the champion's own opinion."""
    raw = booster.predict(X, raw_score=True, num_threads=1)
    told = booster.dump_model()["tree_info"]
    leaves = max(tree["num_leaves"] for tree in told)
    made = lgb.LGBMClassifier(
        n_estimators=len(told), num_leaves=leaves, max_depth=4, learning_rate=0.02, n_jobs=1,
        verbosity=-1,
    )  # fmt: skip
    noise = np.random.default_rng(1).logistic(size=len(raw))
    return made.fit(X, raw + noise > np.quantile(raw, 0.9))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
