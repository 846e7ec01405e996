"""What the rules cost: one household with its whole trace, and a million of them.

The baseline, in the same run, is `rules_in_pandas`: the same 26 rules in plain pandas. CPU time of
one core, medians over rounds in which the candidates take turns. Peak memory is that of a process
that checks the million and does nothing else.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from measure import at_least, at_most
from numpy.typing import NDArray
from rules_in_pandas import check as check_in_pandas

from riskmodel.eligibility import check_eligibility, check_household
from riskmodel.eligibility.check import PARAMETER_NAMES
from riskmodel.parameters import Parameters
from riskmodel.schema.columns import Columns
from riskmodel.schema.field import Kind
from riskmodel.schema.household import FIELDS
from riskmodel.sources.synthetic import synthesize

ROWS = 1_000_000
ROUNDS = 5
ONE_MICROSECONDS, MILLION_SECONDS, MILLION_BYTES = 300, 3, 1.5e9
FASTER_THAN = 3
OTHER_NAME = {"company_capital": "company_capital_limit"}
"""A parameter that is called as a field is."""


def main() -> None:
    """Print the figures as JSON."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--memory", action="store_true")
    if arguments.parse_args().memory:
        print(memory_of_a_million())
        return
    # First, because a process starts with the peak of the one that started it.
    peak = float(
        subprocess.run(
            [sys.executable, __file__, "--memory"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout
    )
    columns, days = households(ROWS)
    one = one_household(columns, days)
    rules, plain = a_million(columns, days)
    figures = [
        at_most("one household, all rules with their whole trace", one, ONE_MICROSECONDS, "µs"),
        at_most("a million households, all rules, CPU", rules, MILLION_SECONDS, "s"),
        at_most("the same, peak memory with the table", peak / 1e9, MILLION_BYTES / 1e9, "GB"),
        at_least("the same rules in plain pandas, against it", plain / rules, FASTER_THAN, "x"),
    ]
    print(json.dumps(figures))


def households(rows: int) -> tuple[Columns, NDArray[np.datetime64]]:
    """Households of the synthetic panel, over and over, as known at the end of 2024."""
    panel = synthesize(20_000, 1).panel.columns
    places = np.arange(rows) % panel.rows
    given = {name: panel[name][places] for name in panel.given if name in FIELDS}
    return Columns(given, rows), np.full(rows, np.datetime64("2024-12-31"))


def one_household(columns: Columns, days: NDArray[np.datetime64]) -> float:
    """Microseconds for one household alone: the best of five, the median over many of them."""
    parameters = Parameters.shipped()
    alone = [
        Columns({name: columns[name][row : row + 1] for name in columns.given}, 1)
        for row in range(0, 20_000, 10)
    ]
    for warm in alone[:200]:
        check_household(warm, days[:1], parameters)
    taken = [
        min(_seconds(lambda one=one: check_household(one, days[:1], parameters)) for _ in range(5))
        for one in alone
    ]
    return 1e6 * statistics.median(taken)


def a_million(columns: Columns, days: NDArray[np.datetime64]) -> tuple[float, float]:
    """CPU seconds of the rule pack and of plain pandas, which is given its table for nothing."""
    parameters = Parameters.shipped()
    frame, values = as_frame(columns, days), parameters_frame(columns, days, parameters)
    rules, plain = [], []
    for _ in range(ROUNDS):
        rules.append(_seconds(lambda: check_eligibility(columns, days, parameters)))
        plain.append(_seconds(lambda: check_in_pandas(frame, values)))
    return statistics.median(rules), statistics.median(plain)


def memory_of_a_million() -> int:
    """Peak bytes of a process that holds a million households and checks them."""
    columns, days = households(ROWS)
    check_eligibility(columns, days, Parameters.shipped())
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def as_frame(columns: Columns, days: NDArray[np.datetime64]) -> pd.DataFrame:
    """The table as an analyst has it: nullable columns, codes as text, a column a measure."""
    frame: dict[str, object] = {"as_of": pd.Series(days.astype("datetime64[s]"))}
    for name, field in FIELDS.items():
        held = columns[name]
        match field.kind:
            case Kind.TEXT:
                frame[name] = pd.Series(held, dtype="string")
            case Kind.DATE:
                frame[name] = pd.Series(held.astype("datetime64[s]"))
            case Kind.YES_NO:
                frame[name] = _answers(held == 1, held)
            case Kind.CHOICE:
                codes = np.array([*field.codes, None], dtype=object)
                places = np.where(np.isnan(held), len(field.codes), held).astype(int)
                frame[name] = pd.Series(codes[places], dtype="string")
            case Kind.CHOICES:
                bits = np.nan_to_num(held).astype(np.int64)
                frame[f"{name}_any"] = _answers(bits > 0, held)
                for place, code in enumerate(field.codes):
                    frame[f"{name}_{code}"] = _answers((bits >> place) & 1 == 1, held)
            case _:
                frame[name] = pd.array(held, dtype="Float64")
    return pd.DataFrame(frame)


def _answers(true: NDArray[np.bool_], held: NDArray[np.float64]) -> pd.Series:
    return pd.Series(pd.arrays.BooleanArray(true, np.isnan(held)))


def parameters_frame(
    columns: Columns, days: NDArray[np.datetime64], parameters: Parameters
) -> pd.DataFrame:
    """One row a county and day with the parameters in force there."""
    county = columns.text("county_code")
    _, first = np.unique(np.char.add(county, days.astype(str)), return_index=True)
    place = days[first], columns.text("province_code")[first], county[first]
    frame = {"as_of": pd.Series(days[first].astype("datetime64[s]"))}
    frame["county_code"] = pd.Series(county[first], dtype="string")
    for name in PARAMETER_NAMES:
        held = parameters.on(name, *place)
        frame[OTHER_NAME.get(name, name)] = pd.Series(pd.array(held.values, dtype="Float64"))
        if name == "monitoring_line":
            frame["dibao_multiple"] = pd.Series(pd.array(held.dibao_multiples, dtype="Float64"))
    return pd.DataFrame(frame)


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
