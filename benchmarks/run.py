"""Run every benchmark and write benchmarks/results.json.

`--mlserver PYTHON` is handed on to `serving.py`.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BENCHMARKS = (
    "synthesize.py",
    "rules.py",
    "explain.py",
    "assess.py",
    "batch.py",
    "storage.py",
    "observing.py",
    "serving.py",
    "household_page.py",
)


def main() -> None:
    """Run them one after the other, so that none disturbs another."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--mlserver", help="a Python that has MLServer (docs/performance.md)")
    given = arguments.parse_args()
    rows = []
    for name in BENCHMARKS:
        print(f"running {name}", file=sys.stderr)
        command = [sys.executable, str(HERE / name)]
        if given.mlserver and name == "serving.py":
            command += ["--mlserver", given.mlserver]
        found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        rows += json.loads(found.stdout)
    (HERE / "results.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    for row in rows:
        met = {True: "met", False: "NOT MET", None: ""}[row["met"]]
        bar = "" if row["floor"] is None else f"(bar {row['floor']})"
        print(f"{row['value']:>12} {row['unit']:<8} {row['name']} {bar} {met}")


if __name__ == "__main__":
    main()
