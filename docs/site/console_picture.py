"""The README's picture of the console: the example household's case as a reviewer sees it.

PYTHONPATH=src:api:tests python docs/site/console_picture.py docs/pictures/console.png

It needs a champion in the state folder (`make demo`), a Chromium and a Chinese font.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from services import Service, a_service

from riskmodel.settings import Settings

EXAMPLE = Path(__file__).parents[1] / "examples" / "household.json"
SIZE = {"width": 1100, "height": 760}


def main(target: Path) -> None:
    """Ask about the household, open a case, and take its picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_service(Settings().champions.absolute(), Path(folder) / "state") as service,
        sync_playwright() as playing,
    ):
        case = _a_case(service)
        browser = playing.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE, base_url=f"http://127.0.0.1:{service.port}")
        _take(page, f"/console/cases/{case}?lang=en", target)
        browser.close()


def _a_case(service: Service) -> str:
    asked = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    answer = json.loads(service.ask("POST", "/v1/assessments", json.dumps(asked))[1])
    named = json.dumps({"assessment_id": answer["assessment_id"]})
    return str(json.loads(service.ask("POST", "/v1/cases", named)[1])["case_id"])


def _take(page: Page, address: str, target: Path) -> None:
    page.goto(address)
    page.screenshot(path=target)
    # 64 colours are all that the console has: a third of the bytes.
    with Image.open(target) as taken:
        small = taken.convert("RGB").quantize(64)
    small.save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
