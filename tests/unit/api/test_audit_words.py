"""Every act that the code writes into the audit log has words on its page, in both languages."""

import ast
import re
from pathlib import Path

import pytest
from riskmodel_api.console.audit_page import AuditPage
from riskmodel_api.console.languages import Language

from riskmodel.casework.steps import Step
from riskmodel.storage.forgetting import LAST_ALERT
from riskmodel.storage.log_pages import LogPage

ROOT = Path(__file__).parents[3]
LOG = "riskmodel.storage.audit"
NO_ACTS = {LAST_ALERT}
"""Names of the same form that a module beside its acts has for something else."""


def written_by(tree):
    """Codes of acts in a module: those that make acts hold the codes of what they write."""
    nodes = list(ast.walk(tree))
    makes_acts = any(
        isinstance(node, ast.ImportFrom)
        and node.module == LOG
        and "Act" in {name.name for name in node.names}
        for node in nodes
    )
    texts = (
        node.value
        for node in nodes
        if makes_acts and isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in texts if re.fullmatch(r"[a-z_]+\.[a-z_]+", text)}


@pytest.fixture(scope="module")
def acts():
    files = [file for home in ("src", "api") for file in sorted((ROOT / home).rglob("*.py"))]
    found = (written_by(ast.parse(file.read_text(encoding="utf-8"))) for file in files)
    return set().union(*found, {f"case.{step}" for step in Step}) - NO_ACTS


@pytest.mark.slow
@pytest.mark.parametrize("language", Language)
def test_every_act_has_words(language, acts):
    page = AuditPage("", LogPage([], None), language, begins=True)
    assert len(acts) > 40
    assert {code for code in acts if page.action(code) == code} == set()


def test_an_act_is_found_where_a_module_writes_one_and_nowhere_else():
    source = 'from riskmodel.storage.audit import Act\nSEEN, PAGE = "hen.seen", "a page."\n'
    assert written_by(ast.parse(source)) == {"hen.seen"}
    assert written_by(ast.parse(source.replace("Act", "LOCAL"))) == set()
