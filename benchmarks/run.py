"""Run every benchmark and write benchmarks/results.json."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BENCHMARKS = ("synthesize.py", "rules.py", "assess.py", "storage.py")


def main() -> None:
    """Run them one after the other, so that none disturbs another."""
    rows = []
    for name in BENCHMARKS:
        print(f"running {name}", file=sys.stderr)
        found = subprocess.run(
            [sys.executable, str(HERE / name)], stdout=subprocess.PIPE, text=True, check=True
        )
        rows += json.loads(found.stdout)
    (HERE / "results.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    for row in rows:
        met = {True: "met", False: "NOT MET", None: ""}[row["met"]]
        floor = "" if row["floor"] is None else f"(floor {row['floor']})"
        print(f"{row['value']:>12} {row['unit']:<8} {row['name']} {floor} {met}")


if __name__ == "__main__":
    main()
