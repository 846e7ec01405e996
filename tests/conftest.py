"""How tests are collected: what `make quick` leaves out, and what each run begins with."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import beginning  # noqa: F401 - before all others
import profiles  # noqa: F401
import pytest

# Rich would keep the width of the runner's terminal, and not take that which a test sets.
os.environ.pop("COLUMNS", None)

ROOT = Path(__file__).parent
SLOW_FOLDERS = ("e2e/", "integration/", "model/", "unit/explanation/")
SLOW_FIXTURES = {"artifact", "older_version", "trained"}


def pytest_configure(config: pytest.Config) -> None:
    """Who only deals tests out to others needs none of the libraries, which take seconds."""
    deals = config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
    if not deals:
        config.pluginmanager.import_plugin("common_fixtures")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out of `make quick` what is of the whole system or asks for a fitted model."""
    for item in items:
        asked = SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if asked or item.path.relative_to(ROOT).as_posix().startswith(SLOW_FOLDERS):
            item.add_marker("slow")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[None]:
    """Let the collector pass over what all tests keep: the libraries and thousands of items."""
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        gc.enable()
