"""One definition of each thing: no function stands in two places under whatever names."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOMES = ("src", "api", "tests", "benchmarks")
LEAST = 30
"""Nodes of the syntax tree: about three lines. A shorter one is sooner read than looked up."""


def body(function):
    return ast.Module(function.body[ast.get_docstring(function) is not None :], [])


def kinds(function):
    """The kinds of its nodes in order: functions that do the same have the same ones."""
    return tuple(type(node) for node in ast.walk(body(function)))


def shape(function):
    """What a function does, whatever it and its variables are called."""
    copy = ast.parse(ast.unparse(body(function)))
    own = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    own |= {
        node.id
        for node in ast.walk(copy)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    numbers = {}
    for node in ast.walk(copy):
        if isinstance(node, ast.Name) and node.id in own:
            node.id = numbers.setdefault(node.id, f"v{len(numbers)}")
    return ast.dump(copy)


def functions(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def written_twice(files):
    """Where each function stands that stands in several places."""
    alike = defaultdict(list)
    for file in files:
        for function in functions(file):
            nodes = kinds(function)
            if len(nodes) >= LEAST:
                alike[nodes].append((file, function))
    places = defaultdict(list)
    for held in alike.values():
        for file, function in held if len(held) > 1 else ():
            places[shape(function)].append(f"{file}:{function.lineno} {function.name}")
    return [found for found in places.values() if len(found) > 1]


@pytest.mark.slow
def test_no_function_is_written_twice():
    assert (
        written_twice(sorted(one for home in HOMES for one in (ROOT / home).rglob("*.py"))) == []
    )


def test_a_copy_under_other_names_is_found(tmp_path):
    first = (
        "def a(x):\n    y = [one * 2 for one in x if one > 3]\n    return sum(y) / len(y) + y[0]\n"
    )
    copy = first.replace("x", "given").replace("y", "kept").replace("def a(", "def b(")
    (tmp_path / "one.py").write_text(first)
    (tmp_path / "two.py").write_text(copy)
    (tmp_path / "other.py").write_text(first.replace("> 3", "> 4"))
    files = sorted(tmp_path.iterdir())
    assert [len(found) for found in written_twice(files)] == [2]
