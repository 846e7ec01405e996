"""The champion as serving finds it: a local folder and a pointer to it, with no MLflow near.

`<champions>/<model>/champion.json` names a version, its folder and the SHA-256 of its manifest
and of the explanation tables beside it. It is replaced whole, so that a reader sees the old
champion or the new one.
"""

import json
import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from riskmodel.errors import ArtifactTamperedError, ModelNotFoundError
from riskmodel.explanation.contributions import Explainer
from riskmodel.modelling.artifact import (
    Artifact,
    load_artifact,
    read_background,
    sha256,
    verify,
    write_files,
)

POINTER = "champion.json"
_LOG = logging.getLogger(__name__)


class Pointer(BaseModel):
    """Which version serves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str = Field(pattern=r"^[0-9]{1,9}$")
    artifact_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    tables_sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """None where the model has no tables, or was promoted by a release that kept none."""

    @property
    def folder(self) -> str:
        """Name of the version's folder beside the pointer."""
        return f"{self.version}-{self.artifact_sha256[:12]}"

    @property
    def tables(self) -> str:
        """Name of the file of explanation tables beside it."""
        return f"{self.folder}.tables.npz"


@dataclass(frozen=True)
class ServedModel:
    """A verified version under the name and number that the registry gave it."""

    name: str
    version: str
    artifact: Artifact
    explainer: Explainer

    @property
    def artifact_sha256(self) -> str:
        """SHA-256 of the version's manifest."""
        return self.artifact.sha256

    def description(self) -> dict[str, object]:
        """What may be told of the model: names, hashes, features, evaluation."""
        model, manifest = self.artifact.model, self.artifact.manifest
        return {
            "name": self.name,
            "version": self.version,
            "artifact_sha256": self.artifact_sha256,
            "title_en": model.definition.model.title_en,
            "title_zh": model.definition.model.title_zh,
            "purpose": model.definition.model.purpose,
            "horizon_months": model.definition.label.horizon_months,
            "code_version": manifest.code_version,
            "panel_sha256": manifest.panel_sha256,
            "features": [
                {
                    "name": feature.name,
                    "label_zh": feature.label_zh,
                    "label_en": feature.label_en,
                    "dimension": feature.dimension,
                    "monotone": feature.monotone,
                }
                for feature in model.features
            ],
            "evaluation": json.loads(self.artifact.files["evaluation.json"]),
        }


def read_champion(champions: Path, name: str) -> ServedModel:
    """Verify and load the champion of a model.

    Raises ModelNotFoundError where none was promoted, ArtifactTamperedError where a byte differs
    from what was registered.
    """
    return _served(champions, read_pointer(champions, name))


def read_version(champions: Path, name: str, version: str, artifact_sha256: str) -> ServedModel:
    """Verify and load a version that was once the champion and still lies beside it.

    Raises ArtifactTamperedError where it is not there, or not as it was.
    """
    # Its tables are made anew: their digest went with the pointer.
    pointer = Pointer(name=name, version=version, artifact_sha256=artifact_sha256)
    return _served(champions, pointer)


def _served(champions: Path, pointer: Pointer) -> ServedModel:
    home = champions / pointer.name
    artifact = load_artifact(home / pointer.folder, pointer.artifact_sha256)
    explainer = _kept_explainer(home, pointer, artifact) or explainer_of(artifact)
    return ServedModel(pointer.name, pointer.version, artifact, explainer)


def explainer_of(artifact: Artifact) -> Explainer:
    """Explains as the version does when it serves: against its own background sample."""
    model = artifact.model
    return Explainer.of(model.booster, read_background(artifact), model.fits.count)


def _kept_explainer(home: Path, pointer: Pointer, artifact: Artifact) -> Explainer | None:
    """From the tables that were kept, where they are, byte by byte, those of the promotion."""
    if pointer.tables_sha256 is None:
        return None
    path = home / pointer.tables
    content = path.read_bytes() if path.is_file() else b""
    if sha256(content) != pointer.tables_sha256:
        _LOG.warning("%s is not as it was kept: the tables are made again", path.name)
        return None
    return Explainer.of_tables(artifact.model.booster, content)


def read_pointer(champions: Path, name: str) -> Pointer:
    """Which version serves; raises ModelNotFoundError or ArtifactTamperedError."""
    path = champions / name / POINTER
    if not path.is_file():
        message = f"no champion of {name}: train a version and run `riskmodel promote VERSION`"
        raise ModelNotFoundError(message)
    try:
        return Pointer.model_validate_json(path.read_bytes())
    except ValidationError as error:
        message = f"{name}/{POINTER} cannot be read: promote the version again"
        raise ArtifactTamperedError(message) from error


def place_version(
    champions: Path, name: str, version: str, source: Path, artifact_sha256: str
) -> Pointer:
    """Verify a version and copy the verified bytes beside the champion; nothing is live yet.

    Its explanation tables are made and kept there too, so that a service starts without making
    them.
    """
    _, files = verify(source, artifact_sha256)
    tables = explainer_of(load_artifact(source, artifact_sha256)).tables_to_bytes()
    pointer = Pointer(
        name=name,
        version=version,
        artifact_sha256=artifact_sha256,
        tables_sha256=None if tables is None else sha256(tables),
    )
    home = champions / name
    home.mkdir(parents=True, exist_ok=True)
    target = home / pointer.folder
    if not _holds(target, artifact_sha256):
        aside = Path(tempfile.mkdtemp(prefix=".incoming-", dir=home))
        write_files(files, aside)
        if target.exists():
            shutil.rmtree(target)
        aside.replace(target)
    if tables is not None:
        replace_file(home / pointer.tables, tables)
    return pointer


def _holds(folder: Path, artifact_sha256: str) -> bool:
    """Whether the version is there, whole: the live one is never taken away to be put back."""
    try:
        verify(folder, artifact_sha256)
    except ArtifactTamperedError:
        return False
    return True


def move_pointer(champions: Path, pointer: Pointer) -> None:
    """Make a version that was placed the champion."""
    replace_file(champions / pointer.name / POINTER, pointer.model_dump_json(indent=1).encode())


def replace_file(path: Path, content: bytes) -> None:
    """Write a file aside and rename it: a reader sees the old one whole or the new one."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
