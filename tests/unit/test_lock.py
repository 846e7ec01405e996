"""The lock must hold what pyproject.toml asks for, by hash, and name no address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
SERVING = (ROOT / "requirements-serving.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked(lock: str = LOCK) -> dict[str, list[Requirement]]:
    lines = re.findall(r"^([a-zA-Z0-9][^\\\n]*?) \\$", lock, flags=re.MULTILINE)
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


@pytest.mark.parametrize("lock", [LOCK, SERVING], ids=["whole", "serving"])
def test_every_locked_package_has_a_hash(lock):
    for block in re.split(r"\n(?=[a-zA-Z0-9])", lock):
        if "==" in block:
            assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("lock", [LOCK, SERVING], ids=["whole", "serving"])
def test_a_lock_names_no_address(lock):
    assert "//" not in lock
    assert "index-url" not in lock


def test_the_serving_lock_is_a_part_of_the_whole_and_stays_small():
    whole = {(name, str(pin.specifier)) for name, pins in locked().items() for pin in pins}
    serving = {(n, str(pin.specifier)) for n, pins in locked(SERVING).items() for pin in pins}
    assert serving <= whole
    names = {name for name, _ in serving}
    assert not names & {"mlflow", "pandas", "scikit-learn", "shap", "matplotlib", "ipykernel"}
    for requirement in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["api"]]:
        assert Requirement(requirement).name.lower() in names
