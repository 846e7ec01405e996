"""A reviewer in a real browser: the service that is asked, the pages that are opened."""

import json
import shutil
import time
from contextlib import contextmanager

import pytest
from builders import a_household

CHROMIUM = shutil.which("chromium")
SENTENCE = "three hens and a gate"
NOBODY_DRAWN = """
from riskmodel.casework.draws import Draws
Draws.blind = Draws.review = lambda self: False
"""
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: apt install chromium"
)


@contextmanager
def a_browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def sign_in(page, name="Wang Fang"):
    _wait_for_the_form(page)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(SENTENCE)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def _wait_for_the_form(page):
    """The service looks for new people every two seconds; until then it is open to its machine."""
    for _ in range(60):
        page.goto("/console/sign-in?lang=en")
        if page.get_by_label("Name").count():
            return
        time.sleep(0.25)


def require_accessible(page):
    """No serious fault by the success criteria of WCAG 2.2, A and AA, as axe can tell."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page, options=WCAG).response["violations"]
    faults = [(one["id"], one["nodes"][0]["html"]) for one in found
              if one["impact"] in ("serious", "critical")]  # fmt: skip
    assert faults == []


def assess(service, name, day, **changes):
    """The id of an assessment that a service was asked for."""
    household = a_household(household_id=name, **changes)
    asked = json.dumps({"as_of_date": day, "household": household})
    return json.loads(service.ask("POST", "/v1/assessments", asked)[1])["assessment_id"]
