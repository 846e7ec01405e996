import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from stores import a_given, a_store, rows

from riskmodel.errors import BackupError
from riskmodel.storage.anchors import append_anchor
from riskmodel.storage.backup import back_up, restore
from riskmodel.storage.database import FILE, file_of, open_engine, reading, writing
from riskmodel.storage.place import Keys, Place
from riskmodel.webhooks import subscriptions
from riskmodel.webhooks.secret import read_key, secret_of


def elsewhere(tmp_path, anchors="anchors.jsonl"):
    return Place.of("", tmp_path / "elsewhere", tmp_path / anchors, Keys())


@pytest.fixture
def backup(lite, tmp_path):
    with a_store(lite) as store:
        store.record([a_given(str(number)) for number in range(5)])
    back_up(lite, tmp_path / "backup")
    return tmp_path / "backup"


def test_a_backup_under_writing_restores_and_goes_on(lite, tmp_path):
    stop, written = threading.Event(), []

    def write(store):
        while not stop.is_set():
            given = a_given(str(len(written)))
            store.record([given])
            written.append(given)

    with a_store(lite) as store:
        writer = threading.Thread(target=write, args=(store,))
        writer.start()
        while len(written) < 5:
            assert writer.is_alive()
        before = len(written)
        made = back_up(lite, tmp_path / "backup")
        stop.set()
        writer.join()
    assert made.assessments >= before
    place = elsewhere(tmp_path, "other-anchors.jsonl")
    found = restore(tmp_path / "backup", place)
    assert found.assessments == made.assessments
    with a_store(place) as store:
        for given in written[: made.assessments]:
            assert store.fetch(given.assessment_id).given == given
        store.record([a_given("after")])
    assert rows(place, "SELECT max(sequence) FROM audit_log") == [(made.sequence + 1,)]


@pytest.mark.parametrize("stale", [FILE, f"{FILE}-wal", f"{FILE}-shm", "other.txt"])
def test_nothing_is_restored_beside_what_could_mix_with_it(backup, tmp_path, stale):
    place = elsewhere(tmp_path)
    folder = file_of(place.url).parent
    folder.mkdir()
    (folder / stale).write_bytes(b"old")
    with pytest.raises(BackupError, match="not empty"):
        restore(backup, place)
    assert [path.name for path in folder.iterdir()] == [stale]
    assert (folder / stale).read_bytes() == b"old"


def edit_a_row(backup):
    with sqlite3.connect(backup / FILE) as connection:
        connection.execute("DROP TRIGGER audit_log_update")
        connection.execute("UPDATE audit_log SET entry = '{}' WHERE sequence = 3")
    connection.close()


def flip_a_byte(backup):
    content = bytearray((backup / FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (backup / FILE).write_bytes(content)


def lose_the_manifest(backup):
    (backup / "backup.json").unlink()


def anchor_what_was_lost(backup):
    anchors = Path(backup).parent / "anchors.jsonl"
    last = backup / "anchors.jsonl"
    assert last.read_text()
    read = Place.of("", backup, anchors, Keys()).read_anchors()[-1]
    append_anchor(anchors, read.model_copy(update={"sequence": read.sequence + 1}))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (edit_a_row, "not as it was backed up"),
        (flip_a_byte, "not as it was backed up"),
        (lose_the_manifest, "no backup"),
        (anchor_what_was_lost, "the tail was cut"),
    ],
)
def test_a_backup_that_does_not_hold_is_not_restored(backup, tmp_path, spoil, told):
    spoil(backup)
    place = elsewhere(tmp_path)
    with pytest.raises(BackupError, match=told):
        restore(backup, place)
    folder = file_of(place.url).parent
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_backup_goes_into_a_folder_of_its_own(lite, tmp_path, backup):
    with pytest.raises(BackupError, match="not empty"):
        back_up(lite, backup)
    with pytest.raises(BackupError, match="no database yet"):
        back_up(elsewhere(tmp_path), tmp_path / "second")


def test_a_server_is_backed_up_with_its_own_tools(tmp_path):
    pytest.importorskip("psycopg")
    place = Place.of("postgresql://x@y/z", tmp_path, tmp_path / "anchors", Keys())
    with pytest.raises(BackupError, match="pg_dump"):
        back_up(place, tmp_path / "backup")


@pytest.fixture
def with_a_webhook(lite, tmp_path):
    """The key of the deployment, and a backup of its database; the id of its webhook."""
    key = tmp_path / "state" / "webhooks.key"
    read_key(key)
    with a_store(lite) as store:
        store.record([a_given()])
    engine = open_engine(lite.url)
    with writing(engine) as connection:
        name = subscriptions.add(connection, "https://platform.example/hooks", []).webhook_id
    engine.dispose()
    back_up(lite, tmp_path / "backup", key)
    return key, tmp_path / "backup", name


def test_webhooks_go_on_with_the_same_secrets_after_a_restore(with_a_webhook, tmp_path):
    key, backup, name = with_a_webhook
    assert all(key.read_bytes().strip() not in one.read_bytes() for one in backup.iterdir())
    moved = tmp_path / "kept-apart.key"
    moved.write_bytes(key.read_bytes())
    place = elsewhere(tmp_path)
    restore(backup, place, moved)
    engine = open_engine(place.url)
    with reading(engine) as connection:
        assert [one.webhook_id for one in subscriptions.active(connection)] == [name]
    engine.dispose()
    assert secret_of(read_key(moved), name) == secret_of(read_key(key), name)


@pytest.mark.parametrize("other", [None, "f" * 64])
def test_webhooks_are_not_restored_beside_another_key_unless_that_is_said(
    with_a_webhook, tmp_path, other
):
    _, backup, _ = with_a_webhook
    key, place = tmp_path / "new" / "webhooks.key", elsewhere(tmp_path)
    if other:
        key.parent.mkdir()
        key.write_text(other)
    with pytest.raises(BackupError, match="--new-webhook-secrets"):
        restore(backup, place, key)
    assert not file_of(place.url).exists()
    assert restore(backup, place, key, new_secrets=True).assessments == 1


def test_a_backup_names_the_key_that_its_anchors_are_signed_with(lite, tmp_path):
    signed = replace(lite, signing_key=(made := Ed25519PrivateKey.generate()))
    signed = replace(signed, public_key=made.public_key())
    with a_store(signed) as store:
        store.record([a_given()])
    told = back_up(signed, tmp_path / "backup").public_key
    assert load_pem_public_key(told.encode()) == made.public_key()
    assert b"PRIVATE" not in b"".join(one.read_bytes() for one in (tmp_path / "backup").iterdir())
