"""A service takes up a new champion only where it is signed, whole and proves itself."""

import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from riskmodel_api import swapping
from riskmodel_api.swapping import ChampionWatch
from versions import NAME

from riskmodel.errors import ArtifactTamperedError, CandidateRefusedError
from riskmodel.registry.champion import place_version, read_champion
from riskmodel.registry.pointer import POINTER, Role, move_pointer, read_pointer
from riskmodel.settings import Settings
from riskmodel.signing import read_public_key, read_signing_key


@pytest.fixture
def state(champions, tmp_path):
    shutil.copytree(champions, tmp_path / "champions")
    return tmp_path


@pytest.fixture
def keys(tmp_path):
    """Files of a pair of keys."""
    key = Ed25519PrivateKey.generate()
    private, public = tmp_path / "private.pem", tmp_path / "public.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    info = PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, info))
    return private, public


@pytest.fixture
def proved(monkeypatch):
    """What was asked to prove itself, in place of the process."""
    asked = []
    monkeypatch.setattr(swapping, "prove_placed", lambda _, pointer, __: asked.append(pointer))
    return asked


def looked(state, **settings):
    watch = ChampionWatch(Settings(state=state, **settings), lambda _: None)
    watch.look()
    return watch


def served(watch):
    model = watch.serving.assessor.model
    return model.version if model else None


def renamed(state, version):
    """The same version under another number, placed but not pointed at."""
    home = state / "champions" / NAME
    old = read_pointer(state / "champions", NAME)
    new = old.model_copy(update={"version": version, "tables_sha256": None})
    shutil.copytree(home / old.folder, home / new.folder)
    return new


def test_a_champion_that_is_whole_proves_itself_and_serves(state):
    watch = looked(state)
    assert served(watch) == "1"
    assert watch.serving.refused is None


def test_a_version_proves_itself_once_for_all_workers(state, proved, tmp_path):
    settings = Settings(state=state)
    workers = [ChampionWatch(settings, lambda _: None, together=tmp_path) for _ in range(2)]
    for worker in workers:
        worker.look()
    assert len(proved) == 1
    move_pointer(state / "champions", renamed(state, "2"))
    for worker in workers:
        worker.look()
    assert ([served(worker) for worker in workers], len(proved)) == (["2", "2"], 2)


def test_a_new_champion_is_taken_up_and_the_same_is_not_proved_again(state, proved):
    watch = looked(state)
    watch.look()
    assert len(proved) == 1
    move_pointer(state / "champions", renamed(state, "2"))
    watch.look()
    watch.look()
    assert (served(watch), len(proved)) == ("2", 2)


def test_a_bad_one_changes_nothing_but_what_is_said(state, proved, caplog):
    watch = looked(state)
    pointer = state / "champions" / NAME / POINTER
    good = pointer.read_bytes()
    for bad in (b"{", good.replace(b'"1"', b'"7"'), b" " * 5_000):
        pointer.write_bytes(bad)
        watch.look()
        watch.look()
        assert served(watch) == "1"
        assert watch.serving.refused.reason in caplog.text
    pointer.unlink()
    watch.look()
    assert (served(watch), watch.serving.refused is not None) == ("1", True)
    pointer.write_bytes(good)
    watch.look()
    assert (served(watch), watch.serving.refused) == ("1", None)
    assert [one.version for one in proved] == ["1", "7"]


def test_one_that_does_not_prove_itself_is_tried_again_after_a_while(state, monkeypatch):
    error = CandidateRefusedError("it scores otherwise")

    def refuse(*_):
        raise error

    monkeypatch.setattr(swapping, "prove_placed", refuse)
    watch = looked(state)
    assert served(watch) is None
    assert str(watch.serving.fault) == "it scores otherwise"
    monkeypatch.setattr(swapping, "prove_placed", lambda *_: None)
    watch.look()
    assert served(watch) is None
    monkeypatch.setattr(swapping, "RETRY_SECONDS", -1.0)
    watch.look()
    assert (served(watch), watch.serving.fault) == ("1", None)


def test_where_signing_is_required_only_what_is_signed_with_the_key_serves(state, keys, proved):
    private, public = keys
    champions = state / "champions"
    pointer = read_pointer(champions, NAME)
    watch = looked(state, promotion_public_key=public)
    assert (served(watch), len(proved)) == (None, 0)
    assert "is not signed" in watch.serving.refused.reason
    move_pointer(champions, pointer.signed_by(Ed25519PrivateKey.generate()))
    watch.look()
    assert "is signed wrongly" in watch.serving.refused.reason
    move_pointer(champions, pointer.signed_by(read_signing_key(private)))
    watch.look()
    assert served(watch) == "1"


@pytest.mark.parametrize(
    "change",
    [
        {"version": "2"},
        {"artifact_sha256": "0" * 64},
        {"tables_sha256": "0" * 64},
        {"role": Role.CHALLENGER},
        {"name": "another"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_signature_is_of_everything_that_a_pointer_says(champions, keys, change):
    key = read_signing_key(keys[0])
    signed = read_pointer(champions, NAME).signed_by(key)
    signed.require_signed(read_public_key(keys[1]))
    with pytest.raises(ArtifactTamperedError, match="signed wrongly"):
        signed.model_copy(update=change).require_signed(read_public_key(keys[1]))


def test_a_challenger_is_no_champion(state, artifact):
    champions = state / "champions"
    challenger = place_version(champions, NAME, "1", *artifact, Role.CHALLENGER)
    (champions / NAME / POINTER).write_text(challenger.model_dump_json())
    with pytest.raises(ArtifactTamperedError, match="another model or role"):
        read_champion(champions, NAME)
