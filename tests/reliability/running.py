"""What the long forms share: the champion that they serve, and how they tell what they found."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from reliability.scorecard import Row

from riskmodel.assessment import Assessor
from riskmodel.settings import Settings

VERDICTS = {True: "met", False: "NOT MET", None: "not all of it measured"}


def run_in_process(measure: Callable[[Assessor, Path], Row]) -> int:
    """Measure in this process with the champion of RISKMODEL_STATE."""
    from riskmodel_api.app import load_serving  # noqa: PLC0415 - a model of its own

    with tempfile.TemporaryDirectory() as folder:
        row = measure(load_serving(Settings()).require_assessor(), Path(folder))
    sys.stdout.write(f"{row}\n")
    return 0 if row.met else 1


def run(measure: Callable[..., Row], *numbers: int) -> int:
    """Measure with the champion of RISKMODEL_STATE and the numbers of the command line."""
    given = [int(one) for one in sys.argv[1:]]
    asked = [*given, *numbers[len(given) :]]
    champions = Settings().champions.absolute()
    with tempfile.TemporaryDirectory() as folder:
        row = measure(champions, Path(folder), *asked)
    sys.stdout.write(
        f"{row.number}  {row.promise}\n    target  {row.target}\n    figure  {row.figure}\n"
        f"    {VERDICTS[row.met]}\n"
    )
    return 0 if row.met else 1
