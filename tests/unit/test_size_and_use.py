"""Files and functions stay small, and nothing is there that nobody uses."""

import ast
import re
import statistics
from pathlib import Path

import pytest
import vulture

ROOT = Path(__file__).parents[2]
HOMES = (ROOT / "src", ROOT / "api")
FILES = sorted(file for home in HOMES for file in home.rglob("*.py"))

ALLOWED = {
    "seconds_left": "what a batch has yet to do, for whoever follows one",
    "outbox_state": "how deliveries stand, as the tests ask",
    "redirect_request": "urllib asks for it",
    "process_bind_param": "SQLAlchemy asks for it",
    "process_result_value": "SQLAlchemy asks for it",
    "isolation_level": "sqlite3 reads it",
    "auto_open": "http.client reads it",
    "readable": "io asks for it",
    "writeable": "numpy reads it",
    "sock": "http.client reads it",
    "household_fields": "for an office's own importer: docs/for-researchers.md",
    "read_asked": "for whoever looks into who asked about measures",
    "load_serving": "the long measurements of tests/reliability make a model of their own",
}
"""What is used by others than this code, and by whom."""
DECORATED = [
    "@*router.*",
    "@*.command*",
    "@model_validator",
    "@field_validator",
    "@*.get",
    "@*.post",
]


def lines_of(function):
    """Lines of a function, docstring left out, and the functions inside it too."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    text = first.end_lineno - first.lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - text


@pytest.fixture(scope="module")
def trees():
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


def test_files_stay_small():
    sizes = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert statistics.median(sizes.values()) <= 120
    assert {str(file) for file, size in sizes.items() if size > 400} == set()


@pytest.mark.slow
def test_functions_stay_small(trees):
    sizes = sorted(
        lines_of(node)
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert statistics.median(sizes) <= 8
    assert sizes[int(len(sizes) * 0.9)] < 25


@pytest.fixture(scope="module")
def unused(trees):
    """What neither the code nor its pages, notebooks or benchmarks name."""
    finder = vulture.Vulture(ignore_decorators=DECORATED)
    finder.scavenge([*map(str, HOMES), str(ROOT / "benchmarks")])
    for pattern in ("api/**/*.html", "notebooks/*.ipynb"):
        for file in ROOT.glob(pattern):
            finder.used_names |= set(re.findall(r"[A-Za-z_]\w+", file.read_text(encoding="utf-8")))
    # A name in quotes is an annotation, or what logging makes a class of.
    finder.used_names |= {
        node.value
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    # A field of a message or a member of an enumeration is a variable that only its readers know.
    return {
        one.name: f"{one.filename}:{one.first_lineno}"
        for one in finder.get_unused_code(min_confidence=60)
        if one.typ != "variable" and "benchmarks" not in one.filename.parts
    }


@pytest.mark.slow
def test_nothing_is_there_that_nobody_uses(unused):
    assert {name: at for name, at in unused.items() if name not in ALLOWED} == {}
