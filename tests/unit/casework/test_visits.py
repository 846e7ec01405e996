"""What visits establish becomes outcomes, and nothing that they leave open does."""

import datetime

import pytest
from builders import AS_OF
from cases import NEVER, Calendar, assessed
from stores import a_store

from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import Decision
from riskmodel.casework.visits import FOUND_NAMES, Found, read_found, visit_outcomes
from riskmodel.errors import CaseStepError
from riskmodel.monitoring.outcomes import import_outcomes, outcomes_table
from riskmodel.parameters import Parameters
from riskmodel.storage.database import open_engine, reading

WANG, WORDS = "wang", "seen at home"
ASSESSED = datetime.date.fromisoformat(AS_OF)


@pytest.fixture
def engine(place, assessor):
    with a_store(place) as store:
        engine = open_engine(place.url)
        yield engine, assessed(store, assessor)
        engine.dispose()


def outcomes_of(engine, visits, horizon=12):
    """What follows from visits, each in a case of its own on the same assessment."""
    database, assessment = engine
    calendar = Calendar()
    book = Casebook(database, Parameters.shipped(), NEVER, calendar)
    for days, found in visits:
        on = ASSESSED + datetime.timedelta(days=days)
        calendar.now = datetime.datetime(on.year, on.month, on.day, 4, tzinfo=datetime.UTC)
        case = book.claim(_seen(book.open(assessment, "platform")))
        case = book.record_visit(_seen(case), on, "Zhao", WORDS, found)
        case = book.decide(_seen(case), Decision.NO_ACTION, "no_risk_found", WORDS)
        book.close(_seen(case))
    with reading(database) as connection:
        return visit_outcomes(connection, horizon)


def _seen(case):
    return Seen(case.case_id, WANG, case.steps)


@pytest.mark.parametrize(
    ("visits", "fell_back"),
    [
        ([(1, Found.POOR)], True),
        ([(200, Found.POOR)], True),
        ([(365, Found.POOR)], True),
        ([(366, Found.POOR)], None),  # after the horizon
        ([(200, Found.NOT_POOR)], None),  # half of the horizon is still to come
        ([(364, Found.NOT_POOR)], None),
        ([(365, Found.NOT_POOR)], False),
        ([(457, Found.NOT_POOR)], False),
        ([(458, Found.NOT_POOR)], None),  # too late to say so
        ([(365, Found.NOT_ESTABLISHED)], None),
        ([(100, Found.POOR), (370, Found.NOT_POOR)], True),  # it fell, and rose again
        ([(100, Found.NOT_POOR), (370, Found.NOT_POOR)], False),
    ],
)
def test_a_visit_settles_an_outcome_only_where_it_covers_the_horizon(engine, visits, fell_back):
    found = outcomes_of(engine, visits)
    assert [one.fell_back for one in found] == ([] if fell_back is None else [fell_back])
    assert all(one.as_of_date == ASSESSED for one in found)


def test_what_visits_settle_can_be_kept_with_the_other_outcomes(engine, tmp_path):
    found = outcomes_of(engine, [(30, Found.POOR)])
    store = tmp_path / "outcomes.parquet"
    assert import_outcomes(store, outcomes_table(found)).added == 1
    again = import_outcomes(store, outcomes_table(found))
    assert (again.added, again.known) == (0, 1)
    assert import_outcomes(store, outcomes_table([])).added == 0


def test_what_was_established_is_chosen_from_a_list_with_both_names():
    assert read_found("poor") is Found.POOR
    with pytest.raises(CaseStepError, match="found: choose one of poor"):
        read_found("")
    assert set(FOUND_NAMES) == set(Found)
    assert all(name.zh and name.en for name in FOUND_NAMES.values())
