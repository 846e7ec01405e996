"""A refusal of automated scoring that a person writes down on the page of a household."""

import itertools

import pytest
from cases import NEVER
from console_people import Person, a_console, assessed

from riskmodel.access.keeping import Grant
from riskmodel.opt_outs.register import listed, refusal_of
from riskmodel.storage.log_pages import read_log

PEOPLE = {
    "Zhao Li": Grant("Zhao Li", ["review"], ["530423"]),
    "Sun Mei": Grant("Sun Mei", ["review", "decide"], ["52"]),
    "Qian": Grant("Qian", ["audit"], ["CN"]),
}
WORDS = "said at home, <b>loudly</b>"
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def app(assessor, tmp_path_factory):
    with a_console(assessor, tmp_path_factory.mktemp("state"), PEOPLE.values()) as made:
        made.state.office.draws = NEVER
        yield made


@pytest.fixture(scope="module")
def people(app):
    return {name: Person(app, name) for name in PEOPLE}


@pytest.fixture
def household(app):
    """A household's id and the path of its page."""
    name = f"h-declines-{next(NUMBERS)}"
    return name, f"/console/assessments/{assessed(app, household_id=name)}"


def refusal(app, name):
    return app.state.alerting.read(lambda connection: refusal_of(connection, name))


def declined(app, name):
    return app.state.alerting.household_declined(name)


def test_a_refusal_is_kept_under_the_name_of_who_writes_it_down_and_heeded_at_once(
    app, people, household
):
    name, page = household
    zhao = people["Zhao Li"]
    answer = zhao.send(f"{page}/refusal/record", zhao.read(page).text, words=WORDS)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    held = refusal(app, name)
    assert (held.recorded_by, held.words) == ("Zhao Li", WORDS)
    assert held.area_code.startswith("530423")
    assert declined(app, name)
    act = app.state.alerting.read(lambda one: read_log(one, held.opt_out_id).entries[0])
    assert (act.actor, act.action) == ("Zhao Li", "opt_out.recorded")
    zhao.send(f"{page}/refusal/record", words="a second click")
    assert refusal(app, name) == held


@pytest.mark.parametrize(
    ("language", "said"), [("en", "recorded by Zhao Li"), ("zh", "由Zhao Li于")]
)
def test_the_page_says_who_wrote_it_down_and_a_later_assessment_has_no_score(
    app, people, household, language, said
):
    name, page = household
    zhao = people["Zhao Li"]
    assert said not in zhao.read(f"{page}?lang={language}").text
    zhao.send(f"{page}/refusal/record", words=WORDS)
    text = zhao.read(f"{page}?lang={language}").text
    assert said in text
    assert "<b>loudly" not in text
    zhao.read(f"{page}?lang=en")
    later = assessed(app, household_id=name, children_u16=2)
    assert "waterfall" in zhao.read(page).text
    assert "waterfall" not in zhao.read(f"/console/assessments/{later}").text


def test_it_is_withdrawn_by_a_form_and_twice_is_once(app, people, household):
    name, page = household
    zhao = people["Zhao Li"]
    zhao.send(f"{page}/refusal/record", words=WORDS)
    for _ in range(2):
        answer = zhao.send(f"{page}/refusal/withdraw", words="asked for it again")
        assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert refusal(app, name) is None
    assert not declined(app, name)
    every = app.state.alerting.read(lambda connection: listed(connection, limit=200)).opt_outs
    (held,) = [one for one in every if one.household_id == name]
    assert (held.withdrawn_by, held.withdrawn_words) == ("Zhao Li", "asked for it again")


def test_from_the_page_of_a_case_the_way_leads_back_to_it_and_nowhere_else(people, household):
    _, page = household
    zhao = people["Zhao Li"]
    case = zhao.send("/console/cases", assessment_id=page.rpartition("/")[2]).headers["location"]
    text = zhao.read(case).text
    assert f'action="{page}/refusal/record"' in text
    number = case.rpartition("/")[2]
    for given, led in ((number, case), ("//elsewhere.example", page)):
        answer = zhao.send(f"{page}/refusal/record", text, words=WORDS, case_id=given)
        assert answer.headers["location"] == led


def test_nothing_is_written_down_without_words_or_by_who_may_not(app, people, household):
    name, page = household
    for act in ("record", "withdraw"):
        assert people["Zhao Li"].send(f"{page}/refusal/{act}", words=" ").status_code == 422
    assert people["Sun Mei"].send(f"{page}/refusal/record", words=WORDS).status_code == 404
    audit = people["Qian"].read("/console/overview").text
    answer = people["Qian"].send(f"{page}/refusal/record", audit, words=WORDS)
    assert answer.status_code == 403
    assert refusal(app, name) is None
