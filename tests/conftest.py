"""What every test runs under, and the one small model that tests share."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import beginning  # noqa: F401 - before all others
import profiles  # noqa: F401
import pytest
from cheap import (
    layouts_replayed,
    passwords_hashed_cheaply,
    processes_as_in_production,
    types_read_once,
)
from forked import services_forked
from versions import NAME, fitted, small_definition, trained_small, written

from riskmodel.assessment import Assessor
from riskmodel.modelling.artifact import write_artifact
from riskmodel.modelling.definition import ModelDefinition, parse_definition
from riskmodel.modelling.evaluation.card import model_card
from riskmodel.modelling.pipeline import Trained
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import move_pointer, place_version, read_champion
from riskmodel.registry.golden import golden_vectors

# Rich would keep the width of the runner's terminal, and not take that which a test sets.
os.environ.pop("COLUMNS", None)

ROOT = Path(__file__).parent
SLOW_FOLDERS = ("e2e/", "integration/", "model/", "unit/explanation/")
SLOW_FIXTURES = {"artifact", "older_version", "trained"}
SLOW_BY_NAME = (
    "unit/eligibility/test_findings.py::test_thousands",
    "unit/eligibility/test_notice.py::test_a_notice_is_made_of_the_allow_list_alone",
    "unit/eligibility/test_properties.py::test_a_household_alone_gets_what_it_gets_among_a_thousand",
    "unit/modelling/test_definitions.py::test_another_question_trains",
    "unit/modelling/test_robustness.py",
    "unit/modelling/test_tuning.py",
    "unit/modelling/test_uncertainty.py",
)
"""What fits a model of its own, or asks about a thousand households one by one."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out of `make quick` what is of the whole system or asks for a fitted model."""
    for item in items:
        name = f"{item.path.relative_to(ROOT).as_posix()}::{item.name}"
        asked = SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if asked or name.startswith(SLOW_FOLDERS + SLOW_BY_NAME):
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


@pytest.fixture(scope="session", autouse=True)
def _state_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test records is recorded for real, but never in the state folder of the developer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RISKMODEL_STATE", str(tmp_path_factory.mktemp("state")))
        layouts_replayed(patch)
        passwords_hashed_cheaply(patch)
        types_read_once(patch)
        processes_as_in_production(patch)
        services_forked(patch, tmp_path_factory.mktemp("proved"))
        yield


@pytest.fixture(scope="session")
def definition_text() -> str:
    """The shipped definition with a learner and a judgement small enough for a test."""
    return small_definition()


@pytest.fixture(scope="session")
def definition(definition_text: str) -> ModelDefinition:
    return parse_definition(definition_text.encode(), "small")


@pytest.fixture(scope="session")
def trained(definition_text: str) -> Trained:
    return trained_small(definition_text)


@pytest.fixture(scope="session")
def artifact(
    trained: Trained, definition_text: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """A written version: its folder and the SHA-256 of its manifest."""
    folder = tmp_path_factory.mktemp("artifact")
    evaluation = trained.evaluation
    texts = {
        "definition.toml": definition_text,
        "golden.json": golden_vectors(trained.model, trained.background),
        "evaluation.json": evaluation.model_dump_json(),
        "card.md": model_card(trained.model.definition, evaluation),
        "panel_sha256": evaluation.panel_sha256,
        "code_version": "test",
    }
    return folder, write_artifact(trained.model, trained.background, texts, folder)


@pytest.fixture(scope="session")
def older_version(
    definition_text: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """A version with other trees, as the folder and SHA-256 of `artifact`."""
    text = definition_text.replace("seed = 7\n", "seed = 99\n")
    folder = tmp_path_factory.mktemp("older")
    return folder, written(*fitted(text), text, folder)


@pytest.fixture(scope="session")
def champions(artifact: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small model as its champion."""
    folder = tmp_path_factory.mktemp("champions")
    move_pointer(folder, place_version(folder, NAME, "1", *artifact))
    return folder


@pytest.fixture(scope="session")
def assessor(champions: Path) -> Assessor:
    return Assessor(Parameters.shipped(), read_champion(champions, NAME))
