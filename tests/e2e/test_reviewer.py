"""A reviewer in a real browser: from signing in to giving a case back, deciding it, printing it.

Skips with a reason where no Chromium is installed.
"""

import datetime
import json
import re

import pytest
from builders import AS_OF
from reviewing import (
    NOBODY_DRAWN,
    SENTENCE,
    a_browser,
    assess,
    needs_chromium,
    require_accessible,
    sign_in,
)
from services import a_service

from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.users import add
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine

EARLIER = "2025-03-31"
PEOPLE = {
    "Wang Fang": (["review", "decide"], "53"),
    "Zhao Li": (["review"], "530423101"),
    "Sun Mei": (["review", "decide"], "530423102"),
    "Qian": (["audit"], "CN"),
}
"""Sun Mei is of the township beside that of the households."""
PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def service(champions, tmp_path_factory):
    """A service with a reviewer and with three cases, of households with an earlier year."""
    state = tmp_path_factory.mktemp("office") / "state"
    with a_service(champions, state, NOBODY_DRAWN) as service:
        for name in ("h-seen", "h-1", "h-2"):
            assess(service, name, EARLIER, net_income_pc=13_000.0, net_income=52_000)
            asked = json.dumps({"assessment_id": assess(service, name, AS_OF, debt=None)})
            assert service.ask("POST", "/v1/cases", asked)[0] == 200
        _add_people(Settings(state=state))
        yield service


@pytest.fixture(scope="module")
def browser():
    with a_browser() as browser:
        yield browser


def test_a_reviewer_goes_from_signing_in_to_giving_a_case_back(service, browser):
    page = _signed_in(service, browser, java_script_enabled=False)
    page.goto("/console/queue?order=due")
    page.get_by_role("link", name="h-seen").click()
    page.get_by_role("button", name="Claim the case").click()
    page.get_by_role("heading", name="Case: claimed").wait_for()
    page.get_by_text("Give the case back to the queue").click()
    page.locator("form[action$='/release'] textarea").fill("others <b>first</b>")
    page.get_by_role("button", name="Give it back").click()
    page.get_by_role("heading", name="Case: waiting").wait_for()
    page.get_by_text("others <b>first</b>").wait_for()


def test_a_case_is_decided_by_keys_and_its_papers_are_of_one_page_each(service, browser):
    page = _signed_in(service, browser)
    page.goto("/console/queue?order=due")
    require_accessible(page)
    page.keyboard.press("?")
    page.get_by_text("next case", exact=True).wait_for()
    page.keyboard.press("Escape")
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/console/cases/*")
    page.get_by_text("1 / 3").wait_for()
    page.keyboard.press("j")
    page.get_by_text("2 / 3").wait_for()
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Case: claimed").wait_for()
    page.keyboard.press("d")
    page.locator("form[action$='/decide'] input:focus").wait_for()
    require_accessible(page)
    page.get_by_label("the data are wrong").check()
    page.locator("select[name=reason]").select_option("record_wrong")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.locator("form[action$='/decide'] textarea").fill("d j k: typed, not taken as keys")
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("heading", name="Case: decided").wait_for()
    page.get_by_text("d j k: typed, not taken as keys").wait_for()
    _require_one_page_each(page, page.url)


def test_a_wrong_township_and_a_wrong_role_are_refused(service, browser):
    page = _signed_in(service, browser)
    page.goto("/console/queue?order=due")  # of the three, one may be decided by now
    waiting = page.get_by_role("link", name=re.compile("^h-(seen|1|2)$")).first
    household, case = waiting.inner_text(), waiting.get_attribute("href")
    elsewhere = _signed_in(service, browser, "Sun Mei")
    assert elsewhere.goto("/console/queue?order=due&lang=en").status == 200
    assert elsewhere.get_by_text("No case is like this.").is_visible()
    assert elsewhere.goto(case).status == 404
    assert elsewhere.get_by_text("no case has this id").is_visible()
    assert household not in elsewhere.content()
    auditor = _signed_in(service, browser, "Qian")
    assert auditor.goto(f"{case}?lang=en").status == 403
    assert auditor.get_by_role("link", name="Queue").count() == 0
    reader = _signed_in(service, browser, "Zhao Li")
    assert reader.goto(f"{case}?lang=en").status == 200
    reader.get_by_role("button", name="Claim the case").click()
    reader.get_by_text("Plan a visit").wait_for()
    assert reader.locator("form[action$='/decide']").count() == 0
    assert reader.goto("/console/overview").status == 403
    require_accessible(reader)


def _require_one_page_each(page, case):
    """The household, the file of its case and the letter, in both languages."""
    for language in ("en", "zh"):
        for paper in ("", "/file", "/letter"):
            page.goto(f"{case}{paper}?lang={language}")
            require_accessible(page)
            assert len(PAGE_OF_PDF.findall(page.pdf(prefer_css_page_size=True))) == 1


def _signed_in(service, browser, name="Wang Fang", **options):
    page = browser.new_page(base_url=f"http://127.0.0.1:{service.port}", **options)
    sign_in(page, name)
    return page


def _add_people(settings):
    engine = open_engine(address(settings.database_url, settings.database_folder))
    signed = Signed("admin", datetime.datetime.now(datetime.UTC))
    for name, (scopes, area) in PEOPLE.items():
        add(engine, Grant(name, scopes, [area]), SENTENCE, signed)
    engine.dispose()
