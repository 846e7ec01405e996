import json
import shutil

import numpy as np
import pytest
from panels import a_drawn_panel

from riskmodel.errors import ArtifactTamperedError, SchemaMismatchError
from riskmodel.modelling.artifact import (
    FILES,
    MANIFEST,
    load_artifact,
    read_background,
    schema_digest,
)
from riskmodel.modelling.evaluation.results import parse_evaluation
from riskmodel.modelling.features import panel_matrix


@pytest.fixture
def copy(artifact, tmp_path):
    folder, digest = artifact
    target = tmp_path / "copy"
    shutil.copytree(folder, target)
    return target, digest


@pytest.fixture
def no_parser(monkeypatch):
    """Fail the test if LightGBM is given anything to parse."""

    def refuse(*_args, **_kwargs):
        pytest.fail("a parser saw bytes that were not verified")

    monkeypatch.setattr("lightgbm.Booster.__init__", refuse)


def test_a_version_that_is_loaded_scores_as_the_one_that_was_saved(artifact, trained):
    loaded = load_artifact(*artifact)
    panel = a_drawn_panel(villages=5, seed=9)
    X = panel_matrix(panel, trained.model.features)
    before, after = trained.model.predict(X), loaded.model.predict(X)
    assert np.array_equal(before.raw_score, after.raw_score)
    assert np.array_equal(before.probability, after.probability)
    assert np.array_equal(read_background(loaded), trained.background, equal_nan=True)
    assert loaded.model.reference == trained.model.reference


def test_every_file_is_text(artifact):
    folder, _ = artifact
    assert {path.name for path in folder.iterdir()} == {*FILES, MANIFEST}
    for path in folder.iterdir():
        path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_a_changed_byte_is_refused_before_parsing(copy, no_parser, name, place):
    folder, digest = copy
    content = bytearray((folder / name).read_bytes())
    content[int(place * len(content))] ^= 1
    (folder / name).write_bytes(bytes(content))
    with pytest.raises(ArtifactTamperedError, match=name):
        load_artifact(folder, digest)


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_missing_shortened_or_linked_file_is_refused(copy, no_parser, name):
    folder, digest = copy
    content = (folder / name).read_bytes()
    for harm in ("missing", "shortened", "linked"):
        (folder / name).unlink()
        if harm == "shortened":
            (folder / name).write_bytes(content[:-1])
        if harm == "linked":
            elsewhere = folder.parent / f"elsewhere-{name}"
            elsewhere.write_bytes(content)
            (folder / name).symlink_to(elsewhere)
        with pytest.raises(ArtifactTamperedError):
            load_artifact(folder, digest)
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_bytes(content)


def test_a_file_beyond_the_manifest_is_refused(copy, no_parser):
    folder, digest = copy
    (folder / "loader.pkl").write_bytes(b"\x80\x04.")
    with pytest.raises(ArtifactTamperedError, match="beyond the manifest"):
        load_artifact(folder, digest)


def test_a_manifest_that_was_rewritten_to_fit_is_refused(copy, no_parser):
    folder, digest = copy
    (folder / "card.md").write_text("nothing to see")
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"]["card.md"] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ArtifactTamperedError, match="registered"):
        load_artifact(folder, digest)


def test_a_version_of_another_schema_is_refused(artifact, monkeypatch):
    monkeypatch.setattr("riskmodel.modelling.artifact.schema_digest", lambda _: "other")
    with pytest.raises(SchemaMismatchError, match="train it again"):
        load_artifact(*artifact)


def test_the_schema_digest_follows_the_fields_that_are_read(trained):
    features = trained.model.features
    assert schema_digest(features) == schema_digest(features)
    assert schema_digest(features) != schema_digest(features[:3])


def test_an_evaluation_of_another_release_says_what_to_do():
    with pytest.raises(SchemaMismatchError, match="another release"):
        parse_evaluation(b'{"definition": "x"}')
