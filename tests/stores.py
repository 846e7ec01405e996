"""Assessments made by hand, and tampering as somebody with the database's password would."""

import datetime
import hashlib
import json
from contextlib import contextmanager

from sqlalchemy import text

from riskmodel.storage.area import area_code
from riskmodel.storage.database import open_engine
from riskmodel.storage.given import Given
from riskmodel.storage.store import Habits, Store
from riskmodel.storage.verify import verify

QUIET = Habits(anchor_seconds=3600, beat_seconds=0.05)


def a_given(name: str = "one", **changes: object) -> Given:
    """What a service could have given; different names are different questions."""
    fields = {
        "assessment_id": hashlib.sha256(name.encode()).hexdigest()[:32],
        "household_id": f"h-{name}",
        "as_of_date": datetime.date(2025, 6, 30),
        "asked": '{"household_id":"h"}',
        "versions": "{}",
        "message": '{"words":"监测"}',
    }
    found = fields | changes
    found.setdefault("area_code", area_code(json.loads(found["asked"])))
    return Given(**(found | {"message": found["message"].encode()}))


@contextmanager
def a_store(place, habits=QUIET):
    store = Store(place, habits)
    try:
        yield store
    finally:
        store.close()


def rows(place, sql, **values):
    """What a statement finds."""
    engine = open_engine(place.url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql), values)]
    finally:
        engine.dispose()


def verified(place):
    """What a verification of the log and of all that it vouches for finds."""
    engine = open_engine(place.url)
    try:
        return verify(engine, place.read_anchors())
    finally:
        engine.dispose()


def tamper(place, *statements):
    """Run statements past the guards."""
    engine = open_engine(place.url)
    try:
        # As a writer: a reader that begins to write is refused where a service wrote meanwhile.
        with engine.execution_options(riskmodel_writes=True).begin() as connection:
            if place.url.get_backend_name() == "sqlite":
                named = connection.execute(
                    text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                )
                for (name,) in named.all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
                connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            else:
                connection.execute(text("SET session_replication_role = replica"))
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()
