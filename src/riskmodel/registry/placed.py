"""A version that was live once, as the folder beside the champion still holds it."""

from pathlib import Path

from riskmodel.errors import ModelNotFoundError
from riskmodel.modelling.artifact import Artifact, load_artifact
from riskmodel.registry.champion import Pointer
from riskmodel.registry.history import LIVE, read_history


def read_placed(champions: Path, name: str, version: str) -> Artifact:
    """Verify and load a version that was promoted before, by the hash in the chained history.

    Raises ModelNotFoundError where it never was live or its folder is gone, and what
    `load_artifact` and `read_history` raise.
    """
    live = [
        record
        for record in read_history(champions, name)
        if record.act in LIVE and record.version == version
    ]
    if not live:
        message = f"{name} has no version of that number that was ever live"
        raise ModelNotFoundError(message)
    sha256 = live[-1].artifact_sha256
    folder = champions / name / Pointer(name=name, version=version, artifact_sha256=sha256).folder
    if not folder.is_dir():
        message = f"version {version} of {name} was live, but its folder is no longer kept"
        raise ModelNotFoundError(message)
    return load_artifact(folder, sha256)
