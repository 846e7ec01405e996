"""The lock must hold what pyproject.toml asks for, by hash, and name no address."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked() -> dict[str, list[Requirement]]:
    lines = re.findall(r"^([a-zA-Z0-9][^\\\n]*?) \\$", LOCK, flags=re.MULTILINE)
    found: dict[str, list[Requirement]] = {}
    for line in lines:
        requirement = Requirement(line)
        found.setdefault(requirement.name.lower(), []).append(requirement)
    return found


def declared() -> list[Requirement]:
    optional = PROJECT["optional-dependencies"].values()
    return [Requirement(text) for group in (PROJECT["dependencies"], *optional) for text in group]


def test_every_declared_requirement_is_locked_at_a_version_that_fits():
    held = locked()
    for requirement in declared():
        pins = held.get(requirement.name.lower(), [])
        assert pins, f"{requirement.name} is not locked: run `make lock`"
        for pin in pins:
            version = next(iter(pin.specifier)).version
            assert requirement.specifier.contains(version), f"{pin} does not fit {requirement}"


def test_every_locked_package_has_a_hash():
    for block in re.split(r"\n(?=[a-zA-Z0-9])", LOCK):
        if "==" in block:
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_lock_names_no_address():
    assert "//" not in LOCK
    assert "index-url" not in LOCK
