"""Tampering by somebody who has the database's password and knows how the chain is made."""

import sqlite3

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from stores import a_given, a_store, rows, tamper

from riskmodel.errors import AuditTamperedError, ConfigurationError
from riskmodel.storage.audit import BEGINNING, link
from riskmodel.storage.database import file_of, open_engine
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.verify import verify

GIVINGS = 30
TAMPERINGS = 200


def verified(place):
    engine = open_engine(place.url)
    try:
        return verify(engine, place.read_anchors())
    finally:
        engine.dispose()


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


def rewrite(connection, start):
    """Make the chain whole again from a row on."""
    kept = connection.execute("SELECT sequence, entry FROM audit_log ORDER BY sequence").fetchall()
    held = connection.execute("SELECT sequence, sha256 FROM audit_log").fetchall()
    previous = dict(held).get(start - 1, BEGINNING)
    for sequence, entry in kept[start - 1 :]:
        made = link(sequence, previous, entry)
        connection.execute(
            "UPDATE audit_log SET previous_sha256 = ?, sha256 = ? WHERE sequence = ?",
            (previous, made, sequence),
        )
        previous = made


COLUMNS = ("sequence", "previous_sha256", "entry", "sha256")
EDITS = {
    "previous_sha256": "UPDATE audit_log SET previous_sha256 = ? WHERE sequence = ?",
    "entry": "UPDATE audit_log SET entry = ? WHERE sequence = ?",
    "sha256": "UPDATE audit_log SET sha256 = ? WHERE sequence = ?",
}


def edit(connection, random, last):
    row = int(random.integers(1, last + 1))
    column = str(random.choice(list(EDITS)))
    found = connection.execute("SELECT * FROM audit_log WHERE sequence = ?", (row,)).fetchone()
    value = found[COLUMNS.index(column)]
    # Digits alone, so that what stands for a number or a moment stays well formed.
    place = int(random.choice([at for at, letter in enumerate(value) if letter.isdigit()]))
    other = str((int(value[place]) + 1 + int(random.integers(0, 9))) % 10)
    edited = value[:place] + other + value[place + 1 :]
    connection.execute(EDITS[column], (edited, row))


def take_out(connection, random, last):
    row = int(random.integers(1, last))
    connection.execute("DELETE FROM audit_log WHERE sequence = ?", (row,))
    if random.random() < 0.5:
        for later in range(row + 1, last + 1):
            connection.execute(
                "UPDATE audit_log SET sequence = ? WHERE sequence = ?", (later - 1, later)
            )
        rewrite(connection, row)


def swap(connection, random, last):
    one, other = (int(row) for row in random.choice(np.arange(2, last + 1), 2, replace=False))
    for was, becomes in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE audit_log SET sequence = ? WHERE sequence = ?", (becomes, was))


def cut_the_tail(connection, random, last):
    kept = int(random.integers(1, last))
    connection.execute("DELETE FROM audit_log WHERE sequence > ?", (kept,))


def write_anew(connection, random, last):
    row = int(random.integers(1, last + 1))
    connection.execute(
        "UPDATE audit_log SET entry = replace(entry, 'local', 'other') WHERE sequence = ?", (row,)
    )
    rewrite(connection, row)


KINDS = (edit, take_out, swap, cut_the_tail, write_anew)


def test_200_tamperings_are_all_found(lite):
    with a_store(lite) as store:
        for number in range(GIVINGS):
            store.record([a_given(str(number))])
    tamper(lite)
    whole, sound = sqlite3.connect(file_of(lite.url)), sqlite3.connect(":memory:")
    whole.execute("DELETE FROM assessments")  # their digests would show more than the chain
    whole.commit()
    whole.backup(sound)
    random = np.random.default_rng(15)
    missed = []
    for number in range(TAMPERINGS):
        sound.backup(whole)
        kind = KINDS[number % len(KINDS)]
        kind(whole, random, GIVINGS + 1)
        whole.commit()
        if not [one for one in verified(lite).findings if "are kept" not in one.en]:
            missed.append((number, kind.__name__))
    whole.close()
    sound.close()
    assert missed == []


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
