"""MLflow's own model folder, which researchers load: a plain Booster and nothing that runs.

`mlflow.pyfunc` imports whatever the folder names, and other flavours unpickle; so a version whose
folder is anything but what `log_model` writes for a Booster gets no alias.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import yaml  # type: ignore[import-untyped]

from riskmodel.errors import ArtifactTamperedError
from riskmodel.modelling.artifact import LARGEST_FILE
from riskmodel.plain_file import read_plain_file

TREES = "model.lgb"
FILES = frozenset(
    {"MLmodel", TREES, "conda.yaml", "python_env.yaml", "requirements.txt"}
    | {"registered_model_meta"}  # MLflow leaves it when it loads from a store on this machine
)
_LARGEST_TEXT = 64 * 1024
_LIGHTGBM = {
    "code": None,
    "data": TREES,
    "model_class": "lightgbm.basic.Booster",
    "serialization_format": "skops",  # of a scikit-learn wrapper; a Booster is text
}
_PYFUNC = {"data": TREES, "loader_module": "mlflow.lightgbm"}
_MORE_OF_LIGHTGBM = {"lgb_version", "skops_trusted_types"}
_MORE_OF_PYFUNC = {"env", "python_version"}
_PIN = re.compile(r"[a-z0-9-]+==[0-9.]+")


def require_plain_model(folder: Path, trees: bytes) -> None:
    """Raise ArtifactTamperedError where a folder is not the verified `trees` as a plain Booster.

    Nothing of it is loaded: text is read as text, and the trees are compared byte by byte.
    """
    for entry in folder.iterdir():
        if entry.name not in FILES:
            _refuse("holds files beyond a plain Booster's")
    if read_plain_file(folder / TREES, LARGEST_FILE) != trees:
        _refuse("holds other trees than the version")
    _require_flavors(read_plain_file(folder / "MLmodel", _LARGEST_TEXT))
    pins = read_plain_file(folder / "requirements.txt", _LARGEST_TEXT).decode(errors="replace")
    if not all(_PIN.fullmatch(line) for line in pins.splitlines()):
        _refuse("asks for more than pinned packages")


def _require_flavors(content: bytes) -> None:
    try:
        told = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError):
        _refuse("has an MLmodel that cannot be read")
    flavors = told.get("flavors") if isinstance(told, dict) else None
    if not isinstance(flavors, dict) or set(flavors) != {"lightgbm", "python_function"}:
        _refuse("is of another flavour than LightGBM")
    if not _is(flavors["lightgbm"], _LIGHTGBM, _MORE_OF_LIGHTGBM):
        _refuse("is no native Booster, or brings code")
    if not _is(flavors["python_function"], _PYFUNC, _MORE_OF_PYFUNC):
        _refuse("names another loader or data elsewhere")


def _is(flavor: Any, expected: Mapping[str, str | None], more: set[str]) -> bool:
    """Whether a flavour says what is expected, and nothing beyond it but `more`."""
    if not isinstance(flavor, dict) or not set(flavor) <= expected.keys() | more:
        return False
    return all(flavor.get(key) == value for key, value in expected.items())


def _refuse(fault: str) -> NoReturn:
    message = f"MLflow's folder of this version {fault}: register it again"
    raise ArtifactTamperedError(message)
