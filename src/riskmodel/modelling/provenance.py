"""Which code and which data made a model."""

import hashlib
import subprocess
from importlib.metadata import version
from pathlib import Path

import numpy as np

from riskmodel.schema.panel import Panel


def code_version() -> str:
    """The package's version, with the commit where it runs from a checkout."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        found = subprocess.run(  # noqa: S603 - fixed arguments
            command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return version("riskmodel")
    return f"{version('riskmodel')}+{found.stdout.strip()}"


def panel_digest(panel: Panel) -> str:
    """SHA-256 over every given column, by name; the same data gives the same digest."""
    digest = hashlib.sha256()
    arrays = {name: panel.columns[name] for name in panel.columns.given} | panel.local
    for name in sorted(arrays):
        values = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {values.dtype.kind} {len(values)}".encode())
        content = values.astype("U64") if values.dtype.kind == "U" else values
        digest.update(content.tobytes())
    return digest.hexdigest()
