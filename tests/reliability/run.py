"""Measure promises at full length and write the scorecard.

    PYTHONPATH=src:api:tests python -m reliability.run         # all that can be: hours
    PYTHONPATH=src:api:tests python -m reliability.run 15 16   # these; other figures stay

A long form is a module `rowNN_<subject>.py` with `measure(...) -> Row`; where a promise has
several, it is met if all of them say so. What `measure` asks for without a default is given by
name: `champions`, the folder of champions to serve; `assessor`, the champion of the settings;
`folder`, an empty one; anything else from the module's own `LONG`, a mapping of name to value.
"""

import importlib
import inspect
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from reliability.scorecard import DATA, PAGE, Row, as_data, as_page, read_rows, row

from riskmodel.assessment import Assessor, assessor_from
from riskmodel.settings import Settings

HERE = Path(__file__).parent


def _assessor(_: Path) -> Assessor:
    settings = Settings()
    return assessor_from(settings.champions, settings.model_name, settings.parameters)


GIVEN: dict[str, Callable[[Path], object]] = {
    "champions": lambda _: Settings().champions.absolute(),
    "assessor": _assessor,
    "folder": lambda folder: folder,
}
"""What a measure may ask for without a default."""


def modules() -> dict[int, list[str]]:
    """The names of the modules that measure each row, by number."""
    found: dict[int, list[str]] = {}
    for path in sorted(HERE.glob("row[0-9][0-9]_*.py")):
        number = int(re.findall(r"\d\d", path.stem)[0])
        found.setdefault(number, []).append(f"reliability.{path.stem}")
    return found


def measured(number: int, names: Sequence[str]) -> Row:
    """One row with the scorecard's words; a measure that fails is a promise that is not met."""
    rows = [_measured(number, name) for name in names]
    verdicts = [one.met for one in rows]
    met = False if False in verdicts else (None if None in verdicts else True)
    return row(number, "; ".join(one.figure for one in rows), met=met)


def needs(module: ModuleType) -> list[str]:
    """What a module's `measure` asks for without a default, and its `LONG` does not give."""
    parameters = inspect.signature(module.measure).parameters.values()
    asked = [
        one.name for one in parameters if one.default is one.empty and one.kind != one.VAR_KEYWORD
    ]
    return [name for name in asked if name not in getattr(module, "LONG", {})]


def _measured(number: int, name: str) -> Row:
    try:
        module = importlib.import_module(name)
        with tempfile.TemporaryDirectory() as folder:
            given = {need: GIVEN[need](Path(folder)) for need in needs(module)}
            found: Row = module.measure(**given, **getattr(module, "LONG", {}))
    except Exception as error:  # noqa: BLE001 - the other rows are still to be measured
        traceback.print_exc()
        return row(number, f"the measure failed: {type(error).__name__}", met=False)
    return found


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
