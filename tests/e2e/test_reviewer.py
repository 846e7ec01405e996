"""A reviewer in a real browser: from signing in to giving a case back, deciding it, printing it.

Skips with a reason where no Chromium is installed.
"""

import datetime
import json
import re
import shutil
import time

import pytest
from builders import AS_OF, a_household
from services import a_service

from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.users import add
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine

CHROMIUM = shutil.which("chromium")
SENTENCE = "three hens and a gate"
NOBODY_DRAWN = """
from riskmodel.casework.draws import Draws
Draws.blind = Draws.review = lambda self: False
"""
EARLIER = "2025-03-31"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: apt install chromium"
)


@pytest.fixture(scope="module")
def service(champions, tmp_path_factory):
    """A service with a reviewer and with three cases, of households with an earlier year."""
    state = tmp_path_factory.mktemp("office") / "state"
    with a_service(champions, state, NOBODY_DRAWN) as service:
        for name in ("h-seen", "h-1", "h-2"):
            _assess(service, name, EARLIER, net_income_pc=13_000.0, net_income=52_000)
            asked = json.dumps({"assessment_id": _assess(service, name, AS_OF, debt=None)})
            assert service.ask("POST", "/v1/cases", asked)[0] == 200
        _add_reviewer(Settings(state=state))
        yield service


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def test_a_reviewer_goes_from_signing_in_to_giving_a_case_back(service, browser):
    page = _signed_in(service, browser, java_script_enabled=False)
    page.goto("/console/queue?order=due")
    page.get_by_role("link", name="h-seen").click()
    page.get_by_role("button", name="Claim the case").click()
    assert page.get_by_role("heading", name="Case: claimed").is_visible()
    page.get_by_text("Give the case back to the queue").click()
    page.locator("form[action$='/release'] textarea").fill("others <b>first</b>")
    page.get_by_role("button", name="Give it back").click()
    assert page.get_by_role("heading", name="Case: waiting").is_visible()
    assert page.get_by_text("others <b>first</b>").is_visible()


def test_a_case_is_decided_by_keys_and_its_papers_are_of_one_page_each(service, browser):
    page = _signed_in(service, browser)
    page.goto("/console/queue?order=due")
    _require_accessible(page)
    page.keyboard.press("?")
    assert page.get_by_text("next case", exact=True).is_visible()
    page.keyboard.press("Escape")
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/console/cases/*")
    assert page.get_by_text("1 / 3").is_visible()
    page.keyboard.press("j")
    page.get_by_text("2 / 3").wait_for()
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Case: claimed").wait_for()
    page.keyboard.press("d")
    assert page.locator("form[action$='/decide'] input:focus").is_visible()
    _require_accessible(page)
    page.get_by_label("the data are wrong").check()
    page.locator("select[name=reason]").select_option("record_wrong")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.locator("form[action$='/decide'] textarea").fill("d j k: typed, not taken as keys")
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("heading", name="Case: decided").wait_for()
    assert page.get_by_text("d j k: typed, not taken as keys").is_visible()
    _require_one_page_each(page, page.url)


def _require_one_page_each(page, case):
    """The household, the file of its case and the letter, in both languages."""
    for language in ("en", "zh"):
        for paper in ("", "/file", "/letter"):
            page.goto(f"{case}{paper}?lang={language}")
            _require_accessible(page)
            assert len(PAGE_OF_PDF.findall(page.pdf(prefer_css_page_size=True))) == 1


def _require_accessible(page):
    """No serious fault by the success criteria of WCAG 2.2, A and AA, as axe can tell."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page, options=WCAG).response["violations"]
    faults = [(one["id"], one["nodes"][0]["html"]) for one in found
              if one["impact"] in ("serious", "critical")]  # fmt: skip
    assert faults == []


def _signed_in(service, browser, **options):
    page = browser.new_page(base_url=f"http://127.0.0.1:{service.port}", **options)
    _wait_for_the_form(page)
    page.get_by_label("Name").fill("Wang Fang")
    page.get_by_label("Password").fill(SENTENCE)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def _wait_for_the_form(page):
    """The service looks for new people every two seconds; until then it is open to its machine."""
    for _ in range(60):
        page.goto("/console/sign-in?lang=en")
        if page.get_by_label("Name").count():
            return
        time.sleep(0.25)


def _assess(service, name, day, **changes):
    household = a_household(household_id=name, **changes)
    asked = json.dumps({"as_of_date": day, "household": household})
    return json.loads(service.ask("POST", "/v1/assessments", asked)[1])["assessment_id"]


def _add_reviewer(settings):
    engine = open_engine(address(settings.database_url, settings.database_folder))
    signed = Signed("admin", datetime.datetime.now(datetime.UTC))
    add(engine, Grant("Wang Fang", ["review", "decide"], ["53"]), SENTENCE, signed)
    engine.dispose()
