"""A reviewer in a real browser: sign in, open a case from the queue, claim it, give it back.

Skips with a reason where no Chromium is installed.
"""

import datetime
import json
import shutil
import time

import pytest
from services import a_question, a_service

from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.users import add
from riskmodel.settings import Settings
from riskmodel.storage.database import address, open_engine

CHROMIUM = shutil.which("chromium")
SENTENCE = "three hens and a gate"


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt install chromium")
def test_a_reviewer_goes_from_signing_in_to_giving_a_case_back(champions, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    state = tmp_path / "state"
    with a_service(champions, state) as service, playwright.sync_playwright() as playing:
        _, answer, _ = service.ask("POST", "/v1/assessments", a_question("h-seen"))
        asked = json.dumps({"assessment_id": json.loads(answer)["assessment_id"]})
        assert service.ask("POST", "/v1/cases", asked)[0] == 200
        _add_reviewer(Settings(state=state))
        browser = playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(
            base_url=f"http://127.0.0.1:{service.port}", java_script_enabled=False
        )
        _wait_for_the_form(page)
        page.get_by_label("Name").fill("Wang Fang")
        page.get_by_label("Password").fill(SENTENCE)
        page.get_by_role("button", name="Sign in").click()
        page.goto("/console/queue?order=due")
        page.get_by_role("link", name="h-seen").click()
        page.get_by_role("button", name="Claim the case").click()
        assert page.get_by_role("heading", name="Case: claimed").is_visible()
        page.get_by_text("Give the case back to the queue").click()
        page.locator("form[action$='/release'] textarea").fill("others <b>first</b>")
        page.get_by_role("button", name="Give it back").click()
        assert page.get_by_role("heading", name="Case: waiting").is_visible()
        assert page.get_by_text("others <b>first</b>").is_visible()
        browser.close()


def _wait_for_the_form(page):
    """The service looks for new people every two seconds; until then it is open to its machine."""
    for _ in range(60):
        page.goto("/console/sign-in?lang=en")
        if page.get_by_label("Name").count():
            return
        time.sleep(0.25)


def _add_reviewer(settings):
    engine = open_engine(address(settings.database_url, settings.database_folder))
    signed = Signed("admin", datetime.datetime.now(datetime.UTC))
    add(engine, Grant("Wang Fang", ["review", "decide"], ["53"]), SENTENCE, signed)
    engine.dispose()
