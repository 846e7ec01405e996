"""Look through parameter files for what a person who edits them would want to be told.

Unlike the loader, which stops at the first fault, this reads on and reports everything.
"""

import datetime
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from riskmodel.parameters.files import Entry, ParameterFile, parameter_files, sources
from riskmodel.parameters.value import ParameterValue

LARGEST_JUMP = 0.25
"""A change between two values that follow one another within a year, worth a second look."""
_HEAD = ("name_zh", "name_en", "description", "unit")
_ONE_DAY = datetime.timedelta(days=1)
_YEAR = datetime.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at: where, how grave, what it is and what to do.

    `entry` counts from 1 within the file, None for the file as a whole.
    """

    file: str
    entry: int | None
    area: str
    severity: Literal["error", "warning"]
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """A value with the place where it is written."""

    file: str
    entry: int
    value: ParameterValue


def lint(*folders: Path, on: datetime.date) -> list[Problem]:
    """Every problem of the folders, a later folder going before an earlier one.

    `on` is the day on which values should still be in force. Raises ConfigurationError where a
    folder does not exist.
    """
    problems: list[Problem] = []
    placed: dict[str, list[_Placed]] = defaultdict(list)
    declared: set[str] = set()
    for path in (path for folder in folders for path in parameter_files(folder)):
        values = _read(path, declared, problems)
        problems += _overlaps(values)
        placed[path.stem] += values
    for values in placed.values():
        problems += _between(values, on)
    return problems


def _read(path: Path, declared: set[str], problems: list[Problem]) -> list[_Placed]:
    """The values that can be read; what cannot is told."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(
            Problem(path.name, None, "", "error", f"not TOML in UTF-8: {error}", "mend the line")
        )
        return []
    problems += _head(path, given, declared)
    entries = given.get("value")
    if not isinstance(entries, list) or not entries:
        remedy = "give a list `value` of at least one entry"
        problems.append(Problem(path.name, None, "", "error", "no value", remedy))
        return []
    found = []
    for number, entry in enumerate(entries, start=1):
        value = _entry(path.name, number, entry, problems)
        if value is not None:
            found.append(_Placed(path.name, number, value))
    return found


def _head(path: Path, given: dict[str, Any], declared: set[str]) -> list[Problem]:
    strangers = sorted(given.keys() - ParameterFile.model_fields.keys())
    problems = [
        Problem(path.name, None, "", "error", f"unknown key {name}", "leave it out")
        for name in strangers
    ]
    if path.stem not in declared:
        problems += [
            Problem(path.name, None, "", "error", f"no {name}", "say it where a parameter is new")
            for name in _HEAD
            if not given.get(name)
        ]
    declared.add(path.stem)
    return problems


def _entry(file: str, number: int, given: Any, problems: list[Problem]) -> ParameterValue | None:
    area = str(given.get("area", "")) if isinstance(given, dict) else ""
    try:
        value = Entry.model_validate(given).parameter_value()
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=False):
            where = ", ".join(str(part) for part in fault["loc"])
            what = f"{where}: {fault['msg']}" if where else fault["msg"]
            problems.append(Problem(file, number, area, "error", what, "mend the entry"))
        return None
    unresolved = set(re.findall(r"S\d+[a-z]?", " ".join(re.findall(r"\[(.*?)\]", value.source))))
    for tag in sorted(unresolved - sources().keys()):
        what, remedy = f"source tag {tag} is not resolved", "add it to sources.toml"
        problems.append(Problem(file, number, area, "warning", what, remedy))
    return value


def _overlaps(values: list[_Placed]) -> list[Problem]:
    return [
        Problem(
            later.file,
            later.entry,
            later.value.area,
            "error",
            f"in force on the same days as entry {earlier.entry}",
            "end the first before the second begins",
        )
        for place, later in enumerate(values)
        for earlier in values[:place]
        if later.value.overlaps(earlier.value)
    ]


def _between(values: list[_Placed], on: datetime.date) -> list[Problem]:
    """Gaps, ends and jumps of each area, in the order of the days."""
    by_area: dict[str, list[_Placed]] = defaultdict(list)
    for value in sorted(values, key=lambda one: one.value.valid_from):
        by_area[value.value.area].append(value)
    problems = []
    for held in by_area.values():
        for earlier, later in pairwise(held):
            problems += _gap(earlier, later) + _jump(earlier, later)
        problems += _ended(held[-1], on)
    return problems


def _gap(earlier: _Placed, later: _Placed) -> list[Problem]:
    end = earlier.value.valid_to
    if end is None or later.value.valid_from <= end + _ONE_DAY:
        return []
    what = f"nothing is in force from {end + _ONE_DAY} to {later.value.valid_from - _ONE_DAY}"
    return [_warning(later, what, "add the value of those days, if there is one")]


def _jump(earlier: _Placed, later: _Placed) -> list[Problem]:
    before, after = _figure(earlier.value), _figure(later.value)
    within_a_year = later.value.valid_from - earlier.value.valid_from <= _YEAR
    if before is None or after is None or not within_a_year or before == 0:
        return []
    change = after / before - 1
    if abs(change) <= LARGEST_JUMP:
        return []
    return [_warning(later, f"{change:+.0%} within a year", "check the figure and its unit")]


def _figure(value: ParameterValue) -> float | None:
    return value.value if value.dibao_multiple is None else None


def _ended(last: _Placed, on: datetime.date) -> list[Problem]:
    end = last.value.valid_to
    if end is None or end >= on:
        return []
    return [_warning(last, f"nothing is in force after {end}", "add the next value")]


def _warning(placed: _Placed, what: str, remedy: str) -> Problem:
    return Problem(placed.file, placed.entry, placed.value.area, "warning", what, remedy)
