"""A reform simulation as files: everything as JSON, a table for a spreadsheet, a picture."""

import csv
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from riskmodel.cli.language import Language
from riskmodel.cli.simulation_words import word
from riskmodel.errors import ConfigurationError
from riskmodel.simulation.counts import Count
from riskmodel.simulation.result import BeforeAfter, Crossing, NextYear, Simulation

Row = dict[str, object]

COLUMNS = (
    "table", "group", "code", "name_zh", "name_en", "measure",
    "households", "weighted", "share", "low", "high",
)  # fmt: skip
_KINDS = ("by_province", "by_category", "by_status", "by_reason")


def write_files(simulation: Simulation, folder: Path) -> list[Path]:
    """Write result.json, table.csv and picture.svg, and name them.

    Raises ConfigurationError, with the other two written, where matplotlib is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    result, table, drawn = (folder / name for name in ("result.json", "table.csv", "picture.svg"))
    result.write_bytes(TypeAdapter(Simulation).dump_json(simulation, indent=1))
    # Spreadsheet programs read Chinese in a CSV file only behind a byte-order mark.
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(table_rows(simulation))
    drawn.write_bytes(_picture(simulation))
    return [result, table, drawn]


def _picture(simulation: Simulation) -> bytes:
    try:
        from riskmodel.cli.simulation_picture import picture
    except ModuleNotFoundError as error:
        message = (
            "no picture: install the extra `train` of this release's wheel for it; the other two "
            "files are written"
        )
        raise ConfigurationError(message) from error
    return picture(simulation)


def table_rows(simulation: Simulation) -> Iterator[Row]:
    """Every figure as one row of the table: a count or a share, never both."""
    for one in simulation.statuses:
        yield from _before_after("status", one)
    for rule in simulation.rules:
        for one in rule.outcomes:
            for row in _before_after("rule", one):
                yield row | _named(rule.rule) | {"measure": f"{one.code} {row['measure']}"}
    for crossing in simulation.crossings:
        yield from _crossing(crossing)
    if simulation.next_year:
        yield from _error_rates(simulation.next_year)


def _before_after(table: str, one: BeforeAfter) -> Iterator[Row]:
    for measure in ("before", "after"):
        yield {"table": table} | _named(one.code) | _counted(measure, getattr(one, measure))


def _crossing(crossing: Crossing) -> Iterator[Row]:
    of_group: Row = {"group": crossing.group}
    for measure in ("before", "after", "entering", "leaving"):
        yield {"table": "all"} | of_group | _counted(measure, getattr(crossing, measure))
    for kind in _KINDS:
        for one in getattr(crossing, kind):
            for measure in one.__slots__[1:]:
                counted = _counted(measure, getattr(one, measure))
                yield {"table": kind} | of_group | _named(one.code) | counted


def _error_rates(later: NextYear) -> Iterator[Row]:
    for one in later.targeting:
        for way, rates in (("weighted", one.weighted), ("unweighted", one.unweighted)):
            for code in ("inclusion_error", "exclusion_error"):
                row: Row = {"table": code, "group": one.group}
                compared = getattr(rates, code)
                if compared is None:
                    yield row | {"measure": f"{way}: too few to say"}
                    continue
                for measure in ("before", "after", "change"):
                    figure = getattr(compared, measure)
                    shares = {"share": figure.value, "low": figure.low, "high": figure.high}
                    yield row | {"measure": f"{way} {measure}"} | shares


def _named(code: str) -> Row:
    return {"code": code, "name_zh": word(code, Language.ZH), "name_en": word(code, Language.EN)}


def _counted(measure: str, held: Count) -> Row:
    return {"measure": measure, "households": held.households, "weighted": held.weighted}
