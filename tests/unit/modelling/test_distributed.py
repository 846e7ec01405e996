"""A panel dealt to files: each worker has whole households, and all together the same rows."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from panels import a_drawn_panel, dealt
from versions import small_definition

from riskmodel.errors import ConfigurationError, DataError
from riskmodel.modelling.definition import parse_definition
from riskmodel.modelling.distributed.parts import (
    drawn_villages,
    panel_parts,
    parts_digest,
    write_panel_parts,
)
from riskmodel.modelling.distributed.plan import ELSEWHERE, learnt_from, plan_of, read_shard
from riskmodel.modelling.prepared import prepare
from riskmodel.modelling.provenance import panel_digest
from riskmodel.schema.panel import read_panel, write_panel

PARTS = 3


@pytest.fixture(scope="module")
def panel():
    return a_drawn_panel()


@pytest.fixture(scope="module")
def folder(panel, tmp_path_factory):
    return dealt(panel, tmp_path_factory.mktemp("dealt"), PARTS)


@pytest.fixture(scope="module")
def definition():
    return parse_definition(small_definition().encode(), "small")


def test_all_waves_of_a_household_are_in_one_file_and_none_is_lost(panel, folder):
    files = panel_parts(folder)
    ids = [set(read_panel(path).columns.text("household_id")) for path in files]
    assert all(ids)
    assert sum(map(len, ids)) == len(set.union(*ids))
    whole = drawn_villages(files, panel.rows)
    assert whole.share == 1
    assert panel_digest(whole.panel) == panel_digest(panel)
    assert whole.panel.notes == panel.notes


def test_a_panel_of_which_a_file_is_gone_is_refused(folder, panel, tmp_path):
    write_panel(panel, tmp_path / "panel.parquet")
    with pytest.raises(ConfigurationError, match="not empty"):
        write_panel_parts(tmp_path / "panel.parquet", tmp_path, 2)
    write_panel_parts(tmp_path / "panel.parquet", tmp_path / "parts", PARTS)
    assert parts_digest(panel_parts(tmp_path / "parts")) == parts_digest(panel_parts(folder))
    for gone in ("panel-00002-of-00003.parquet", "panel-00000-of-00003.parquet"):
        (tmp_path / "parts" / gone).unlink()
        with pytest.raises(DataError, match="riskmodel partition"):
            panel_parts(tmp_path / "parts")
    with pytest.raises(DataError, match="riskmodel partition"):
        panel_parts(tmp_path / "nowhere")


def test_all_workers_together_learn_from_the_rows_of_one_machine(panel, folder, definition):
    prepared = prepare(panel, definition)
    plan = plan_of(prepared)
    shards = [read_shard([path], plan) for path in panel_parts(folder)]
    seeds = definition.learner.seeds
    for number, block in enumerate(prepared.blocks):
        fit = plan.fits[number * len(seeds)]
        parts = [learnt_from(shard, plan, fit) for shard in shards]
        mine, rows = np.concatenate([X for X, _ in parts]), [held for _, held in parts]
        order = np.lexsort(mine.T)
        sample = prepared.sample(block.train)
        same = np.lexsort(sample.X.T)
        np.testing.assert_array_equal(mine[order], sample.X[same])
        told = [one.outcome[held] for one, held in zip(shards, rows, strict=True)]
        assert sum(one.sum() for one in told) == sample.events


def test_villages_that_judge_are_not_learnt_from_and_all_others_are(panel, folder, definition):
    files = panel_parts(folder)
    drawn = drawn_villages(files, panel.rows // 2)
    assert 0.25 < drawn.panel.rows / panel.rows < 0.75
    plan = plan_of(prepare(drawn.panel, definition))
    shard = read_shard(files, plan)
    for fit in plan.fits:
        rows = shard.rows_of(plan, fit)
        assert not np.isin(shard.fold[rows], plan.left_out(fit)).any()
        elsewhere = (shard.fold == ELSEWHERE) & np.isin(shard.day, fit.days)
        assert elsewhere.any()
        assert rows[elsewhere].all()


def test_a_worker_without_rows_is_told(panel, definition, tmp_path):
    prepared = prepare(panel, definition)
    plan, household = plan_of(prepared), panel.columns.text("household_id")
    one = household == household[prepared.blocks[0].test][0]
    write_panel(panel.take(one), tmp_path / "one.parquet")
    shard = read_shard([tmp_path / "one.parquet"], plan)
    without = next(fit for fit in plan.fits if not shard.rows_of(plan, fit).any())
    with pytest.raises(DataError, match="fewer workers"):
        learnt_from(shard, plan, without)


def test_a_file_that_is_no_panel_is_refused(tmp_path):
    (tmp_path / "no.parquet").write_bytes(b"nothing")
    with pytest.raises(DataError, match="not a Parquet file"):
        write_panel_parts(tmp_path / "no.parquet", tmp_path / "a", 2)
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(DataError, match="no column household_id"):
        write_panel_parts(tmp_path / "other.parquet", tmp_path / "b", 2)
