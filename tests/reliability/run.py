"""Measure promises at full length and write the scorecard.

    PYTHONPATH=src:api:tests python -m reliability.run         # all that can be: hours
    PYTHONPATH=src:api:tests python -m reliability.run 15 16   # these; other figures stay

A long form is a module `rowNN_<subject>.py` with `measure() -> Row`.
"""

import importlib
import re
import sys
import traceback
from pathlib import Path

from reliability.scorecard import DATA, PAGE, Row, as_data, as_page, read_rows, row

HERE = Path(__file__).parent


def modules() -> dict[int, str]:
    """The name of the module that measures each row, by number."""
    found = {}
    for path in sorted(HERE.glob("row[0-9][0-9]_*.py")):
        number = int(re.findall(r"\d\d", path.stem)[0])
        found[number] = f"reliability.{path.stem}"
    return found


def measured(number: int, name: str) -> Row:
    """One row with this page's words; a measure that fails is a promise that is not met."""
    try:
        found = importlib.import_module(name).measure()
    except Exception as error:  # noqa: BLE001 - the other rows are still to be measured
        traceback.print_exc()
        return row(number, f"the measure failed: {type(error).__name__}", met=False)
    return row(number, found.figure, met=found.met)


def main() -> int:
    """Measure what is asked for; 1 where a promise is not met."""
    held = modules()
    asked = [int(one) for one in sys.argv[1:]] or sorted(held)
    rows = {one.number: one for one in read_rows()}
    for number in asked:
        rows[number] = measured(number, held[number])
        write(list(rows.values()))
        one = rows[number]
        sys.stdout.write(f"{number}. {one.promise}: {one.figure} (met: {one.met})\n")
    return 1 if any(rows[number].met is False for number in asked) else 0


def write(rows: list[Row]) -> None:
    """Both files."""
    DATA.write_text(as_data(rows), encoding="utf-8")
    PAGE.write_text(as_page(rows), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
