"""Tampering by somebody who has the database's password and knows how the chain is made."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from stores import a_given, a_store, rows, tamper, verified
from tampering import unseen

from riskmodel.errors import AuditTamperedError, ConfigurationError
from riskmodel.storage.database import file_of, open_engine
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.verify import verify

TAMPERINGS = 200


@pytest.fixture
def filled(place):
    with a_store(place) as store:
        for number in range(8):
            store.record([a_given(str(number))])
    return place


def test_a_log_as_it_was_written_is_found_whole(filled):
    found = verified(filled)
    assert found.findings == []
    assert (found.head.sequence, found.anchored, found.assessments) == (9, 9, 8)


TAKEN_OUT = (
    "DELETE FROM assessments WHERE recorded = 5",
    "DELETE FROM audit_log WHERE sequence = 5",
)
CUT = "DELETE FROM assessments WHERE recorded > 7", "DELETE FROM audit_log WHERE sequence > 7"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["UPDATE audit_log SET entry = replace(entry, 'local', 'other') WHERE sequence = 4"],
         "row 4 was changed"),
        (TAKEN_OUT, "row 5 is missing"),
        (CUT, "the tail was cut"),
        (["UPDATE assessments SET household_id = 'x' WHERE recorded = 6"], "not as it was given"),
        (["UPDATE assessments SET asked_by = 'x' WHERE recorded = 6"], "not as it was given"),
        (["DELETE FROM assessments WHERE recorded = 6"], "recorded, 7 are kept"),
    ],
)  # fmt: skip
def test_each_kind_of_tampering_is_named(filled, statements, told):
    tamper(filled, *statements)
    assert told in " ".join(finding.en for finding in verified(filled).findings)


@pytest.mark.slow
def test_200_tamperings_are_all_found(lite):
    assert unseen(lite, TAMPERINGS) == []


def test_a_tail_cut_goes_unseen_without_the_anchors(filled):
    tamper(filled, *CUT)
    filled.anchors.unlink()
    assert verified(filled).findings == []


def test_the_chain_of_another_database_is_no_stand_in(filled, tmp_path):
    other = Place.of("", tmp_path / "other", filled.anchors, Keys())
    engine = open_engine(other.url)
    with a_store(Place.of("", tmp_path / "other", tmp_path / "no", Keys())) as store:
        for number in range(8):
            store.record([a_given(str(number))])
    found = verify(engine, other.read_anchors())
    engine.dispose()
    assert "another database's" in found.findings[0].en


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    for name in ("own", "other"):
        private = Ed25519PrivateKey.generate()
        content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(content)
        public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / f"{name}.pub").write_bytes(public)
    return folder


def test_signed_anchors_are_known_by_the_public_key_alone(lite, keys, tmp_path):
    folder = file_of(lite.url).parent
    with a_store(Place.of("", folder, lite.anchors, Keys(keys / "own.pem"))) as store:
        store.record([a_given()])
    auditor = Place.of("", folder, lite.anchors, Keys(None, keys / "own.pub"))
    assert verified(auditor).findings == []
    assert auditor.read_anchors()[-1].sequence == 2
    stranger = Place.of("", folder, lite.anchors, Keys(None, keys / "other.pub"))
    with pytest.raises(AuditTamperedError, match="line 1 is not signed"):
        stranger.read_anchors()
    lite.anchors.write_text(lite.anchors.read_text().replace('"sequence":2', '"sequence":1'))
    with pytest.raises(AuditTamperedError, match="line 1 is not signed"):
        auditor.read_anchors()


def test_an_anchor_that_broke_off_is_no_anchor_and_is_written_over(lite):
    with a_store(lite) as store:
        store.record([a_given()])
    with lite.anchors.open("a") as file:
        file.write('{"chain": "brok')
    assert len(lite.read_anchors()) == 1
    with a_store(lite) as store:
        store.record([a_given("two")])
    assert [one.sequence for one in lite.read_anchors()] == [2, 3]
    lite.anchors.write_text("no anchor\n")
    with pytest.raises(AuditTamperedError, match="line 1 is no anchor"):
        lite.read_anchors()


@pytest.mark.parametrize("content", ["", "nonsense", None])
def test_a_key_that_cannot_be_read_is_refused(tmp_path, content):
    path = tmp_path / "key.pem"
    if content is not None:
        path.write_text(content)
    for keys in (Keys(path), Keys(None, path)):
        with pytest.raises(ConfigurationError, match="Ed25519"):
            Place.of("", tmp_path, tmp_path / "anchors", keys)


def test_rows_are_numbered_without_gaps(filled):
    assert rows(filled, "SELECT count(*), max(sequence) FROM audit_log") == [(9, 9)]
