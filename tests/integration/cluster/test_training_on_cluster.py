"""Many machines grow one model, the same whoever is killed, and it is judged as any other."""

import hashlib
import json
import threading
from contextlib import nullcontext, suppress
from importlib import import_module

import lightgbm as lgb
import pytest
from panels import a_drawn_panel, dealt
from typer.testing import CliRunner
from versions import NAME, small_definition

from riskmodel.cli.main import commands
from riskmodel.cluster import joined
from riskmodel.errors import ClusterTrainingError
from riskmodel.modelling.definition import parse_definition
from riskmodel.modelling.distributed.parts import panel_parts
from riskmodel.modelling.fitting import learn_here
from riskmodel.modelling.pipeline import served_block
from riskmodel.modelling.prepared import prepare
from riskmodel.modelling.provenance import panel_digest
from riskmodel.registry.tracking import Registry

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ray")  # of its own settings
WORKER, FITS = "RayTrainWorker", 5
CHANGED = {
    "\nfits = 2\n": f"\nfits = {FITS}\n",
    "row_share = 0.7": "row_share = 1.0",
    "trees = 15": "trees = 5",
    "origins = 3": "origins = 1",
    "tested_folds = 2": "tested_folds = 1",
}


def small_text():
    text = small_definition()
    for whole, small in CHANGED.items():
        assert whole in text
        text = text.replace(whole, small)
    return text


@pytest.fixture(scope="module")
def definition():
    return parse_definition(small_text().encode(), "small")


@pytest.fixture(scope="module")
def panel():
    return a_drawn_panel()


@pytest.fixture(scope="module")
def folder(panel, tmp_path_factory):
    return dealt(panel, tmp_path_factory.mktemp("dealt"), 4)


@pytest.fixture(scope="module")
def distributed(cluster):
    return import_module("riskmodel.modelling.distributed.training")


@pytest.fixture(scope="module")
def grown(cluster, distributed, panel, folder, definition, tmp_path_factory):
    """The trees of an undisturbed training, with the panel that judges."""
    cluster.two_nodes()
    prepared = prepare(panel, definition)
    files = tuple(panel_parts(folder))
    scratch = tmp_path_factory.mktemp("scratch")
    with joined(cluster.address):
        field = distributed.Field(files, panel_digest(panel), 2, scratch)
        learn = distributed.learner_of_cluster(prepared, field)
    assert not list(scratch.iterdir())
    return prepared, learn(prepared, served_block(prepared))


def test_every_tree_is_grown_from_the_rows_of_all_workers(grown, distributed):
    prepared, booster = grown
    block = served_block(prepared)
    here = learn_here(prepared, block)
    counts = distributed.root_counts(booster.model_to_string())
    assert len(counts) == FITS * prepared.definition.learner.trees
    assert set(counts) == {int(block.train.sum())}
    assert set(counts) == set(distributed.root_counts(here.model_to_string()))
    X = prepared.X[block.test]
    difference = booster.predict(X) - here.predict(X)
    assert abs(difference).mean() < 0.02


class Killer(threading.Thread):
    """Kills a worker when some fits are done and others are not."""

    def __init__(self, cluster, scratch):
        super().__init__(daemon=True)
        self.cluster, self.scratch, self.done = cluster, scratch, None
        self.over = threading.Event()

    def fits_done(self):
        with suppress(OSError):  # a checkpoint is taken away while it is looked at
            return len({path.name for path in self.scratch.glob("**/fit-*.txt")})
        return 0

    def run(self):
        while not self.over.wait(0.01):
            done = self.fits_done()
            if 1 < done < FITS:
                self.done = done
                self.cluster.kill_a_worker(WORKER)
                return


def test_a_version_trained_on_the_cluster_is_the_same_though_a_worker_is_killed(
    cluster, grown, folder, tmp_path, monkeypatch
):
    monkeypatch.setenv("RISKMODEL_STATE", str(tmp_path / "state"))
    (tmp_path / "small.toml").write_text(small_text(), encoding="utf-8")
    killer = Killer(cluster, tmp_path / "state" / "cluster")
    killer.start()
    asked = ["train", str(tmp_path / "small.toml"), "--panel", str(folder)]
    on = ["--engine", "ray", "--address", cluster.address, "--workers", "2"]
    found = CliRunner().invoke(commands, [*asked, *on])
    killer.over.set()
    assert found.exit_code == 0, found.output
    assert killer.done is not None
    assert killer.done < FITS
    registry = Registry(tmp_path / "state", "")
    artifact = registry.artifact(registry.version(NAME, "1"))
    prepared, booster = grown
    assert artifact.model.booster.model_to_string() == booster.model_to_string()
    assert artifact.manifest.code_version.endswith("on 2 Ray workers")
    assert artifact.manifest.panel_sha256 == panel_digest(prepared.panel)


def test_workers_that_learnt_alone_are_found_out(grown, distributed):
    """What LightGBM does where it is not told of the others: no error, and a model each."""
    prepared, _ = grown
    block, learner = served_block(prepared), prepared.definition.learner
    rows = block.train.nonzero()[0]
    alone = [
        lgb.train(
            {"objective": "binary", "verbosity": -1, "num_threads": 1, "num_leaves": 4},
            lgb.Dataset(prepared.X[half], label=prepared.labels.outcome[half]),
            3,
        ).model_to_string()
        for half in (rows[::2], rows[1::2])
    ]
    told = [
        distributed.Told(len(rows[place::2]), hashlib.sha256(text.encode()).hexdigest())
        for place, text in enumerate(alone)
    ]
    with pytest.raises(ClusterTrainingError, match="different trees"):
        distributed.require_one_model(alone[0], told, learner)
    like = [told[0]._replace(rows=one.rows) for one in told]
    with pytest.raises(ClusterTrainingError, match="rows of all workers"):
        distributed.require_one_model(alone[0], like, learner)


class Held:
    """A checkpoint as it lies in the folder that all machines share."""

    def __init__(self, place):
        self.place = place

    def as_directory(self):
        return nullcontext(str(self.place))


def test_who_goes_on_brings_nothing_that_another_has_said(distributed, tmp_path, monkeypatch):
    """All write into one folder: an older word of another's would lie over its newer one."""
    worker = import_module("riskmodel.modelling.distributed.worker")
    held = tmp_path / "held"
    held.mkdir()
    for rank in range(2):
        (held / worker.told_file(rank)).write_text(json.dumps([[60 + rank, "a"], [60, "b"]]))
    for number in range(2):
        (held / worker.trees_file(number)).write_text(str(number))
    monkeypatch.setattr(worker.ray.train, "get_checkpoint", lambda: Held(held))
    brought = {0: {worker.told_file(0), worker.trees_file(0), worker.trees_file(1)},
               1: {worker.told_file(1)}}  # fmt: skip
    for rank, files in brought.items():
        kept = tmp_path / str(rank)
        kept.mkdir()
        assert worker._go_on(kept, rank) == [(60 + rank, "a"), (60, "b")]
        assert {path.name for path in kept.iterdir()} == files
    monkeypatch.setattr(worker.ray.train, "get_checkpoint", lambda: None)
    assert worker._go_on(tmp_path, 0) == []


def test_a_worker_that_told_of_too_few_fits_is_an_error_that_says_so(grown, distributed, tmp_path):
    prepared, _ = grown
    worker = import_module("riskmodel.modelling.distributed.worker")
    for rank, fits in enumerate((FITS, FITS - 1)):
        (tmp_path / worker.told_file(rank)).write_text(json.dumps([[1, "a"]] * fits))
    with pytest.raises(ClusterTrainingError, match="train again"):
        distributed._read(tmp_path, distributed.plan_of(prepared), 2)
