"""The champion as serving finds it: a local folder and a pointer to it, with no MLflow near."""

import datetime
import json
import logging
import shutil
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from riskmodel.errors import ArtifactTamperedError, ModelError
from riskmodel.explanation.contributions import Explainer
from riskmodel.modelling.artifact import (
    LARGEST_FILE,
    Artifact,
    load_artifact,
    read_background,
    sha256,
    verify,
    write_files,
)
from riskmodel.modelling.expiry import expires_on
from riskmodel.plain_file import read_plain_file
from riskmodel.registry.pointer import Pointer, Role, move_pointer, read_pointer
from riskmodel.registry.proving import Job, Limits, prove

__all__ = [
    "Pointer",
    "ServedModel",
    "explainer_of",
    "kept_explainer",
    "move_pointer",
    "place_version",
    "prove_placed",
    "read_champion",
    "read_placed_version",
    "read_pointer",
    "read_version",
]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServedModel:
    """A verified version under the name and number that the registry gave it."""

    name: str
    version: str
    artifact: Artifact
    explainer: Explainer

    def __post_init__(self) -> None:
        """Raises SchemaMismatchError for an evaluation that this release cannot read."""
        _ = self.expires_on

    @property
    def artifact_sha256(self) -> str:
        """SHA-256 of the version's manifest."""
        return self.artifact.sha256

    @cached_property
    def expires_on(self) -> datetime.date:
        """The last day as of which a household may be scored."""
        return expires_on(self.artifact.files["evaluation.json"])

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
            "expires_on": self.expires_on.isoformat(),
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


def read_champion(champions: Path, name: str, key: Ed25519PublicKey | None = None) -> ServedModel:
    """Verify and load the champion of a model; with a key, its promotion must be signed with it.

    Raises ModelNotFoundError where none was promoted, ArtifactTamperedError where a byte differs
    from what was registered.
    """
    return read_placed_version(champions, read_pointer(champions, name, key=key))


def read_version(champions: Path, name: str, version: str, artifact_sha256: str) -> ServedModel:
    """Verify and load a version that was once the champion and still lies beside it.

    Raises ArtifactTamperedError where it is not there, or not as it was.
    """
    # Its tables are made anew: their digest went with the pointer.
    pointer = Pointer(name=name, version=version, artifact_sha256=artifact_sha256)
    return read_placed_version(champions, pointer)


def read_placed_version(champions: Path, pointer: Pointer) -> ServedModel:
    """Verify and load the version that a pointer names; raises what `load_artifact` raises."""
    home = champions / pointer.name
    artifact = load_artifact(home / pointer.folder, pointer.artifact_sha256)
    kept = kept_explainer(home / pointer.tables, pointer.tables_sha256, artifact)
    return ServedModel(pointer.name, pointer.version, artifact, kept or explainer_of(artifact))


def explainer_of(artifact: Artifact) -> Explainer:
    """Explains as the version does when it serves: against its own background sample."""
    model = artifact.model
    return Explainer.of(model.booster, read_background(artifact), model.fits.count)


def kept_explainer(path: Path, tables_sha256: str | None, artifact: Artifact) -> Explainer | None:
    """From the tables that were kept, where they are, byte by byte, those of the promotion."""
    if tables_sha256 is None:
        return None
    try:
        content = read_plain_file(path, LARGEST_FILE)
    except ArtifactTamperedError:
        content = b""
    if sha256(content) != tables_sha256:
        _LOG.warning("%s is not as it was kept: the tables are made again", path.name)
        return None
    return Explainer.of_tables(artifact.model.booster, content)


def place_version(
    champions: Path,
    name: str,
    version: str,
    source: Path,
    artifact_sha256: str,
    role: Role = Role.CHAMPION,
) -> Pointer:
    """Verify a version, copy the verified bytes beside the champion and prove them there.

    Nothing is live yet. Its explanation tables are made and kept there too, by the process that
    proves it, so that a service starts without making them. A version that does not prove itself
    is taken away again; raises what `prove` raises.
    """
    _, files = verify(source, artifact_sha256)
    pointer = Pointer(name=name, role=role, version=version, artifact_sha256=artifact_sha256)
    home = champions / name
    home.mkdir(parents=True, exist_ok=True)
    target = home / pointer.folder
    was_there = _holds(target, artifact_sha256)
    if not was_there:
        aside = Path(tempfile.mkdtemp(prefix=".incoming-", dir=home))
        write_files(files, aside)
        if target.exists():
            shutil.rmtree(target)
        aside.replace(target)
    job = Job(
        folder=target,
        artifact_sha256=artifact_sha256,
        tables=home / pointer.tables,
        makes_tables=True,
    )
    try:
        made = prove(job, Limits()).tables
    except ModelError:
        if not was_there:
            shutil.rmtree(target)
        raise
    tables = sha256(read_plain_file(job.tables, LARGEST_FILE)) if made else None
    return pointer.model_copy(update={"tables_sha256": tables})


def prove_placed(champions: Path, pointer: Pointer, limits: Limits) -> None:
    """Let the version that a pointer names prove itself aside, hashes first, without a process.

    Raises what `prove` raises.
    """
    home = champions / pointer.name
    verify(home / pointer.folder, pointer.artifact_sha256)
    job = Job(
        folder=home / pointer.folder,
        artifact_sha256=pointer.artifact_sha256,
        tables=home / pointer.tables,
        tables_sha256=pointer.tables_sha256,
    )
    prove(job, limits)


def _holds(folder: Path, artifact_sha256: str) -> bool:
    """Whether the version is there, whole: the live one is never taken away to be put back."""
    try:
        verify(folder, artifact_sha256)
    except ArtifactTamperedError:
        return False
    return True
