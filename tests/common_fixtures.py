"""What every test runs under, and the one small model that tests share."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cheap import (
    layouts_replayed,
    mlflow_laid_out_once,
    passwords_hashed_cheaply,
    pictures_drawn_once,
    processes_as_in_production,
    types_read_once,
)
from forked import services_forked
from once import keep, kept, made_once
from proved import proved_once
from versions import NAME, fitted, small_definition, trained_small, written

from riskmodel.assessment import Assessor
from riskmodel.modelling.artifact import MANIFEST, write_artifact
from riskmodel.modelling.definition import ModelDefinition, parse_definition
from riskmodel.modelling.evaluation.card import model_card
from riskmodel.modelling.pipeline import Trained
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import move_pointer, place_version, read_champion
from riskmodel.registry.golden import golden_vectors


@pytest.fixture(scope="session", autouse=True)
def _state_of_the_tests(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[None]:
    """What a test records is recorded for real, but never in the state folder of the developer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RISKMODEL_STATE", str(tmp_path_factory.mktemp("state")))
        layouts_replayed(patch)
        mlflow_laid_out_once(patch, shared)
        passwords_hashed_cheaply(patch)
        pictures_drawn_once(patch)
        types_read_once(patch)
        processes_as_in_production(patch)
        proved = shared / "proved"
        proved.mkdir(exist_ok=True)
        services_forked(patch, proved)
        proved_once(patch, proved)
        yield


@pytest.fixture(scope="session")
def definition_text() -> str:
    """The shipped definition with a learner and a judgement small enough for a test."""
    return small_definition()


@pytest.fixture(scope="session")
def definition(definition_text: str) -> ModelDefinition:
    return parse_definition(definition_text.encode(), "small")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the run, the same for all its workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def trained(definition_text: str, shared: Path) -> Trained:
    def train(place: Path) -> None:
        keep(trained_small(definition_text), place)

    return kept(made_once(shared / "trained", train))


@pytest.fixture(scope="session")
def artifact(trained: Trained, definition_text: str, shared: Path) -> tuple[Path, str]:
    """A written version: its folder and the SHA-256 of its manifest."""

    def write(place: Path) -> None:
        evaluation = trained.evaluation
        texts = {
            "definition.toml": definition_text,
            "golden.json": golden_vectors(trained.model, trained.background),
            "evaluation.json": evaluation.model_dump_json(),
            "card.md": model_card(trained.model.definition, evaluation),
            "panel_sha256": evaluation.panel_sha256,
            "code_version": "test",
        }
        write_artifact(trained.model, trained.background, texts, place)

    return _with_sha256(made_once(shared / "artifact", write))


@pytest.fixture(scope="session")
def older_version(definition_text: str, shared: Path) -> tuple[Path, str]:
    """A version with other trees, as the folder and SHA-256 of `artifact`."""
    text = definition_text.replace("seed = 7\n", "seed = 99\n")
    place = made_once(shared / "older", lambda place: written(*fitted(text), text, place))
    return _with_sha256(place)


def _with_sha256(version: Path) -> tuple[Path, str]:
    return version, hashlib.sha256((version / MANIFEST).read_bytes()).hexdigest()


@pytest.fixture(scope="session")
def champions(
    artifact: tuple[Path, str], shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the small model as its champion; a copy, for a test that alters its own."""

    def install(folder: Path) -> None:
        move_pointer(folder, place_version(folder, NAME, "1", *artifact))

    placed = made_once(shared / "champions", install)
    return shutil.copytree(placed, tmp_path_factory.mktemp("champions"), dirs_exist_ok=True)


@pytest.fixture(scope="session")
def assessor(champions: Path) -> Assessor:
    return Assessor(Parameters.shipped(), read_champion(champions, NAME))
