import os
import shutil

import mlflow
import numpy as np
import pytest

from riskmodel.errors import ArtifactTamperedError, ModelNotFoundError, PromotionRefusedError
from riskmodel.registry.champion import POINTER, read_champion
from riskmodel.registry.tracking import Registry

NAME = "return-to-poverty-12m"


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    return Registry(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="module")
def version(registry, trained, definition_text):
    return registry.register(trained, definition_text, "test")


def test_a_run_holds_parameters_metrics_pictures_and_the_data(registry, version):
    client = mlflow.MlflowClient(registry.tracking_uri)
    run = client.get_run(version.run_id)
    assert run.data.params["label.horizon_months"] == "12"
    assert run.data.params["code_version"] == "test"
    assert {"auc", "logistic.auc", "income_line.auc", "brier"} <= set(run.data.metrics)
    assert run.inputs.dataset_inputs[0].dataset.digest
    assert {one.path for one in client.list_artifacts(version.run_id, "pictures")} == {
        "pictures/calibration.png",
        "pictures/recall-at-capacity.png",
        "pictures/auc-by-origin.png",
    }


def test_a_researcher_loads_the_same_trees_with_plain_mlflow(registry, version, trained):
    registry.promote(version, registry_champions(registry), forced_because="test")
    mlflow.set_tracking_uri(registry.tracking_uri)
    booster = mlflow.lightgbm.load_model(f"models:/{NAME}@champion")
    X = trained.background
    expected = trained.model.predict(X).raw_score
    assert np.array_equal(booster.predict(X, raw_score=True), expected)


def registry_champions(registry):
    return registry._files.parent / "champions"


def test_promotion_installs_a_champion_that_serving_reads(registry, version):
    champions = registry_champions(registry)
    registry.promote(version, champions, forced_because="test")
    served = read_champion(champions, NAME)
    assert (served.version, served.artifact_sha256) == (version.number, version.artifact_sha256)
    assert registry.version(NAME, "champion").number == version.number
    assert "champion" in registry.versions(NAME)[0].aliases


def test_the_gate_refuses_and_moves_nothing(registry, version, tmp_path, monkeypatch):
    monkeypatch.setattr("riskmodel.registry.tracking.reasons_to_refuse", lambda _: ["it loses"])
    with pytest.raises(PromotionRefusedError, match="it loses"):
        registry.promote(version, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_forced_promotion_keeps_its_reason(registry, version, tmp_path, monkeypatch):
    monkeypatch.setattr("riskmodel.registry.tracking.reasons_to_refuse", lambda _: ["it loses"])
    registry.promote(version, tmp_path, forced_because="a trial in one township")
    client = mlflow.MlflowClient(registry.tracking_uri)
    tags = client.get_model_version(NAME, version.number).tags
    assert tags["forced_because"] == "a trial in one township"


def test_an_artefact_altered_in_the_store_is_not_promoted(
    registry, trained, definition_text, tmp_path
):
    version = registry.register(trained, definition_text, "test")
    store = registry._files
    altered = next(p for p in store.rglob("artifact/model.txt") if version.run_id in str(p))
    altered.write_bytes(altered.read_bytes().replace(b"leaf_value=", b"leaf_valuf=", 1))
    with pytest.raises(ArtifactTamperedError, match=r"model\.txt"):
        registry.promote(version, tmp_path, forced_because="test")
    assert list(tmp_path.iterdir()) == []


def test_a_version_that_is_not_there_says_how_to_list_them(registry, version):
    for sought in ("99", "challenger"):
        with pytest.raises(ModelNotFoundError, match="riskmodel versions"):
            registry.version(NAME, sought)


def test_no_champion_says_how_to_make_one(tmp_path):
    with pytest.raises(ModelNotFoundError, match="riskmodel promote"):
        read_champion(tmp_path, NAME)


def test_a_pointer_to_other_bytes_is_refused(champions, tmp_path):
    shutil.copytree(champions, tmp_path / "copy")
    pointer = tmp_path / "copy" / NAME / POINTER
    pointer.write_text(pointer.read_text().replace('"version": "1"', '"version": "../1"'))
    with pytest.raises(ArtifactTamperedError):
        read_champion(tmp_path / "copy", NAME)


def test_neither_pickle_nor_telemetry_is_on():
    assert os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] == "false"
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"
