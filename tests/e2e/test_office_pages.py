"""The pages of supervisors, auditors and administrators in a real browser.

Each is looked at in both languages, on a desk and on a phone; what they look like is written to
`var/screenshots`. Skips with a reason where no Chromium is installed.
"""

import datetime
import shutil
from pathlib import Path

import pytest
from cases import NEVER, assessed
from services import a_service
from stores import a_store

from riskmodel.access.keeping import Grant, Signed
from riskmodel.access.users import add
from riskmodel.casework.book import Casebook, Seen
from riskmodel.casework.decisions import Decision
from riskmodel.parameters import Parameters
from riskmodel.settings import Settings
from riskmodel.storage.database import open_engine
from riskmodel.storage.place import Keys, Place

CHROMIUM = shutil.which("chromium")
SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
SENTENCE = "three hens and a gate"
EVERYTHING = ["review", "decide", "research", "audit", "admin"]
PAGES = {
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


@pytest.fixture(scope="module")
def state(assessor, tmp_path_factory):
    """An office that has decided on some households, and one person who may do everything."""
    folder = tmp_path_factory.mktemp("office") / "state"
    settings = Settings(state=folder)
    place = Place.of("", settings.database_folder, settings.anchors_file, Keys())
    with a_store(place) as store:
        engine = open_engine(place.url)
        now = datetime.datetime.now(datetime.UTC)
        add(engine, Grant("Chen Jing", EVERYTHING, ["CN"]), SENTENCE, Signed("admin", now))
        book = Casebook(engine, Parameters.shipped(), NEVER)
        for number in range(21):
            income = 4_000.0 + 400 * number
            town = f"53042310{number % 3}"
            name = assessed(
                store, assessor, household_id=f"h-{number:02}", net_income_pc=income,
                net_income=income * 4, township_code=town, village_code=f"{town}201",
            )  # fmt: skip
            case = book.open(name, "platform", "platform")
            case = book.claim(Seen(case.case_id, "Chen Jing", case.steps))
            seen = Seen(case.case_id, "Chen Jing", case.steps)
            book.decide(seen, Decision.NO_ACTION, "has_means", "kin support them")
        engine.dispose()
    return folder


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt install chromium")
def test_every_page_fits_a_desk_and_a_phone_in_both_languages(champions, state):
    playwright = pytest.importorskip("playwright.sync_api")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with a_service(champions, state) as service, playwright.sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(base_url=f"http://127.0.0.1:{service.port}")
        faults = []
        page.on("console", lambda told: faults.extend(_faults(told)))
        _sign_in(page)
        for language in ("zh", "en"):
            for name, path in PAGES.items():
                joint = "&" if "?" in path else "?"
                answer = page.goto(f"{path}{joint}lang={language}")
                assert answer.status == 200, name
                assert page.locator("h1").count() == 1
                assert page.locator("nav [aria-current]").count() == 1
                for size in (DESK, PHONE):
                    page.set_viewport_size(size)
                    assert page.evaluate(OVERFLOW) == 0, f"{name} {language} {size['width']}"
                    shot = SHOTS / f"{name}-{language}-{size['width']}.png"
                    page.screenshot(path=shot, full_page=True)
        browser.close()
    assert faults == []


def _faults(told):
    """What the browser complains of: anything refused by the policy, or not there."""
    where = told.location["url"]
    asked_unasked = where.endswith("/favicon.ico")
    return [f"{told.text} {where}"] if told.type == "error" and not asked_unasked else []


def _sign_in(page):
    page.goto("/console/sign-in?lang=en")
    page.get_by_label("Name").fill("Chen Jing")
    page.get_by_label("Password").fill(SENTENCE)
    page.get_by_role("button", name="Sign in").click()
