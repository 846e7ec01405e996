"""The survey files, where this machine has them, and the panels read from them."""

import os
from pathlib import Path

import pytest

from riskmodel.schema.panel import Panel
from riskmodel.sources.surveys import IMPORTERS

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("RISKMODEL_SURVEY_DATA", ROOT.parent / "shared" / "data"))


def there(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(f"no survey file {path.name}: set RISKMODEL_SURVEY_DATA to its folder")
    return path


@pytest.fixture(scope="session")
def uganda_file() -> Path:
    return there(DATA / "uganda-lsms" / "panel.csv")


@pytest.fixture(scope="session")
def progresa_file() -> Path:
    return there(DATA / "progresa-rural" / "panel.csv.gz")


@pytest.fixture(scope="session")
def uganda(uganda_file: Path) -> Panel:
    return IMPORTERS["uganda-lsms"].read(uganda_file)


@pytest.fixture(scope="session")
def progresa(progresa_file: Path) -> Panel:
    return IMPORTERS["progresa-rural"].read(progresa_file)


@pytest.fixture(scope="session")
def german() -> Panel:
    return IMPORTERS["german-health"].read(Path())
