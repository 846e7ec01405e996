"""Pages that are generated from the code must be those in docs/."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskmodel.cli.main import commands
from riskmodel.cli.reference import Page

ROOT = Path(__file__).parents[2]
GROUPS = commands.registered_groups
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", list(Page))
def test_a_generated_page_is_the_one_in_docs(page):
    written = (ROOT / "docs" / f"{page.value}.md").read_text(encoding="utf-8")
    printed = CliRunner().invoke(commands, ["reference", page.value])
    assert printed.exit_code == 0
    assert written == printed.output, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_local_link_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", text):
        assert (page.parent / target).exists(), target


def test_every_test_and_module_that_the_safety_page_names_exists():
    text = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    for named in re.findall(r"`(tests/[^`]+)`", text):
        assert (ROOT / named).exists(), named
    for named in re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)", text):
        if not named.startswith("tests/"):
            assert (ROOT / "src" / "riskmodel" / named).exists(), named


def test_every_command_that_the_readme_shows_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(
        re.findall(
            r"\.venv/bin/riskmodel ((?:rules |alerts |opt-outs |webhooks |outcomes |visits |"
            r"database |audit )?[a-z-]+)",
            text,
        )
    )
    groups = [
        ("", commands),
        *((f"{one.typer_instance.info.name} ", one.typer_instance) for one in GROUPS),
    ]
    assert shown <= {
        prefix + (command.name or command.callback.__name__)
        for prefix, group in groups
        for command in group.registered_commands
    }
    assert shown


@pytest.mark.parametrize(
    "example", sorted((ROOT / "docs" / "examples").glob("*.json")), ids=lambda path: path.name
)
def test_every_example_can_be_checked(example):
    found = CliRunner().invoke(commands, ["rules", "check", str(example)])
    assert found.exit_code == 0, found.output
