"""The documents as a site: each page has its place, each link leads somewhere, all is at home."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SITE = ROOT / "docs" / "site"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The site, built with warnings as errors: a page without a place or a dead link is one.

    Not `--quiet`: what is not shown is not counted either.
    """
    target = tmp_path_factory.mktemp("site")
    told = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", target,
         "--config-file", SITE / "mkdocs.yml"],
        env=os.environ | {"PYTHONPATH": str(SITE), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    return target


class Fetched(HTMLParser):
    """What a browser fetches to show a page, without being asked."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        if tag in {"img", "script", "iframe", "source"}:
            self.found.append(held.get("src") or "")
        if tag == "link":
            self.found.append(held.get("href") or "")


def test_the_site_is_built_without_a_warning_and_fetches_nothing_from_elsewhere(built):
    pages = list(built.glob("*.html"))
    assert len(pages) >= len(list((ROOT / "docs").glob("*.md")))
    for page in pages:
        parser = Fetched()
        parser.feed(page.read_text(encoding="utf-8"))
        assert not [one for one in parser.found if "//" in one], page.name
    styles = "".join(one.read_text() for one in built.rglob("*.css"))
    assert not re.findall(r"url\(['\"]?(?:https?:)?//", styles)


def test_a_heading_in_chinese_has_an_anchor_that_the_pages_on_a_code_host_have_too(built):
    text = (built / "deployment.html").read_text(encoding="utf-8")
    assert 'id="中文摘要"' in text or "id=中文摘要" in text


def printed(name, *arguments):
    return subprocess.run(
        [sys.executable, SITE / name, *arguments], capture_output=True, text=True, check=True
    ).stdout


def test_the_architecture_is_that_of_the_contracts():
    assert printed("architecture.py", "page") == (ROOT / "docs" / "architecture.md").read_text()
    picture = ROOT / "docs" / "pictures" / "architecture.svg"
    assert printed("architecture.py", "picture") == picture.read_text()


def test_the_picture_of_the_console_is_small_and_a_picture():
    content = (ROOT / "docs" / "pictures" / "console.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert 5_000 < len(content) < 150_000
