"""A bill of materials (CycloneDX 1.6, JSON) from a lock and from what is installed.

PYTHONPATH=tests python -m reliability.bill_of_materials requirements.lock > dist/sbom.json
"""

import json
import re
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.utils import canonicalize_name
from reliability.scorecard import ROOT


@dataclass(frozen=True)
class Locked:
    """One package of a lock: the version, and the SHA-256 of each file that may be installed."""

    name: str
    version: str
    sha256: tuple[str, ...]


def read_lock(path: Path) -> list[Locked]:
    """Every package of a lock, in order; one of several versions comes once for each."""
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", path.read_text(encoding="utf-8"))
    found = []
    for block in blocks:
        pin = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", block)
        if pin:
            hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
            found.append(Locked(canonicalize_name(pin[1]), pin[2], hashes))
    return found


def bill(lock: Path) -> dict:
    """The bill of a lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [_component(one) for one in read_lock(lock)],
    }


def _component(one: Locked) -> dict:
    purl = f"pkg:pypi/{one.name}@{one.version}"
    held = {
        "type": "library",
        "bom-ref": purl,
        "name": one.name,
        "version": one.version,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": content} for content in one.sha256],
    }
    licence = _licence(one)
    return held | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def _licence(one: Locked) -> str:
    """As the installed package says it; "" where it is not installed here, or does not say."""
    try:
        said = metadata(one.name)
    except PackageNotFoundError:
        return ""
    classified = [
        line.rsplit(" :: ", 1)[-1]
        for line in said.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    named = said.get("License-Expression") or ", ".join(classified) or said.get("License") or ""
    return named.splitlines()[0][:200] if named else ""


if __name__ == "__main__":
    json.dump(bill(Path(sys.argv[1])), sys.stdout, ensure_ascii=False, indent=1)
