"""Row 22: every dependency is locked by hash, listed, searched for advisories; built offline.

Advisories are asked for only where an index is named, for a network that has none would wait:

ADVISORIES=https://api.osv.dev PYTHONPATH=src:api:tests python -m reliability.row22_dependencies
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from reliability.bill_of_materials import Locked, bill, read_lock
from reliability.scorecard import ROOT, Row, row

LOCKS = ("requirements.lock", "requirements-serving.lock")
SECONDS = 60


def measure(index: str = os.environ.get("ADVISORIES", "")) -> Row:
    """The locks, their bill, the advisories and the build."""
    locked = [one for name in LOCKS for one in read_lock(ROOT / name)]
    bare = [one.name for one in locked if not one.sha256]
    listed = len(bill(ROOT / LOCKS[0])["components"])
    found, told = searched(locked, index)
    built = built_offline()
    figure = (
        f"{len(locked) - len(bare)} of {len(locked)} pins have hashes; {listed} packages in the "
        f"bill of materials; {told}; {built or 'the wheel does not build offline'}"
    )
    broken = bool(bare or found or not built)
    return row(22, figure, met=False if broken else (None if found is None else True))


def searched(locked: Sequence[Locked], index: str) -> tuple[int | None, str]:
    """How many packages have known advisories, of any severity; None where nobody was asked."""
    if not index:
        return None, "advisories not searched: no index is named in ADVISORIES"
    try:
        advised = advisories(locked, index)
    except OSError as error:
        return None, f"advisories not searched: the index does not answer ({type(error).__name__})"
    names = f" ({', '.join(advised)})" if advised else ""
    return len(advised), f"{len(advised)} packages with known advisories{names}"


def advisories(locked: Sequence[Locked], index: str) -> list[str]:
    """Packages with advisories, by one question to an index that speaks OSV's `querybatch`."""
    pins = sorted({(one.name, one.version) for one in locked})
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in pins
    ]
    request = urllib.request.Request(  # noqa: S310 - who measures names the index
        f"{index}/v1/querybatch",
        json.dumps({"queries": queries}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        results = json.load(answer)["results"]
    return [
        f"{name} {version}: {', '.join(sorted(one['id'] for one in found['vulns']))}"
        for (name, version), found in zip(pins, results, strict=True)
        if found.get("vulns")
    ]


def built_offline() -> str:
    """How the wheel is built of what the lock installs alone; "" where it is not.

    Without an index in any case, and without a network where the machine lets us take it away.
    """
    alone = [str(shutil.which("unshare")), "--net", "--map-root-user"]
    cut = subprocess.run([*alone, "true"], check=False, capture_output=True).returncode == 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.mkdir()
        for name in ("src", "api"):
            shutil.copytree(ROOT / name, source / name)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, source / name)
        command = [
            *(alone if cut else []), sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index",
            "--no-deps", "--no-build-isolation", "--wheel-dir", folder, str(source),
        ]  # fmt: skip
        done = subprocess.run(command, check=False, capture_output=True)
        if done.returncode or not list(Path(folder).glob("riskmodel-*.whl")):
            return ""
    return f"the wheel builds without {'a network' if cut else 'an index'}"


if __name__ == "__main__":
    print(measure())  # noqa: T201
