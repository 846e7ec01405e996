"""Tampering with the audit log by somebody who can write the database and knows the chain."""

import sqlite3

import numpy as np
from stores import a_given, a_store, tamper

from riskmodel.storage.audit import BEGINNING, link
from riskmodel.storage.database import file_of, open_engine
from riskmodel.storage.verify import verify


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


def write_all_anew(connection, random, last):
    connection.execute(
        "UPDATE audit_log SET entry = replace(entry, 'local', 'other') WHERE sequence = ?",
        (int(random.integers(1, last + 1)),),
    )
    connection.execute("UPDATE audit_log SET entry = entry || ' ' WHERE sequence = 1")
    rewrite(connection, 1)


KINDS = (edit, take_out, swap, cut_the_tail, write_anew, write_all_anew)


def unseen(place, tamperings, givings=30, seed=15):
    """Which of so many tamperings with a log of so many givings go unseen, by kind."""
    with a_store(place) as store:
        for number in range(givings):
            store.record([a_given(str(number))])
    tamper(place)
    whole, sound = sqlite3.connect(file_of(place.url)), sqlite3.connect(":memory:")
    whole.execute("DELETE FROM assessments")  # their digests would show more than the chain
    whole.commit()
    whole.backup(sound)
    random = np.random.default_rng(seed)
    missed = []
    for number in range(tamperings):
        sound.backup(whole)
        kind = KINDS[number % len(KINDS)]
        kind(whole, random, givings + 1)
        whole.commit()
        if not _found(place):
            missed.append((number, kind.__name__))
    whole.close()
    sound.close()
    return missed


def _found(place):
    engine = open_engine(place.url)
    try:
        found = verify(engine, place.read_anchors()).findings
    finally:
        engine.dispose()
    return [one for one in found if "were recorded" not in one.en]
