"""Every page of the console in a real browser, in both languages, on a desk and on a phone.

Each fits its screen, holds to WCAG 2.2 as far as axe can tell, and is written to
`var/screenshots` as it looks. Skips with a reason where no Chromium is installed.
"""

import datetime
import itertools
from pathlib import Path
from typing import NamedTuple

import pytest
from cases import NEVER, assessed
from reviewing import SENTENCE, a_browser, needs_chromium, require_accessible, sign_in
from services import a_service
from stores import a_store

from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.users import add
from riskmodel.alerts.following import follow
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import Decision
from riskmodel.casework.draws import Draws
from riskmodel.casework.steps import State
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.storage.database import open_engine
from riskmodel.storage.place import Keys, Place

SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
"""Where this folder is made, every page is drawn into it, for whoever changes one to look at."""
EVERYTHING = ["review", "decide", "research", "audit", "admin"]
PAGES = {
    "home": "/console",
    "queue": "/console/queue?order=due",
    "clues": "/console/clues",
    "plan": "/console/plan?visits=5",
    "household": "/console/assessments/{waiting_assessment}",
    "case-waiting": "/console/cases/{waiting}",
    "case-claimed": "/console/cases/{claimed}",
    "case-blind": "/console/cases/{blind}",
    "case-decided": "/console/cases/{decided}",
    "file": "/console/cases/{decided}/file",
    "letter": "/console/cases/{decided}/letter",
    "overview": "/console/overview",
    "decisions": "/console/decisions",
    "model": "/console/model",
    "rules": "/console/rules?area=53&on=2025-07-01",
    "simulation": "/console/rules/simulation?percent=10",
    "audit": "/console/audit",
    "people": "/console/people",
    "keys": "/console/keys",
}
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUS = "[document.activeElement.outerHTML, getComputedStyle(document.activeElement).outlineStyle]"
VISIBLE = "all => all.filter(one => one.checkVisibility()).length"
REACHED = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"

pytestmark = needs_chromium


class Office(NamedTuple):
    """A state folder, and the ids that pages are of."""

    state: Path
    ids: dict[str, str]


@pytest.fixture(scope="module")
def office(assessor, tmp_path_factory):
    """An office that has decided on some households, and one person who may do everything."""
    folder = tmp_path_factory.mktemp("office") / "state"
    settings = Settings(state=folder)
    place = Place.of("", settings.database_folder, settings.anchors_file, Keys())
    with a_store(place) as store:
        engine = open_engine(place.url)
        now = datetime.datetime.now(datetime.UTC)
        add(engine, Grant("Wang Fang", EVERYTHING, ["CN"]), SENTENCE, Signed("admin", now))
        book = Casebook(engine, Parameters.shipped(), NEVER)
        given = [_assessed(store, assessor, number) for number in range(24)]
        cases = [book.open(one, "platform", "platform").case_id for one in given[:23]]
        for case in cases[:21]:
            _decide(book, case)
        book.claim(Seen(cases[21], "Wang Fang", 1))
        drawn = Casebook(engine, Parameters.shipped(), Draws(blind_first=1, second_review=0))
        blind = drawn.open(given[23], "platform", "platform").case_id
        _assessed(store, assessor, 24)
        while follow(engine, Parameters.shipped()):
            pass
        engine.dispose()
    ids = {
        "decided": cases[0], "claimed": cases[21], "waiting": cases[22], "blind": blind,
        "waiting_assessment": given[22],
    }  # fmt: skip
    return Office(folder, ids)


def _assessed(store, assessor, number):
    income, town = 4_000.0 + 400 * number, f"53042310{number % 3}"
    return assessed(
        store, assessor, household_id=f"h-{number:02}", net_income_pc=income,
        net_income=income * 4, township_code=town, village_code=f"{town}201",
    )  # fmt: skip


def _decide(book, case):
    book.claim(Seen(case, "Wang Fang", 1))
    seen = Seen(case, "Wang Fang", 2)
    after = book.decide(seen, Decision.NO_ACTION, "has_means", "kin support them")
    if after.state is State.SECOND_REVIEW:
        book.review(Seen(case, "Li Na", after.steps), agrees=True, words="seen there too")


@pytest.fixture(scope="module")
def page(champions, office):
    """A page of somebody who signed in; what the browser complains of fails its test."""
    with a_service(champions, office.state) as service, a_browser() as browser:
        page = browser.new_page(base_url=f"http://127.0.0.1:{service.port}")
        page.faults = []
        page.on("console", lambda told: page.faults.extend(_faults(told)))
        sign_in(page)
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_desk_and_a_phone_in_both_languages(page, office, name):
    page.faults.clear()
    _look(page, name, PAGES[name].format(**office.ids), 200)
    assert page.faults == []


def test_so_do_the_form_for_signing_in_and_what_is_said_of_a_page_that_is_not_there(page):
    _look(page, "not-there", "/console/cases/" + "0" * 32, 404)
    with page.context.browser.new_context(base_url=page.url.split("/console")[0]) as nobody:
        _look(nobody.new_page(), "sign-in", "/console/sign-in", 200)


def _look(page, name, path, status):
    """Look at a page in both languages and widths, and ask axe."""
    joint = "&" if "?" in path else "?"
    for language in ("zh", "en"):
        answer = page.goto(f"{path}{joint}lang={language}")
        assert answer.status == status
        assert page.locator("h1").count() == 1
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            assert page.evaluate(OVERFLOW) == 0, f"{language} {size['width']}"
            if SHOTS.is_dir():
                shot = SHOTS / f"{name}-{language}-{size['width']}.png"
                page.screenshot(path=shot, full_page=True)
    require_accessible(page)


@pytest.mark.parametrize("name", ["home", "plan", "simulation", "overview", "people"])
def test_everything_of_a_page_is_reached_by_tabs_and_shows_the_focus(page, office, name):
    page.set_viewport_size(DESK)
    page.goto(PAGES[name].format(**office.ids))
    shown = page.locator(REACHED).evaluate_all(
        "all => all.filter(one => one.checkVisibility()).length"
    )
    reached = set()
    for _ in itertools.repeat(None, shown + 2):
        page.keyboard.press("Tab")
        element, outline = page.evaluate(FOCUS)
        reached.add(element)
        assert outline != "none" or element.startswith("<body"), element[:200]
    assert len(reached) >= shown - 2  # two may be written alike


def test_the_line_is_moved_by_a_slider_and_by_keys(page):
    page.goto("/console/rules/simulation?percent=10&lang=en")
    slider, figure = page.get_by_label("Line, change in per cent", exact=True), page.get_by_label(
        "as a figure"
    )  # fmt: skip
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert (slider.input_value(), figure.input_value()) == ("11", "11")
    figure.fill("-15")
    assert slider.input_value() == "-15"
    page.get_by_role("button", name="Try it").click()
    page.wait_for_url("**percent=-15**")
    page.get_by_text("−15 %").wait_for()


def _faults(told):
    """What the browser complains of: anything refused by the policy, or not there."""
    where = told.location["url"]
    asked_unasked = where.endswith("/favicon.ico")
    return [f"{told.text} {where}"] if told.type == "error" and not asked_unasked else []
