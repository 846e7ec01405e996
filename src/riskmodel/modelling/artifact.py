"""A model version as a folder of text files, each named with its hash in a manifest.

Nothing is parsed before it is verified: malformed LightGBM text ends the process, and an altered
number loads silently. Nothing here is ever unpickled.
"""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from riskmodel.errors import ArtifactTamperedError, SchemaMismatchError
from riskmodel.modelling.booster import read_booster
from riskmodel.modelling.calibration import LogisticCalibrator
from riskmodel.modelling.definition import ModelDefinition, parse_definition
from riskmodel.modelling.features import AnyFeature
from riskmodel.modelling.inputs import features_of
from riskmodel.modelling.model import Reference, RiskModel
from riskmodel.modelling.uncertainty import Uncertainty
from riskmodel.plain_file import read_plain_file
from riskmodel.schema.household import FIELDS

MANIFEST = "manifest.json"
FORMAT = "riskmodel-artifact-5"
FILES = ("model.txt", "serving.json", "definition.toml", "background.csv", "golden.json",
         "evaluation.json", "card.md")  # fmt: skip
LARGEST_FILE = 256 * 1024 * 1024
LARGEST_MANIFEST = 64 * 1024


class Manifest(BaseModel):
    """What the folder holds: the SHA-256 of every file, and of the part of the schema in use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str
    name: str
    files: dict[str, str]
    schema_sha256: str
    panel_sha256: str
    code_version: str


class Serving(BaseModel):
    """What serving needs beside the trees."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    features: list[str]
    intercept: float
    slope: float
    uncertainty: Uncertainty
    reference: Reference


@dataclass(frozen=True)
class Artifact:
    """A verified version: the model, and the bytes that it came from."""

    model: RiskModel
    manifest: Manifest
    sha256: str
    """Of the manifest, and through it of every file."""
    files: dict[str, bytes]


def sha256(content: bytes) -> str:
    """Lower-case hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def schema_digest(features: Sequence[AnyFeature]) -> str:
    """SHA-256 over the declaration of every household field that the features read."""
    used = sorted({name for feature in features for name in feature.inputs if name in FIELDS})
    declared = [[name, FIELDS[name].kind, FIELDS[name].unit, *FIELDS[name].codes] for name in used]
    return sha256(json.dumps(declared, ensure_ascii=False).encode())


def write_artifact(
    model: RiskModel, background: NDArray[np.float64], texts: dict[str, str], folder: Path
) -> str:
    """Write a version into an empty or new folder; returns the SHA-256 of its manifest.

    `background` has shape (rows, features). `texts` holds `definition.toml`, `golden.json`,
    `evaluation.json` and `card.md`, and beside them `panel_sha256` and `code_version` for the
    manifest.
    """
    named = ("definition.toml", "golden.json", "evaluation.json", "card.md")
    files = model_files(model, background) | {name: texts[name].encode() for name in named}
    manifest = Manifest(
        format=FORMAT,
        name=model.definition.model.name,
        files={name: sha256(content) for name, content in files.items()},
        schema_sha256=schema_digest(model.features),
        panel_sha256=texts["panel_sha256"],
        code_version=texts["code_version"],
    )
    files[MANIFEST] = manifest.model_dump_json(indent=1).encode()
    write_files(files, folder)
    return sha256(files[MANIFEST])


def model_files(model: RiskModel, background: NDArray[np.float64]) -> dict[str, bytes]:
    """What a fit alone decides of a version: trees, serving tables, background sample.

    The same definition, panel, seed and library give the same bytes.
    """
    return {
        "model.txt": model.booster.model_to_string().encode(),
        "serving.json": _serving(model).model_dump_json(indent=1).encode(),
        "background.csv": _csv(model.features, background),
    }


def write_files(files: dict[str, bytes], folder: Path) -> None:
    """Write the files of a version, the manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in sorted(files.items(), key=lambda item: item[0] == MANIFEST):
        (folder / name).write_bytes(content)


def _serving(model: RiskModel) -> Serving:
    return Serving(
        features=[feature.name for feature in model.features],
        intercept=model.calibrator.intercept,
        slope=model.calibrator.slope,
        uncertainty=model.uncertainty,
        reference=model.reference,
    )


def _csv(features: Sequence[AnyFeature], background: NDArray[np.float64]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(feature.name for feature in features)
    writer.writerows([repr(float(value)) for value in row] for row in background)
    return text.getvalue().encode()


def read_background(artifact: Artifact) -> NDArray[np.float64]:
    """The background sample of the training rows, shape (rows, features); not to be written to."""
    return _rows(artifact.files["background.csv"])


@lru_cache(maxsize=2)
def _rows(content: bytes) -> NDArray[np.float64]:
    rows = np.loadtxt(io.StringIO(content.decode()), delimiter=",", skiprows=1, ndmin=2)
    rows.flags.writeable = False
    return rows


def verify(folder: Path, expected_sha256: str) -> tuple[Manifest, dict[str, bytes]]:
    """Read every file once and check those bytes; raises ArtifactTamperedError.

    `expected_sha256` is that of the manifest, kept outside the folder.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise ArtifactTamperedError(_fault(folder, "folder", "is missing or not a plain folder"))
    manifest_bytes = read_plain_file(folder / MANIFEST, LARGEST_MANIFEST)
    if sha256(manifest_bytes) != expected_sha256:
        raise ArtifactTamperedError(_fault(folder, MANIFEST, "is not the one that was registered"))
    try:
        manifest = Manifest.model_validate_json(manifest_bytes)
    except ValidationError as error:
        raise ArtifactTamperedError(_fault(folder, MANIFEST, "cannot be read")) from error
    if manifest.format != FORMAT or set(manifest.files) != set(FILES):
        raise ArtifactTamperedError(
            _fault(folder, MANIFEST, f"is not of format {FORMAT}: train it again")
        )
    strangers = {entry.name for entry in folder.iterdir()} - {*FILES, MANIFEST}
    if strangers:
        raise ArtifactTamperedError(_fault(folder, "folder", "holds files beyond the manifest"))
    files = {}
    for name in FILES:
        files[name] = read_plain_file(folder / name, LARGEST_FILE)
        if sha256(files[name]) != manifest.files[name]:
            raise ArtifactTamperedError(_fault(folder, name, "does not match the manifest"))
    return manifest, {**files, MANIFEST: manifest_bytes}


def _fault(folder: Path, name: str, fault: str) -> str:
    return f"{folder.name}/{name} {fault}: fetch the version again from the registry"


def load_artifact(folder: Path, expected_sha256: str) -> Artifact:
    """Verify a folder, then parse the verified bytes.

    Raises ArtifactTamperedError where a byte differs, SchemaMismatchError where the version was
    trained on other fields or features than this code has.
    """
    manifest, files = verify(folder, expected_sha256)
    definition = parse_definition(files["definition.toml"], "definition.toml")
    serving = Serving.model_validate_json(files["serving.json"])
    features = features_of(definition.features)
    booster = read_booster(files["model.txt"].decode())
    _match(definition, features, serving.features, booster.feature_name())
    if schema_digest(features) != manifest.schema_sha256:
        message = f"{manifest.name} was trained on another household schema: train it again"
        raise SchemaMismatchError(message)
    model = RiskModel(
        definition=definition,
        features=features,
        booster=booster,
        calibrator=LogisticCalibrator(serving.intercept, serving.slope),
        uncertainty=serving.uncertainty,
        reference=serving.reference,
    )
    return Artifact(model, manifest, expected_sha256, files)


def _match(
    definition: ModelDefinition, features: Sequence[AnyFeature], *recorded: list[str]
) -> None:
    names = [feature.name for feature in features]
    if any(names != held for held in recorded):
        message = f"{definition.model.name} was trained on other features: train it again"
        raise SchemaMismatchError(message)
