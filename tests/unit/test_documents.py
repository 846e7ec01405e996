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
        path, _, test = named.partition("::")
        assert (ROOT / path).exists(), named
        assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), named
    for named in re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)", text):
        if not named.startswith("tests/"):
            home = ROOT if named.startswith("api/") else ROOT / "src" / "riskmodel"
            assert (home / named).exists(), named


def test_every_safety_property_names_what_holds_it_and_a_test_that_guards_it():
    text = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    properties = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ")][2:]
    assert len(properties) > 30
    for said, held, guarded in properties:
        assert held.strip(), said
        assert "`tests/" in guarded or "`make check`" in guarded, said


def test_every_command_that_the_readme_shows_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = "|".join(f"{one.typer_instance.info.name} " for one in GROUPS)
    shown = set(re.findall(rf"\.venv/bin/riskmodel ((?:{named})?[a-z-]+)", text))
    groups = [
        ("", commands),
        *((f"{one.typer_instance.info.name} ", one.typer_instance) for one in GROUPS),
    ]
    prefixes = "|".join(prefix for prefix, _ in groups if prefix)
    shown = set(re.findall(rf"\.venv/bin/riskmodel ((?:{prefixes})?[a-z-]+)", text))
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


def test_every_row_of_the_methodology_names_code_and_a_test_that_exist():
    text = (ROOT / "docs" / "methodology.md").read_text(encoding="utf-8")
    section = text.split("## Where each row is held")[1].split("\n## ")[0]
    table = [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("| ")][2:]
    said = " ".join(row.split(";")[0] for row, _, _ in table)
    numbers = [int(one) for one in re.findall(r"\b\d+\b", said)]
    assert set(range(1, 28)) <= set(numbers)
    for row, code, tests in table:
        for cell, home in ((code, "src/riskmodel"), (tests, "tests")):
            named = re.findall(r"`([a-z_0-9/-]+(?:\.py|\.toml|/))`", cell)
            assert named, row
            for one in named:
                below = ROOT if one.startswith("models/") else ROOT / home
                assert any(below.rglob(one.rstrip("/"))), one
