"""Assessments page by page, held to filters and to areas."""

import base64
import datetime
import itertools
import json
import zlib

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from stores import a_given, a_store, rows, tamper

from riskmodel.errors import CursorError
from riskmodel.storage.area import area_code
from riskmodel.storage.audit import Act, append
from riskmodel.storage.database import open_engine, writing
from riskmodel.storage.listing import Wanted
from riskmodel.storage.migrate import _config, upgrade
from riskmodel.storage.verify import verify

NOW = datetime.datetime.now(datetime.UTC)
VILLAGE = {
    "province_code": "53",
    "county_code": "530423",
    "township_code": "530423101",
    "village_code": "530423101203",
}


def a_kept(name, **changes):
    record = {"household_id": f"h-{name}"} | changes.pop("record", {})
    return a_given(name, asked=json.dumps(record), area_code=area_code(record), **changes)


def ids(found):
    return [row.household_id for row in found.rows]


def every_page(store, wanted, most):
    cursor, found = None, []
    while True:
        page = store.page(wanted, cursor, most)
        found += ids(page)
        if page.next is None:
            return found
        cursor = page.next


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (VILLAGE, "530423101203"),
        (VILLAGE | {"village_code": None}, "530423101"),
        ({"county_code": "530423"}, "530423"),
        ({}, None),
        (VILLAGE | {"county_code": "410423"}, None),
        ({"province_code": "41", "village_code": "530423101203"}, None),
    ],
)
def test_a_household_is_in_its_finest_area_or_in_none_where_its_codes_disagree(record, code):
    assert area_code(record) == code


def test_pages_hold_everything_once_the_newest_first_whatever_is_given_meanwhile(place):
    with a_store(place) as store:
        for number in range(7):
            store.record([a_kept(str(number))])
        first = store.page(Wanted(), None, 3)
        store.record([a_kept("late")])
        rest = store.page(Wanted(), first.next, 3)
        last = store.page(Wanted(), rest.next, 3)
        assert ids(first) + ids(rest) + ids(last) == [f"h-{number}" for number in range(6, -1, -1)]
        assert last.next is None
        assert every_page(store, Wanted(), 1)[0] == "h-late"


def test_a_full_last_page_has_no_next(place):
    with a_store(place) as store:
        store.record([a_kept("a"), a_kept("b")])
        assert store.page(Wanted(), None, 2).next is None


def test_a_list_is_held_to_every_filter(place):
    days = [datetime.date(2025, month, 1) for month in (1, 2, 3)]
    with a_store(place) as store:
        for day, band in itertools.product(days, ("high", None)):
            agreement = "model_only" if band else None
            name = f"{day.month}{band}"
            store.record([a_kept(name, as_of_date=day, band=band, agreement=agreement)])

        def listed(**filters):
            return set(every_page(store, Wanted(**filters), 2))

        assert listed(household_id="h-1high") == {"h-1high"}
        assert listed(as_of_from=days[1]) == {"h-2high", "h-2None", "h-3high", "h-3None"}
        assert listed(as_of_to=days[0], band="high") == {"h-1high"}
        assert listed(agreement="model_only") == {"h-1high", "h-2high", "h-3high"}
        assert listed(agreement="neither") == set()


def test_a_list_is_held_to_areas(place):
    with a_store(place) as store:
        store.record([a_kept("here", record=VILLAGE), a_kept("nowhere")])
        store.record([a_kept("county", record={"county_code": "530423"})])
        store.record([a_kept("there", record={"village_code": "530424101203"})])
        store.record([a_kept("both", record=VILLAGE | {"county_code": "410423"})])

        def listed(*areas):
            return set(every_page(store, Wanted(areas=areas), 2))

        everywhere = {"h-here", "h-nowhere", "h-county", "h-there", "h-both"}
        assert set(every_page(store, Wanted(), 2)) == everywhere
        assert listed() == set()
        assert listed("53") == {"h-here", "h-county", "h-there"}
        assert listed("530423") == {"h-here", "h-county"}
        assert listed("530423101") == {"h-here"}
        assert listed("530423101", "530424") == {"h-here", "h-there"}
        assert listed("41") == set()


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "MS4", base64.urlsafe_b64encode(b"1.0123456789abcdef").decode()]
)
def test_a_cursor_that_no_page_gave_is_refused(lite, cursor):
    with a_store(lite) as store, pytest.raises(CursorError):
        store.page(Wanted(), cursor, 2)


def test_a_cursor_is_of_one_list_only(lite):
    with a_store(lite) as store:
        store.record([a_kept("a"), a_kept("b")])
        cursor = store.page(Wanted(), None, 1).next
        assert ids(store.page(Wanted(), cursor, 1)) == ["h-a"]
        for other in (Wanted(household_id="h-a"), Wanted(areas=("53",))):
            with pytest.raises(CursorError):
                store.page(other, cursor, 1)


def test_a_household_moved_to_another_area_is_found_out(place):
    with a_store(place) as store:
        store.record([a_kept("a", record=VILLAGE)])
    tamper(place, "UPDATE assessments SET area_code = '410423'")
    engine = open_engine(place.url)
    assert len(verify(engine, place.read_anchors()).findings) == 1
    engine.dispose()


def test_what_was_kept_before_there_were_lists_is_listed_and_guarded_again(place):
    message = json.dumps({"agreement": "model_only", "risk": {"band": "high"}})
    engine = open_engine(place.url)
    with writing(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        born = append(connection, [Act("local", "database.created", "x", {})], NOW)
        connection.execute(
            text("INSERT INTO assessments VALUES (:id, 'h', :day, :asked, '{}', :message, :at, "
                 "'local', :recorded)"),
            {"id": "0" * 32, "day": str(NOW.date()), "asked": json.dumps(VILLAGE),
             "message": zlib.compress(message.encode()), "at": NOW.isoformat(),
             "recorded": born[0].sequence},
        )  # fmt: skip
    assert upgrade(engine)
    listed = rows(place, "SELECT area_code, agreement, band FROM assessments")
    assert listed == [("530423101203", "model_only", "high")]
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text("UPDATE assessments SET band = NULL"))
    engine.dispose()
