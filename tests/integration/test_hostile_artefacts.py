"""Versions that were altered, or made to harm: short forms of rows 1 to 3 of the scorecard."""

import io
import json
import shutil
import zipfile

import pytest
from reliability import row01_mutations, row02_hostile_artefacts, row03_swaps
from reliability.row03_swaps import forged, killing, other_leaf
from versions import NAME

from riskmodel.errors import ArtifactTamperedError, CandidateRefusedError
from riskmodel.explanation.trees.table_file import tables_from_bytes
from riskmodel.modelling.artifact import MANIFEST, load_artifact, sha256
from riskmodel.modelling.features import feature_matrix
from riskmodel.plain_file import read_plain_file
from riskmodel.registry.champion import explainer_of, place_version, prove_placed, read_pointer
from riskmodel.registry.golden import require_golden
from riskmodel.registry.proving import Limits
from riskmodel.registry.tracking import Registry


@pytest.fixture
def copy(champions, tmp_path):
    shutil.copytree(champions, tmp_path / "champions")
    return tmp_path / "champions"


@pytest.mark.slow
def test_no_mutation_reaches_a_parser_or_disturbs_the_service():
    row = row01_mutations.measure(each=3)
    assert row.met, row.figure


@pytest.mark.slow
def test_no_hostile_version_runs_code(trained, definition_text, tmp_path):
    registry = Registry(tmp_path)
    version = registry.register(trained, definition_text, "test")
    row = row02_hostile_artefacts.measure((registry, version))
    assert row.met, row.figure


@pytest.mark.slow
def test_swaps_under_load_lose_and_mix_nothing():
    row = row03_swaps.measure(swaps=14, per_second=10)  # each bad version once
    assert row.met, row.figure


def test_a_version_that_ends_its_process_is_refused_and_told(copy):
    bad = forged(copy, read_pointer(copy, NAME), "5", killing)
    with pytest.raises(CandidateRefusedError, match=r"ended by SIG|failed with code"):
        prove_placed(copy, bad, Limits())


def test_a_version_that_scores_otherwise_than_at_training_is_refused(copy):
    bad = forged(copy, read_pointer(copy, NAME), "5", other_leaf)
    with pytest.raises(CandidateRefusedError, match="golden vectors"):
        prove_placed(copy, bad, Limits())


def another_household(golden):
    """The same figures for a household of one person more."""
    held = json.loads(golden)
    held["households"][0]["household_size"] += 1
    return json.dumps(held).encode()


def without_records(golden):
    held = json.loads(golden)
    kept = len(held["rows"]) - len(held["households"])
    for name in ("rows", "raw_score", "probability", "percentile", "low", "high", "band",
                 "contributions"):  # fmt: skip
        held[name] = held[name][:kept]
    return json.dumps(held | {"households": [], "lines": []}).encode()


@pytest.mark.parametrize(
    ("change", "told"),
    [(another_household, "its features of the golden"), (without_records, "household records")],
)
def test_a_version_whose_records_give_other_features_is_refused(copy, change, told):
    bad = forged(copy, read_pointer(copy, NAME), "5", change, "golden.json")
    with pytest.raises(CandidateRefusedError, match=told):
        prove_placed(copy, bad, Limits())


def test_a_release_that_makes_other_features_refuses_the_version(artifact, monkeypatch):
    loaded = load_artifact(*artifact)
    require_golden(loaded, explainer_of(loaded))

    def otherwise(columns, line, features):
        return feature_matrix(columns, line, features) * (1 + 2**-52)

    monkeypatch.setattr("riskmodel.registry.golden.feature_matrix", otherwise)
    with pytest.raises(CandidateRefusedError, match="its features of the golden vectors"):
        require_golden(loaded, explainer_of(loaded))


def test_a_version_of_an_earlier_format_is_refused_by_name(artifact, tmp_path):
    folder = tmp_path / "older"
    shutil.copytree(artifact[0], folder)
    manifest = (folder / MANIFEST).read_bytes().replace(b"artifact-5", b"artifact-4")
    (folder / MANIFEST).write_bytes(manifest)
    with pytest.raises(ArtifactTamperedError, match="riskmodel-artifact-5: train it again"):
        load_artifact(folder, sha256(manifest))


def test_a_version_that_does_not_end_or_wants_too_much_is_refused(copy):
    pointer = read_pointer(copy, NAME)
    with pytest.raises(CandidateRefusedError, match="within"):
        prove_placed(copy, pointer, Limits(seconds=0.05))
    with pytest.raises(CandidateRefusedError):
        prove_placed(copy, pointer, Limits(memory_mb=64))


def test_a_version_that_does_not_prove_itself_is_taken_away_again(copy, tmp_path):
    bad = forged(copy, read_pointer(copy, NAME), "5", other_leaf)
    source = tmp_path / "source"
    (copy / NAME / bad.folder).rename(source)
    before = set((copy / NAME).iterdir())
    with pytest.raises(CandidateRefusedError):
        place_version(copy, NAME, "6", source, bad.artifact_sha256)
    assert set((copy / NAME).iterdir()) == before


def test_tables_that_would_unpack_to_more_than_they_are_are_not_read():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("format.npy", bytes(2**24))
    assert tables_from_bytes(content.getvalue()) is None


def test_a_file_is_read_only_where_it_is_plain_and_small_enough(tmp_path):
    held = tmp_path / MANIFEST
    held.write_bytes(b"12345")
    assert read_plain_file(held, 5) == b"12345"
    with pytest.raises(ArtifactTamperedError, match="larger"):
        read_plain_file(held, 4)
    with pytest.raises(ArtifactTamperedError, match="plain"):
        read_plain_file(tmp_path, 5)
