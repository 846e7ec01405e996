"""Rows beside the assessments: what nobody on record did to them is found."""

import datetime
import sqlite3
from datetime import UTC

import pytest
from cases import NEVER
from offices import ALERTED, WHO, an_office
from sqlalchemy import select
from stores import tamper, verified

from riskmodel.access.keeping import Grant, Signed, create, listed, revoke
from riskmodel.access.users import disable
from riskmodel.alerts.feed import acknowledge
from riskmodel.casework.book import Casebook, Seen
from riskmodel.deadlines import day_of
from riskmodel.opt_outs.register import withdraw
from riskmodel.parameters import Parameters
from riskmodel.storage import kept_rows
from riskmodel.storage.database import file_of, open_engine, writing
from riskmodel.storage.tables import Alert
from riskmodel.webhooks import subscriptions


def filled(place, assessor):
    engine = open_engine(place.url)
    an_office(place, engine, assessor)
    engine.dispose()
    return place


TAMPERINGS = {
    "UPDATE access_keys SET revoked_at = NULL": "an access key is gone, or not as",
    "UPDATE access_keys SET scopes = 'admin' WHERE revoked_at IS NULL": "an access key is gone",
    "DELETE FROM access_keys": "an access key is gone",
    "INSERT INTO access_keys (key_id, sha256, name, scopes, areas, created_at) "
    "SELECT 'slipped in', sha256, 'x', scopes, areas, created_at FROM access_keys LIMIT 1":
        "an access key is there that no act on record made",
    "UPDATE users SET disabled_at = NULL": "a person who may sign in is gone, or not as",
    "UPDATE users SET password = 'x' WHERE disabled_at IS NULL": "a person who may sign in",
    "DELETE FROM users": "a person who may sign in is gone",
    "UPDATE alerts SET acknowledged_by = 'x'": "an alert is gone, or not as",
    "DELETE FROM alerts": "an alert is gone",
    "UPDATE opt_outs SET withdrawn_at = NULL": "a refusal of automated scoring is gone, or not",
    "UPDATE opt_outs SET household_id = 'x'": "a refusal of automated scoring",
    "DELETE FROM opt_outs": "a refusal of automated scoring is gone",
    "UPDATE cases SET holder = 'x'": "a case is gone, or not as",
    "UPDATE cases SET state = 'closed'": "a case is gone, or not as",
    "DELETE FROM cases": "a case is gone",
    "DELETE FROM case_steps WHERE number = 2": "the step of a case that this row recorded is gone",
    "UPDATE case_steps SET content = '{}' WHERE number = 1": "not as it was taken",
    "UPDATE webhooks SET url = 'https://x'": "a webhook is gone, or not as",
}  # fmt: skip


def test_what_was_done_on_record_is_found_whole_and_what_was_not_is_found(place, assessor):
    found = verified(filled(place, assessor))
    assert found.findings == []
    assert (found.rows, found.unproven) == (4 + 2 + 2 + 2 + 1 + 1, 0)
    edits = {one: words for one, words in TAMPERINGS.items() if one.startswith("UPDATE")}
    tamper(place, *edits)
    told = " ".join(one.en for one in verified(place).findings)
    assert [words for words in edits.values() if words not in told] == []


@pytest.fixture
def office(lite, assessor):
    return filled(lite, assessor)


def test_each_row_that_is_altered_slipped_in_or_taken_away_is_found(office):
    tamper(office)
    whole, sound = sqlite3.connect(file_of(office.url)), sqlite3.connect(":memory:")
    whole.backup(sound)
    for statement, words in TAMPERINGS.items():
        sound.backup(whole)
        whole.execute(statement)
        whole.commit()
        assert words in " ".join(one.en for one in verified(office).findings), statement
    whole.close()
    sound.close()


def test_what_proves_nothing_is_told_apart(office, monkeypatch):
    tamper(office, "UPDATE users SET failures = 3")  # wrong passwords are no act
    assert verified(office).findings == []
    monkeypatch.setattr(kept_rows, "ROW", "a release before")
    found = verified(office)
    assert (found.rows, found.unproven) == (0, 12)


COVERED_UP = {
    "UPDATE users SET areas = 'CN' WHERE name = 'Wang Fang'": "a person who may sign in",
    "UPDATE opt_outs SET words = 'x' WHERE withdrawn_at IS NULL": "a refusal of automated scoring",
    "UPDATE webhooks SET url = 'https://x'": "a webhook",
    "UPDATE cases SET origin = 'elsewhere'": "a case",
    "UPDATE access_keys SET areas = '53' WHERE name = 'third'": "an access key",
    "UPDATE alerts SET acknowledged_by = NULL, acknowledged_at = NULL": "an alert",
}


def go_on(engine, case_id):
    """Act on each of the rows, in good faith."""
    signed = Signed("Li Na", datetime.datetime.now(UTC))
    disable(engine, "Wang Fang", signed)
    (third,) = [one for one in listed(engine) if one.identity.name == "third"]
    revoke(engine, third.key_id, signed)
    with writing(engine) as connection:
        withdraw(connection, ALERTED, WHO)
        (webhook,) = subscriptions.active(connection)
        subscriptions.remove(connection, webhook.webhook_id)
        for alert_id in connection.scalars(select(Alert.alert_id)).all():
            acknowledge(connection, alert_id, WHO)
    book = Casebook(engine, Parameters.shipped(), NEVER)
    case = book.find(case_id)
    book.plan_visit(Seen(case_id, "wang", case.steps), day_of(signed.at))


def test_what_somebody_altered_is_found_though_others_acted_on_it_since(lite, assessor):
    engine = open_engine(lite.url)
    case_id = an_office(lite, engine, assessor)
    create(engine, Grant("third", ["assess"], ["CN"]), Signed("Li Na", datetime.datetime.now(UTC)))
    tamper(lite, *COVERED_UP)
    go_on(engine, case_id)
    engine.dispose()
    told = [one.en for one in verified(lite).findings]
    assert len(told) >= len(COVERED_UP)
    assert [words for words in COVERED_UP.values() if words not in " ".join(told)] == []


def test_acts_one_after_the_other_hide_nothing_and_accuse_nobody(lite, assessor):
    engine = open_engine(lite.url)
    case_id = an_office(lite, engine, assessor)
    create(engine, Grant("third", ["assess"], ["CN"]), Signed("Li Na", datetime.datetime.now(UTC)))
    go_on(engine, case_id)
    engine.dispose()
    assert verified(lite).findings == []
