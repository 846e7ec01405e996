"""What stands beside an assessment: the years before it, what changed, and cases like it."""

import datetime
import html
import json
from contextlib import suppress

import pytest
from builders import AS_OF, a_household
from cases import ALWAYS, NEVER
from fastapi.testclient import TestClient
from riskmodel_api.app import create_app
from sqlalchemy import select, update

from riskmodel.assessment import desk_now, explain_change, find_missing
from riskmodel.assessment.question import DatedRecord
from riskmodel.casework import nearest as near
from riskmodel.casework.book import Seen
from riskmodel.casework.decisions import Decision
from riskmodel.parameters import Parameters
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel.storage.course import read_course, read_trail
from riskmodel.storage.database import writing
from riskmodel.storage.listing import Wanted
from riskmodel.storage.tables import AuditLog

EARLIER = "2025-03-31"
THEN = {"wage_income": 52_000, "net_income": 62_000, "net_income_pc": 15_500.0}


@pytest.fixture(scope="module")
def client(assessor, tmp_path_factory):
    settings = Settings(state=tmp_path_factory.mktemp("state"))
    with TestClient(
        create_app(settings, assessor), base_url="http://127.0.0.1:8300",
        client=("127.0.0.1", 9),
    ) as client:  # fmt: skip
        client.app.state.office.draws = NEVER
        yield client


class UndoneError(Exception):
    """So that what a test altered is rolled back."""


def assessed(client, name, day=AS_OF, **changes):
    body = {"as_of_date": day, "household": a_household(household_id=name, **changes)}
    return client.post("/v1/assessments", json=body).json()


def page(client, given, language="en"):
    answer = client.get(f"/console/assessments/{given['assessment_id']}?lang={language}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def opened(client, given, decision=None):
    """A case, decided where that is asked for."""
    book = client.app.state.office.book(Parameters.shipped())
    case = book.open(given["assessment_id"], "platform")
    if decision:
        book.claim(Seen(case.case_id, "Wang Fang", 1))
        seen = Seen(case.case_id, "Wang Fang", 2)
        case = book.decide(seen, decision, "record_wrong", "a shop in town")
    return case


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_what_the_library_says_of_change_and_gaps(client, assessor, language):
    gap = {"debt": None, "road_distance_km": None, "chronic_members": None}
    earlier = assessed(client, "h-years", EARLIER, **THEN)
    given = assessed(client, "h-years", **gap)
    text = page(client, given, language)
    records = [
        DatedRecord(datetime.date.fromisoformat(day), read_record(a_household(**one)))
        for day, one in ((EARLIER, THEN), (AS_OF, gap))
    ]
    desk = desk_now(assessor)
    change = explain_change((desk, records[0]), (desk, records[1]))
    missing = find_missing(assessor, records[1])
    for sentence in (*getattr(change, language), getattr(missing, language)):
        assert sentence in text
    for one in (*change.parts.fields, *missing.answers):
        assert getattr(one, language) in text
    assert len(change.parts.fields) > 3
    assert missing.answers
    for one in (earlier, given):
        assert f'/console/assessments/{one["assessment_id"]}"' in text
    assert 'class="course"' in text


def test_an_earlier_assessment_points_to_the_later_and_shows_nothing_of_it(client):
    earlier = assessed(client, "h-later", EARLIER, **THEN)
    later = assessed(client, "h-later", job_lost=True)
    text = page(client, earlier)
    assert "A later assessment of this household is on record" in text
    assert f'/console/assessments/{later["assessment_id"]}">see it' in text
    assert "What changed since" not in text
    assert "Nothing earlier is on record" in text


def test_nothing_of_the_score_stands_beside_while_it_is_to_be_judged_first(client):
    assessed(client, "h-hidden", EARLIER, **THEN)
    given = assessed(client, "h-hidden")
    client.app.state.office.draws = ALWAYS
    case = opened(client, given)
    client.app.state.office.draws = NEVER
    for text in (page(client, given), client.get(f"/console/cases/{case.case_id}").text):
        assert "Over the years" in text
        assert "15,500" in text
        for word in ("What changed since", "as scored", "Nearest past", "would matter",
                     "Later poverty", "log-odds"):  # fmt: skip
            assert word not in text


def test_the_nearest_cases_are_those_that_the_model_saw_alike(client):
    changes = {"h-near-1": {"debt": 12_000}, "h-near-2": {"debt": 90_000, "job_lost": True},
               "h-far": {"serious_illness_members": 2, "job_lost": True, "wage_income": 0,
                         "net_income": 10_000, "net_income_pc": 2_500.0}}  # fmt: skip
    others = {name: assessed(client, name, **change) for name, change in changes.items()}
    elsewhere = {"province_code": "53", "county_code": "530424", "township_code": "530424101",
                 "village_code": "530424101203"}  # fmt: skip
    cases = {
        name: opened(client, given, Decision.WRONG_DATA)
        for name, given in (*others.items(), ("h-away", assessed(client, "h-away", **elsewhere)))
    }
    own = assessed(client, "h-own")
    opened(client, own, Decision.WRONG_DATA)
    assessment = client.app.state.records.fetch(own["assessment_id"]).given.message
    found = client.app.state.records.read(
        lambda connection: near.nearest(
            connection, near.Assessment.model_validate_json(assessment), ("530423",),
            {("h-near-1", AS_OF): True},
        )
    )  # fmt: skip
    pulls = {
        name: {one["dimension"]: one["contribution"] for one in given["explanation"]["dimensions"]}
        for name, given in (*others.items(), ("h-own", own))
    }
    by_hand = {
        name: sum((pulls["h-own"][side] - pull) ** 2 for side, pull in pulls[name].items()) ** 0.5
        for name in others
    }
    names = [one.case.facts.household_id for one in found]
    assert "h-away" not in names
    assert "h-own" not in names
    assert by_hand.keys() <= set(names)
    assert [by_hand[name] for name in names if name in others] == sorted(by_hand.values())
    of = {one.case.facts.household_id: one for one in found}
    assert of["h-far"].distance == pytest.approx(by_hand["h-far"])
    assert (of["h-near-1"].fell_back, of["h-near-2"].fell_back) == (True, None)
    assert of["h-near-1"].reason == "record_wrong"
    assert cases["h-near-1"].case_id in page(client, own)


def test_the_trail_has_each_act_and_tells_an_altered_row(client):
    given = assessed(client, "h-trail")
    case = opened(client, given, Decision.WRONG_DATA)
    text = client.get(f"/console/cases/{case.case_id}?lang=en").text
    assert "4 entries of the audit log" in text
    assert "as it was written" not in text
    office, records = client.app.state.office, client.app.state.records

    def trail(connection):
        course = read_course(connection, Wanted("h-trail"), 8)
        return read_trail(connection, [one.sequence for one in course], [case.case_id])

    entries = records.read(trail)
    acts = [one.action for one in entries]
    assert acts == ["assessment.recorded", "case.open", "case.claim", "case.decide"]
    # As the only writer: alerts are made beside us.
    with suppress(UndoneError), writing(office.engine) as connection:
        row = AuditLog.sequence == entries[-1].sequence
        held = connection.scalar(select(AuditLog.entry).where(row))
        other = json.dumps(json.loads(held) | {"actor": "Li Na"})
        connection.exec_driver_sql("DROP TRIGGER audit_log_update")
        connection.execute(update(AuditLog).where(row).values(entry=other))
        altered = trail(connection)
        raise UndoneError
    assert [one.holds for one in altered] == [True, True, True, False]


def test_of_a_day_the_last_word_counts_and_other_areas_are_left_out(client):
    assessed(client, "h-twice", EARLIER, **THEN)
    assessed(client, "h-twice", EARLIER, **(THEN | {"debt": 1}))
    last = assessed(client, "h-twice")

    def course(areas):
        wanted = Wanted("h-twice", areas=areas)
        read = client.app.state.records.read
        return read(lambda connection: read_course(connection, wanted, 8))

    days = [str(one.stored.given.as_of_date) for one in course(None)]
    assert days == [EARLIER, AS_OF]
    assert json.loads(course(None)[0].stored.given.asked)["debt"] == 1
    assert course(("53",))[-1].stored.given.assessment_id == last["assessment_id"]
    assert course(("52",)) == []
    assert len(course(None)) == 2
