"""Fetch named files from MLflow's store, whatever the store says of them."""

import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlparse

import mlflow
from mlflow.exceptions import MlflowException

from riskmodel.errors import (
    ArtifactTamperedError,
    ModelNotFoundError,
    RegistryUnavailableError,
)
from riskmodel.modelling.artifact import LARGEST_FILE

_ABSENT = {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE", "NOT_FOUND"}


@contextmanager
def asking(absent: str) -> Iterator[None]:
    """Raise ModelNotFoundError saying `absent`, or RegistryUnavailableError, for MLflow's own."""
    try:
        yield
    except MlflowException as error:
        if error.error_code in _ABSENT:
            raise ModelNotFoundError(absent) from error
        message = "MLflow cannot be asked now; what serves goes on without it"
        raise RegistryUnavailableError(message) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = "the MLflow address answers what MLflow does not; look at RISKMODEL_TRACKING_URI"
        raise RegistryUnavailableError(message) from error


def fetch(location: str, allowed: frozenset[str], scratch: Path) -> Path:
    """Copy the files at an artefact location into a folder; only `allowed` may lie there.

    Nothing is parsed. Raises ArtifactTamperedError for a file of another name, a folder, link,
    pipe or device, or one larger than a model can be, before it is copied.
    """
    _require_plain(location)
    found = mlflow.artifacts.list_artifacts(artifact_uri=location)
    names = {PurePosixPath(one.path).name: one for one in found}
    if not names:
        message = "the registry holds no file of this version"
        raise ModelNotFoundError(message)
    if not set(names) <= allowed or any(one.is_dir for one in found):
        message = "the registry holds files that are no part of a version: register it again"
        raise ArtifactTamperedError(message)
    if any((one.file_size or 0) > LARGEST_FILE for one in found):
        message = "the registry holds a file that is larger than a model can be"
        raise ArtifactTamperedError(message)
    with _no_larger_file():
        for name in sorted(names):
            address = f"{location.rstrip('/')}/{name}"
            mlflow.artifacts.download_artifacts(artifact_uri=address, dst_path=str(scratch))
    return scratch


def _require_plain(location: str) -> None:
    """In a store on this machine, MLflow would follow a link and read a device without end."""
    address = urlparse(location)
    if address.scheme not in {"", "file"}:
        return
    folder = Path(unquote(address.path))
    for entry in list(folder.iterdir()) if folder.is_dir() else ():
        if not stat.S_ISREG(entry.lstat().st_mode):
            message = f"{entry.name} in the registry's store is not a plain file"
            raise ArtifactTamperedError(message)


@contextmanager
def _no_larger_file() -> Iterator[None]:
    """A server may send more than it said: the system then refuses to write it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
