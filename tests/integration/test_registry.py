import dataclasses
import os
import shutil

import mlflow
import numpy as np
import pytest
from proved import promoted_once

from riskmodel.errors import ArtifactTamperedError, ModelNotFoundError, PromotionRefusedError
from riskmodel.modelling.evaluation.pictures import pictures
from riskmodel.registry import promotion
from riskmodel.registry.champion import read_champion
from riskmodel.registry.history import Act, person, read_history
from riskmodel.registry.pointer import POINTER, Role, read_pointer
from riskmodel.registry.promotion import Candidate
from riskmodel.registry.tracking import Registry

NAME = "return-to-poverty-12m"
PROPOSER = person("Wang Fang", "it finds more of the later poor")
APPROVER = person("Li Na", "a trial in one township")


@pytest.fixture(scope="module", autouse=True)
def _proved_once():
    with pytest.MonkeyPatch.context() as patch:
        promoted_once(patch)
        yield


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    return Registry(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="module")
def version(registry, trained, definition_text):
    return registry.register(trained, definition_text, "test")


def test_a_run_holds_parameters_metrics_pictures_and_the_data(registry, version, trained):
    client = mlflow.MlflowClient(registry.tracking_uri)
    run = client.get_run(version.run_id)
    assert run.data.params["label.horizon_months"] == "12"
    assert run.data.params["code_version"] == "test"
    assert {"auc", "logistic.auc", "income_line.auc", "brier"} <= set(run.data.metrics)
    assert run.inputs.dataset_inputs[0].dataset.digest
    assert {one.path for one in client.list_artifacts(version.run_id, "pictures")} == {
        f"pictures/{name}" for name, _, _ in pictures(trained.evaluation)
    }


def test_every_look_at_the_test_rows_is_counted(registry, version, trained):
    sha256 = trained.evaluation.panel_sha256
    before = registry.times_opened(NAME, sha256)
    assert before >= 1
    registry.count_look(version)
    registry.count_look(version)
    assert registry.times_opened(NAME, sha256) == before + 2
    assert registry.times_opened(NAME, "0" * 64) == 0
    assert registry.times_opened("never-trained", sha256) == 0


def test_a_researcher_loads_the_same_trees_with_plain_mlflow(registry, version, trained):
    promote(registry, version, registry_champions(registry))
    mlflow.set_tracking_uri(registry.tracking_uri)
    booster = mlflow.lightgbm.load_model(f"models:/{NAME}@champion")
    X = trained.background
    expected = trained.model.predict(X).raw_score
    assert np.array_equal(booster.predict(X, raw_score=True), expected)


def registry_champions(registry):
    return registry._files.parent / "champions"


def promote(registry, version, champions, *, forced=True):
    registry.propose(version, champions, PROPOSER)
    return registry.promote(version, champions, APPROVER, forced=forced)


def test_promotion_installs_a_champion_that_serving_reads(registry, version):
    champions = registry_champions(registry)
    promote(registry, version, champions)
    served = read_champion(champions, NAME)
    assert (served.version, served.artifact_sha256) == (version.number, version.artifact_sha256)
    assert registry.version(NAME, "champion").number == version.number
    assert "champion" in registry.versions(NAME)[0].aliases


def pointers(champions):
    return list(champions.rglob(POINTER))


def test_the_gate_stops_a_promotion_and_keeps_a_record(registry, version, tmp_path, monkeypatch):
    monkeypatch.setattr("riskmodel.registry.promotion.reasons_to_refuse", lambda _: ["it loses"])
    with pytest.raises(PromotionRefusedError, match="it loses"):
        promote(registry, version, tmp_path, forced=False)
    assert pointers(tmp_path) == []
    stopped = read_history(tmp_path, NAME)[-1]
    assert (stopped.act, stopped.by, stopped.gate) == (Act.STOPPED, APPROVER.name, ["it loses"])


def test_a_forced_promotion_keeps_its_reason(registry, version, tmp_path, monkeypatch):
    monkeypatch.setattr("riskmodel.registry.promotion.reasons_to_refuse", lambda _: ["it loses"])
    record = promote(registry, version, tmp_path)
    assert (record.act, record.reason) == (Act.FORCED, APPROVER.reason)
    tags = mlflow.MlflowClient(registry.tracking_uri).get_model_version(NAME, version.number).tags
    assert (tags["forced_by"], tags["proposed_by"]) == (APPROVER.name, PROPOSER.name)
    assert tags["forced_because"] == APPROVER.reason


def test_a_version_that_passes_is_promoted_and_not_forced(
    registry, version, tmp_path, monkeypatch
):
    monkeypatch.setattr("riskmodel.registry.promotion.reasons_to_refuse", lambda _: [])
    assert promote(registry, version, tmp_path, forced=False).act is Act.PROMOTED
    assert read_champion(tmp_path, NAME).version == version.number


def test_one_person_alone_cannot_promote(registry, version, tmp_path):
    registry.propose(version, tmp_path, PROPOSER)
    same = person(" wang  FANG ", "I looked at it again")
    with pytest.raises(PromotionRefusedError, match="two people"):
        registry.promote(version, tmp_path, same, forced=True)
    assert pointers(tmp_path) == []


def test_what_nobody_proposed_or_somebody_refused_cannot_be_promoted(registry, version, tmp_path):
    with pytest.raises(PromotionRefusedError, match="riskmodel propose"):
        registry.promote(version, tmp_path, APPROVER, forced=True)
    registry.propose(version, tmp_path, PROPOSER)
    registry.refuse(version, tmp_path, APPROVER)
    with pytest.raises(PromotionRefusedError, match="riskmodel propose"):
        registry.promote(version, tmp_path, APPROVER, forced=True)
    assert [record.act for record in read_history(tmp_path, NAME)] == [Act.PROPOSED, Act.REFUSED]


def test_an_artefact_altered_in_the_store_is_not_promoted(
    registry, trained, definition_text, tmp_path
):
    version = registry.register(trained, definition_text, "test")
    store = registry._files
    altered = next(p for p in store.rglob("artifact/model.txt") if version.run_id in str(p))
    altered.write_bytes(altered.read_bytes().replace(b"leaf_value=", b"leaf_valuf=", 1))
    with pytest.raises(ArtifactTamperedError, match=r"model\.txt"):
        promote(registry, version, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_version_that_is_not_there_says_how_to_list_them(registry, version):
    for sought in ("99", "runner-up"):
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


def copied(champions, tmp_path):
    shutil.copytree(champions, tmp_path / "copy")
    home = tmp_path / "copy" / NAME
    return home.parent, next(home.glob("*.tables.npz"))


def test_a_promotion_keeps_the_tables_and_a_start_makes_none(champions, tmp_path, monkeypatch):
    copy, _ = copied(champions, tmp_path)
    monkeypatch.setattr("riskmodel.registry.champion.explainer_of", None)
    assert read_champion(copy, NAME).explainer.method == "interventional"


@pytest.mark.parametrize("kept_as", [None, b"x"], ids=["lost", "altered"])
def test_tables_that_were_altered_or_lost_are_not_read_but_made_again(
    champions, tmp_path, caplog, trained, kept_as
):
    copy, tables = copied(champions, tmp_path)
    kept = tables.read_bytes()
    tables.unlink()
    if kept_as is not None:
        tables.write_bytes(kept_as)
    served = read_champion(copy, NAME)
    assert "made again" in caplog.text
    assert served.explainer.tables_to_bytes() == kept
    assert np.array_equal(
        served.explainer.raw_score(trained.background),
        trained.model.predict(trained.background).raw_score,
    )


def test_another_version_under_the_number_that_was_proposed_is_refused(
    registry, version, tmp_path
):
    registry.propose(version, tmp_path, PROPOSER)
    other = dataclasses.replace(version, artifact_sha256="0" * 64)
    with pytest.raises(PromotionRefusedError, match="not the one that was proposed"):
        promotion.promote(Candidate(other, None, tmp_path), tmp_path, APPROVER)
    assert pointers(tmp_path) == []


def test_a_challenger_needs_no_gate_is_on_record_and_is_no_champion(registry, version, tmp_path):
    registry.propose(version, tmp_path, PROPOSER)
    registry.shadow(version, tmp_path, APPROVER)
    assert [one.act for one in read_history(tmp_path, NAME)] == [Act.PROPOSED, Act.SHADOWED]
    assert read_pointer(tmp_path, NAME, Role.CHALLENGER).version == version.number
    assert "challenger" in registry.version(NAME, version.number).aliases
    with pytest.raises(ModelNotFoundError):
        read_champion(tmp_path, NAME)
    assert registry.promote(version, tmp_path, APPROVER, forced=True).proposed_by == PROPOSER.name
