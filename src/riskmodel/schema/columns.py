"""Households as columns: one array a field, the one form that features and rules read."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema.field import Field, Kind
from riskmodel.schema.household import FIELDS

Array = NDArray[np.generic]
Value = float | str | list[str] | datetime.date | None
"""A field as a person writes it."""


@cache
def unknown_figure(field: Field) -> Any:
    """What a column of the field holds, as a Python figure, where it is unknown."""
    return unknown_column(field, 1)[0].item()


def unknown_column(field: Field, rows: int) -> Array:
    """A column of `rows` unknown values, of the field's type."""
    match field.kind:
        case Kind.TEXT:
            return np.full(rows, "", dtype=np.str_)
        case Kind.DATE:
            return np.full(rows, "NaT", dtype="datetime64[D]")
        case _:
            return np.full(rows, np.nan)


@cache
def places_of(name: str, codes: tuple[str, ...]) -> frozenset[float]:
    """What the column of a field with a closed list holds for each of some codes."""
    return frozenset(float(FIELDS[name].codes.index(code)) for code in codes)


class Columns(Mapping[str, Array]):
    """`rows` records, one array a declared field; a field that was not given is all unknown.

    Built by `read_table` or `columns_from_records`, which check the values; `fields` is the
    declaration that the names come from. Arrays have shape (rows,) and are not to be changed.
    """

    def __init__(
        self, given: Mapping[str, Array], rows: int, fields: Mapping[str, Field] = FIELDS
    ) -> None:
        self.rows = rows
        self.fields = fields
        self.given = frozenset(given)
        self._arrays = dict(given)

    def __getitem__(self, name: str) -> Array:
        if name not in self._arrays:
            self._arrays[name] = unknown_column(self.fields[name], self.rows)
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def number(self, name: str) -> NDArray[np.float64]:
        """A column of numbers, yes/no answers or positions in a closed list; NaN is unknown."""
        return np.asarray(self[name], dtype=np.float64)

    def text(self, name: str) -> NDArray[np.str_]:
        """A column of text; "" is unknown."""
        return np.asarray(self[name], dtype=np.str_)

    def date(self, name: str) -> NDArray[np.datetime64]:
        """A column of days; NaT is unknown."""
        return np.asarray(self[name], dtype="datetime64[D]")

    def is_choice(self, name: str, *codes: str) -> NDArray[np.float64]:
        """1 where the choice is one of `codes`, 0 where it is another, NaN where unknown."""
        held = self.number(name)
        positions = [self.fields[name].codes.index(code) for code in codes]
        return np.where(np.isnan(held), np.nan, np.isin(held, positions))

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Columns":
        """The chosen rows, by position or by mask."""
        arrays = {name: self[name][rows] for name in self.given}
        count = int(np.count_nonzero(rows)) if rows.dtype == bool else len(rows)
        return Columns(arrays, count, self.fields)

    def with_column(self, name: str, values: Array) -> "Columns":
        """The same rows with one declared column replaced."""
        arrays = {given: self[given] for given in self.given} | {name: values}
        return Columns(arrays, self.rows, self.fields)

    def value(self, name: str, row: int) -> Value:
        """One value as a person would write it: codes instead of positions, None for unknown."""
        return writer(self.fields[name])(self[name].item(row))

    def held(self, row: int) -> dict[str, Any]:
        """What the given columns hold in one row, as Python figures, text and days.

        Not to be changed.
        """
        return {name: self._arrays[name].item(row) for name in self.given}

    def figures(self, row: int) -> Mapping[str, Any]:
        """The same of every field of the record, what is not given as its column would hold it."""
        return _UNKNOWN | self.held(row)

    def as_written(self, row: int) -> Mapping[str, Value]:
        """The fields of the record that are given in one row, as a person writes them."""
        held = self.held(row)
        return {name: _WRITERS[name](held[name]) for name in held if name in _WRITERS}


class OneRecord(Columns):
    """One record, held as plain figures: a column is made only where one is asked for.

    `figures` is what the columns would hold, by field, and `written` what `as_written` would find
    of them. Of one household most is computed from the figures themselves, and making seventy
    arrays would take longer than that.
    """

    def __init__(self, figures: dict[str, Any], written: dict[str, Value]) -> None:
        super().__init__({}, 1)
        self.given = frozenset(figures)
        self._figures, self._written = figures, written
        self._all = _UNKNOWN | figures

    def __getitem__(self, name: str) -> Array:
        if name not in self._arrays and name in self._figures:
            self._arrays[name] = _column_of_one(self.fields[name], self._figures[name])
        return super().__getitem__(name)

    def value(self, name: str, row: int) -> Value:
        """One value as a person would write it: codes instead of positions, None for unknown."""
        return self._written.get(name)

    def held(self, row: int) -> dict[str, Any]:
        """What is given, as Python figures, text and days; not to be changed."""
        return self._figures

    def figures(self, row: int) -> Mapping[str, Any]:
        """The same of every field; not to be changed."""
        return self._all

    def as_written(self, row: int) -> Mapping[str, Value]:
        """The fields that are given, as a person writes them; not to be changed."""
        return self._written


def _column_of_one(field: Field, figure: Any) -> Array:
    match field.kind:
        case Kind.TEXT:
            return np.array([figure], dtype=np.str_)
        case Kind.DATE:
            return np.array([figure], dtype="datetime64[D]")
        case _:
            return np.array([figure], dtype=np.float64)


@cache
def writer(field: Field) -> Callable[[Any], Value]:
    """What turns the figure that a column holds into what a person would write."""
    match field.kind:
        case Kind.TEXT:
            return lambda held: held or None
        case Kind.DATE:
            return lambda held: held
        case Kind.CHOICE:
            return lambda held: None if isnan(held) else field.codes[int(held)]
        case Kind.CHOICES:
            return lambda held: None if isnan(held) else _codes(field, int(held))
        case Kind.YES_NO:
            return lambda held: None if isnan(held) else held == 1
        case Kind.INTEGER:
            return lambda held: None if isnan(held) else int(held)
        case _:
            return lambda held: None if isnan(held) else held


def _codes(field: Field, bits: int) -> list[str]:
    return [code for place, code in enumerate(field.codes) if (bits >> place) & 1]


def encode(field: Field, values: Sequence[Any]) -> Array:
    """A column from checked values as a person writes them; None is unknown."""
    match field.kind:
        case Kind.TEXT:
            return np.array([value or "" for value in values], dtype=np.str_)
        case Kind.DATE:
            return np.array(values, dtype="datetime64[D]")
        case Kind.CHOICE | Kind.CHOICES:
            read = reader(field)
            return np.array([read(value) for value in values], dtype=np.float64)
        case _:
            return np.array(values, dtype=np.float64)


@cache
def reader(field: Field) -> Callable[[Any], Any]:
    """What turns a checked value as a person writes it into the figure that a column holds.

    The other way round than `writer`; None is unknown.
    """
    known, unknown = reader_of_known(field), unknown_figure(field)
    return lambda value: unknown if value is None else known(value)


@cache
def reader_of_known(field: Field) -> Callable[[Any], Any]:
    """The same for a value that is not None."""
    match field.kind:
        case Kind.TEXT:
            return str
        case Kind.DATE:
            return lambda value: value
        case Kind.CHOICE:
            return {code: float(place) for place, code in enumerate(field.codes)}.__getitem__
        case Kind.CHOICES:
            bit = {code: 1 << place for place, code in enumerate(field.codes)}
            return lambda held: float(sum([bit[code] for code in held]))
        case _:
            return float


_WRITERS = {name: writer(field) for name, field in FIELDS.items()}
_UNKNOWN = {name: unknown_figure(field) for name, field in FIELDS.items()}
