"""The champion as serving finds it: a local folder and a pointer to it, with no MLflow near.

`<champions>/<model>/champion.json` names a version, its folder and the SHA-256 of its manifest.
It is replaced whole, so that a reader sees the old champion or the new one.
"""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from riskmodel.errors import ArtifactTamperedError, ModelNotFoundError
from riskmodel.modelling.artifact import Artifact, load_artifact, verify, write_files

POINTER = "champion.json"


class Pointer(BaseModel):
    """Which version serves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str = Field(pattern=r"^[0-9]{1,9}$")
    artifact_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def folder(self) -> str:
        """Name of the version's folder beside the pointer."""
        return f"{self.version}-{self.artifact_sha256[:12]}"


@dataclass(frozen=True)
class ServedModel:
    """A verified version under the name and number that the registry gave it."""

    name: str
    version: str
    artifact: Artifact

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
    pointer = read_pointer(champions, name)
    artifact = load_artifact(champions / name / pointer.folder, pointer.artifact_sha256)
    return ServedModel(pointer.name, pointer.version, artifact)


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
    """Verify a version and copy the verified bytes beside the champion; nothing is live yet."""
    _, files = verify(source, artifact_sha256)
    pointer = Pointer(name=name, version=version, artifact_sha256=artifact_sha256)
    home = champions / name
    home.mkdir(parents=True, exist_ok=True)
    target = home / pointer.folder
    if not _holds(target, artifact_sha256):
        aside = Path(tempfile.mkdtemp(prefix=".incoming-", dir=home))
        write_files(files, aside)
        if target.exists():
            shutil.rmtree(target)
        aside.replace(target)
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
    _replace(champions / pointer.name / POINTER, pointer.model_dump_json(indent=1).encode())


def _replace(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
