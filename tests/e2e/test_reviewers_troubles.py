"""What a browser does to a reviewer: lines cut, buttons pressed twice, two people at one case.

Nothing that was written is lost, and nothing is done twice. Skips where no Chromium is installed.
"""

import datetime
import json

import pytest
from builders import AS_OF
from reviewing import NOBODY_DRAWN, SENTENCE, a_browser, assess, needs_chromium, sign_in
from services import a_service

from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.users import add
from riskmodel.casework.book import Casebook
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine

WORDS = "seen at home: <script>alert(1)</script> both harvests lost"
NAMES = ("h-cut", "h-unheard", "h-twice", "h-both", "h-late")

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser():
    with a_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def engine(state):
    settings = Settings(state=state)
    engine = open_engine(address(settings.database_url, settings.database_folder))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return tmp_path_factory.mktemp("troubled") / "state"


@pytest.fixture(scope="module")
def cases(champions, state, engine):
    """The service's port, and the page of each case by its household."""
    with a_service(champions, state, NOBODY_DRAWN) as service:
        found = {}
        for name in NAMES:
            asked = json.dumps({"assessment_id": assess(service, name, AS_OF)})
            found[name] = json.loads(service.ask("POST", "/v1/cases", asked)[1])["case_id"]
        signed = Signed("admin", datetime.datetime.now(datetime.UTC))
        for name in ("Wang Fang", "Li Na"):
            add(engine, Grant(name, ["review", "decide"], ["53"]), SENTENCE, signed)
        yield service.port, found


@pytest.fixture
def open_case(cases, browser):
    """Opens the page of a household's case for somebody who has signed in."""
    port, found = cases
    contexts = []

    def opened(name, by="Wang Fang"):
        contexts.append(browser.new_context(base_url=f"http://127.0.0.1:{port}"))
        page = contexts[-1].new_page()
        sign_in(page, by)
        page.goto(f"/console/cases/{found[name]}")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def steps_of(cases, engine):
    """The steps of a household's case that are on record, but for its opening."""
    book = Casebook(engine, Parameters.shipped())
    return lambda name: [one.step for one in book.history(cases[1][name])][1:]


def claim(page):
    page.get_by_role("button", name="Claim the case").click()
    page.get_by_role("heading", name="Case: claimed").wait_for()


def unfold(page):
    if not page.locator("form[action$='/decide'] textarea").is_visible():
        page.locator("summary", has_text="Decide").click()


def fill_decision(page):
    unfold(page)
    page.get_by_label("the data are wrong").check()
    page.locator("select[name=reason]").select_option("record_wrong")
    page.locator("form[action$='/decide'] textarea").fill(WORDS)


def decide(page):
    page.locator("form[action$='/decide'] button").click()


def test_a_line_cut_while_deciding_loses_no_word_and_doubles_no_decision(open_case, steps_of):
    page = open_case("h-cut")
    claim(page)
    fill_decision(page)
    page.route("**/decide", lambda route: route.abort("internetdisconnected"), times=1)
    decide(page)
    page.wait_for_url("chrome-error://**")
    assert steps_of("h-cut") == ["claim"]
    page.go_back()
    unfold(page)
    assert page.locator("form[action$='/decide'] textarea").input_value() == WORDS
    decide(page)
    page.get_by_role("heading", name="Case: decided").wait_for()
    page.get_by_text(WORDS).wait_for()
    assert steps_of("h-cut") == ["claim", "decide"]


def test_a_decision_whose_answer_was_lost_is_not_taken_again(cases, open_case, steps_of):
    page = open_case("h-unheard")
    claim(page)
    fill_decision(page)

    def cut_after_it_arrived(route):
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/decide", cut_after_it_arrived, times=1)
    form = page.locator("form[action$='/decide']").evaluate(
        "form => new URLSearchParams(new FormData(form)).toString()"
    )
    decide(page)
    page.wait_for_url("chrome-error://**")
    assert steps_of("h-unheard") == ["claim", "decide"]
    again = page.context.request.post(
        f"/console/cases/{cases[1]['h-unheard']}/decide",
        data=form,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert again.ok
    assert steps_of("h-unheard") == ["claim", "decide"]


def test_a_double_click_claims_once_and_the_back_button_does_nothing_again(open_case, steps_of):
    page = open_case("h-twice")
    page.get_by_role("button", name="Claim the case").dblclick()
    page.get_by_role("heading", name="Case: claimed").wait_for()
    page.go_back()
    page.go_forward()
    page.get_by_role("heading", name="Case: claimed").wait_for()
    assert steps_of("h-twice") == ["claim"]


def test_of_two_at_one_case_one_wins_and_the_other_is_told(open_case, steps_of):
    wang, li = open_case("h-both"), open_case("h-both", by="Li Na")
    claim(wang)
    li.get_by_role("button", name="Claim the case").click()
    told = li.get_by_role("alert")
    told.wait_for()
    assert "Somebody else was quicker" in told.inner_text()
    assert steps_of("h-both") == ["claim"]


def test_a_session_that_ended_takes_nothing_and_keeps_what_was_written(open_case, steps_of):
    page = open_case("h-late")
    claim(page)
    fill_decision(page)
    page.context.clear_cookies()
    decide(page)
    page.get_by_role("link", name="Sign in").wait_for()
    assert page.locator("textarea").input_value() == WORDS
    assert steps_of("h-late") == ["claim"]
