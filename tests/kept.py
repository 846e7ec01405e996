"""What lies in a database of the service, read as anybody with the file could."""

import sqlite3
from pathlib import Path

from riskmodel.storage.database import open_engine
from riskmodel.storage.packing import unpacked
from riskmodel.storage.place import Keys, Place
from riskmodel.storage.verify import verify


def messages(database: Path) -> dict[str, str]:
    """Every message by its id."""
    connection = sqlite3.connect(database)
    try:
        rows = connection.execute("SELECT assessment_id, message FROM assessments").fetchall()
    finally:
        connection.close()
    return {name: unpacked(message).decode() for name, message in rows}


def findings(state: Path) -> list[str]:
    """What is wrong with the database, its audit log and its anchors, in a state folder."""
    place = Place.of("", state / "database", state / "audit-anchors.jsonl", Keys())
    engine = open_engine(place.url)
    try:
        return [finding.en for finding in verify(engine, place.read_anchors()).findings]
    finally:
        engine.dispose()
