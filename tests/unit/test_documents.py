"""Pages that are generated from the code must be those in docs/."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from riskmodel.cli.main import commands
from riskmodel.cli.reference import Page

ROOT = Path(__file__).parents[2]
PAGES_WITH_COMMANDS = ["README.md", "docs/tutorial.md", "docs/for-researchers.md"]
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


def test_nobody_is_told_to_install_by_name_what_an_index_has_from_a_stranger():
    sources = [file for home in ("src", "api") for file in (ROOT / home).rglob("*.py")]
    for file in [*PAGES, *sources]:
        assert not re.search(r"install '?riskmodel\b", file.read_text(encoding="utf-8")), file


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


def test_every_command_that_a_page_shows_exists():
    text = "".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES_WITH_COMMANDS)
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


def test_the_model_card_is_of_the_definition_as_it_is():
    definition = (ROOT / "models" / "return-to-poverty-12m.toml").read_bytes()
    card = (ROOT / "docs" / "model-card.md").read_text(encoding="utf-8")
    assert hashlib.sha256(definition).hexdigest() in card, "make demo, then riskmodel card 1"


def test_the_citation_is_of_this_release():
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (said["version"], said["license"]) == (project["version"], project["license"])
    assert {"cff-version", "message", "title", "authors"} <= set(said)


@pytest.mark.parametrize("page", [*PAGES_WITH_COMMANDS, "docs/deployment.md"])
def test_every_make_target_and_file_that_a_page_tells_to_use_exists(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z ]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    targets = {one for line in targets for one in line.split()}
    told = re.findall(r"(?:^|`)(?:[A-Z]+=\S+ )?make ([a-z]+)", text, re.MULTILINE)
    assert told or page == "docs/for-researchers.md"
    assert set(told) <= targets
    for named in re.findall(r"(?:^|[ @`])((?:docs|models|deploy)/[\w./-]*\w)", text):
        assert (ROOT / named).exists(), named
